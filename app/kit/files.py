"""Files that are whole or not there: partial names, fsync, then the true name; and copying with a hash."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from app.kit.errors import UserError

Tell = Callable[[int, int, str], None]
PIECE = 8 * 1024 * 1024
PART = ".part"

# On POSIX closing *any* handle of a file drops every lock that this process holds on it, SQLite's among them;
# another program could then take ours for gone and delete the log of the store. So a handle on a live store
# stays open, one for a file, until the file is gone.
_held: dict[tuple[int, int], int] = {}


def quiet(done: int, total: int, text: str) -> None:
    """A progress that tells nobody."""


def live_handle(path: Path) -> int:
    """A handle for reading a store that is in use; never close it yourself off Windows."""
    for key, handle in list(_held.items()):
        if os.fstat(handle).st_nlink == 0:
            os.close(_held.pop(key))
    found = os.stat(path)
    key = (found.st_dev, found.st_ino)
    if key not in _held:
        _held[key] = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    return _held[key]


@contextlib.contextmanager
def reading_live(path: Path) -> Iterator[int]:
    """A handle on a store in use, which leaves SQLite's locks alone."""
    if sys.platform == "win32":
        handle = os.open(path, os.O_RDONLY | os.O_BINARY)
        try:
            yield handle
        finally:
            os.close(handle)
    else:
        yield live_handle(path)


def first_bytes(path: Path, count: int = 16) -> bytes:
    """How a store's file begins."""
    with reading_live(path) as handle:
        os.lseek(handle, 0, os.SEEK_SET)
        return os.read(handle, count)


def pour(handle: int, target: Path, size: int, tell: Tell, text: str) -> None:
    """Copy `size` bytes from the beginning of an open file into a new one, by the system's own copying where
    it has one. Raises what `tell` raises."""
    with target.open("wb", buffering=0) as out:
        done = 0
        direct = sys.platform == "linux"
        while done < size:
            tell(done, size, text)
            step = min(PIECE, size - done)
            if direct:
                try:
                    moved = os.sendfile(out.fileno(), handle, done, step)
                except OSError as error:
                    if error.errno not in (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP):
                        raise
                    direct = False
                    continue
            else:
                os.lseek(handle, done, os.SEEK_SET)
                moved = _all(out.fileno(), os.read(handle, step))
            if moved == 0:
                raise UserError("数据文件在复制时变短了，这份备份没有做成。请再试一次。")
            done += moved
        tell(size, size, text)


def _all(handle: int, piece: bytes) -> int:
    written = 0
    while written < len(piece):
        written += os.write(handle, piece[written:])
    return written


def settle(path: Path) -> None:
    """Have the system write a file to the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def settle_folder(folder: Path) -> None:
    """Have a folder's names written to the disk; Windows does so by itself."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some shares cannot
                raise
        finally:
            os.close(handle)


def write(path: Path, content: bytes, private: bool = False) -> None:
    """A small file, whole or not at all; `private` for its owner only."""
    partial = path.with_name(path.name + PART)
    handle = os.open(
        partial,
        os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0),
        0o600 if private else 0o666,
    )
    try:
        _all(handle, content)
        os.fsync(handle)
    finally:
        os.close(handle)
    partial.replace(path)
    settle_folder(path.parent)


def sha256(path: Path, tell: Tell = quiet, text: str = "") -> str:
    """The hash of a file's content, lower-case hex."""
    total, size, done = hashlib.sha256(), path.stat().st_size, 0
    buffer = bytearray(PIECE)
    view = memoryview(buffer)
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(view):
            total.update(view[:count])
            done += count
            tell(done, size, text)
    return total.hexdigest()


def room(folder: Path, needed: int) -> None:
    """Raises UserError when a folder's disk has not `needed` bytes left."""
    left = shutil.disk_usage(folder).free
    if left < needed:
        raise UserError(
            f"“{folder}”所在的磁盘只剩 {size_words(left)}，这份备份要 {size_words(needed)}，没有做。"
            "请清理磁盘，或在“设置 › 备份”里换一个文件夹。"
        )


def size_words(size: int) -> str:
    """Bytes as people read them: 1.2 GB."""
    amount, unit = float(size), "字节"
    for bigger in ("KB", "MB", "GB", "TB"):
        if amount < 1024:
            break
        amount, unit = amount / 1024, bigger
    return f"{amount:.0f} {unit}" if unit == "字节" or amount >= 100 else f"{amount:.1f} {unit}"


@contextlib.contextmanager
def told_of_full(where: Path) -> Iterator[None]:
    """Turn what a disk refuses into words."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise UserError(
                f"磁盘空间不足，没有写完“{where}”，写了一半的已清除。请清理磁盘后再试。"
            ) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise UserError(f"不能写入“{where}”：没有权限，或它是只读的。请检查文件夹的权限。") from error
        raise UserError(f"读写“{where}”时出错：{error.strerror or error}。请检查磁盘或连接。") from error
