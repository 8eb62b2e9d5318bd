"""Faults that befall an office's data, many times over: see `python -m tests.faults --help`."""
