"""Benchmarks: every job against a limit measured in the same run, so that the machine's noise cancels.

`python3 run.py bench` runs them all at full size, `--short` at 10,000 cards. Each job is a module with
`run(sizes: Sizes, folder: Path) -> list[Row]`.
"""
