"""Keeps Python's collector of cyclic garbage away from bulk work.

While hundreds of thousands of rows are held in lists, each of its full passes walks all of them and finds
nothing; an import spends a third of its time so.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def resting_collector() -> Iterator[None]:
    """No passes inside the block; also a decorator for functions that make no cycles worth collecting."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
