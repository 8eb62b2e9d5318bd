"""Where things lie: the program's own resources, the office's data, the log file."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from platformdirs import user_documents_path, user_log_path

PROGRAM = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parents[2]))
RESOURCES = PROGRAM / "resources"
MIGRATIONS = PROGRAM / "migrations"
NAME = "后勤台账"
SUFFIX = ".houqin"
MOUNTS = Path("/proc/mounts")
NETWORKS = {
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "davfs", "fuse.sshfs", "fuse.davfs2", "fuse.rclone",
    "fuse.glusterfs", "fuse.gvfsd-fuse", "fuse.ceph",
}  # fmt: skip


def data_folder() -> Path:
    """Where a new store is put unless the person chooses; HOUQIN_DATA overrides it."""
    chosen = os.environ.get("HOUQIN_DATA")
    return Path(chosen) if chosen else user_documents_path() / NAME


def default_store() -> Path:
    return data_folder() / f"台账{SUFFIX}"


def log_file() -> Path:
    """The file that keeps full traces; its folder is made."""
    folder = Path(os.environ.get("HOUQIN_LOG") or user_log_path("houqin", appauthor=False))
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "houqin.log"


def on_network(path: Path) -> bool:
    """Whether a path lies on a network share, where SQLite's WAL cannot be trusted."""
    resolved = path.absolute()
    if sys.platform == "win32":
        import ctypes

        return str(resolved).startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(resolved.anchor) == 4
    if not MOUNTS.exists():
        return False
    best, kind = 0, ""
    for line in MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines():
        place, filesystem = line.split()[1:3]
        where = place.replace("\\040", " ")
        if len(where) > best and (resolved.is_relative_to(where)):
            best, kind = len(where), filesystem
    return kind in NETWORKS
