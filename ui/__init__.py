"""What people see. Imports app; app never imports ui."""
