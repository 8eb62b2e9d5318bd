"""Files made to hurt, and reading them in a process that may not have its way: `python -m tests.hostile`."""
