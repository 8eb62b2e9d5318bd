"""What every domain uses; the kit knows no domain."""
