"""import, withdraw."""

from __future__ import annotations

import typer


def add(program: typer.Typer) -> None:
    """Nothing yet."""
