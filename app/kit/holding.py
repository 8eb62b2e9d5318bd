"""Who is writing to a SQLite store just now: a small file beside it while an act is under way.

Only told, never relied on: what keeps two acts apart is SQLite's own lock. A note left by a program that was
killed is known by its process being gone.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import orjson


def _note(store: Path) -> Path:
    return store.with_name(store.name + ".占用")


@contextlib.contextmanager
def hold(store: Path | None, who: str, operation: str) -> Iterator[None]:
    """Call with SQLite's lock held; None for a store on a server. A folder that takes no note hinders nobody."""
    if store is None:
        yield
        return
    note = _note(store)
    values = {"who": who, "operation": operation, "pid": os.getpid(), "since": f"{datetime.now():%H:%M:%S}"}
    with contextlib.suppress(OSError):
        note.write_bytes(orjson.dumps(values))
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            note.unlink()


def holder(store: Path) -> str:
    """Who holds the store, in words; empty when nobody of ours does."""
    try:
        values = orjson.loads(_note(store).read_bytes())
        who, operation, pid, since = (values[name] for name in ("who", "operation", "pid", "since"))
        if not _runs(int(pid)):
            return ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    here = "本程序" if pid == os.getpid() else f"进程 {pid}"
    return f"{who} 正在“{operation}”（{since} 起，{here}）"


def _runs(pid: int) -> bool:
    if sys.platform == "win32":
        import ctypes

        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
