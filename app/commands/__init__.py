"""The commands of `python -m app`, one small file for each group; each only wires services together."""
