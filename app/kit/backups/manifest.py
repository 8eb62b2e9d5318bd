"""What is written down about a backup, and what lies in a folder of backups."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.kit.backups import places
from app.kit.errors import UserError

AUTO, MANUAL, UPGRADE = "auto", "manual", "upgrade"
KINDS = {AUTO: "自动", MANUAL: "手工", UPGRADE: "升级前"}
FORMAT = 1
SUFFIX, LIST = ".json", ".files"


@dataclass(frozen=True)
class Manifest:
    """The proof of a backup. `sha256` and `size` are of the file as it lies; `plain_sha256` of the store in
    it where it is sealed. `number` and `head` are the last act of the log, `first` the hash of its first act,
    by which an office is known; `chained_from` is the act from which the chain was walked (0: all of it, None:
    an older program's log, only its head is known). `missing` attachments were not to be found anywhere."""

    file: str
    kind: str
    made_at: datetime
    store: str
    program: str
    schema: str
    size: int
    sha256: str
    plain_sha256: str
    counts: dict[str, int]
    number: int
    head: str
    first: str
    chained_from: int | None
    thorough: bool
    attachments: int = 0
    attachment_bytes: int = 0
    list_sha256: str = ""
    missing: int = 0
    sealed: bool = False
    keys: dict[str, Any] | None = None
    format: int = FORMAT

    def to_json(self) -> bytes:
        values = asdict(self) | {"made_at": self.made_at.astimezone(UTC).isoformat()}
        return json.dumps(values, ensure_ascii=False, indent=1).encode()

    @property
    def kind_label(self) -> str:
        return KINDS.get(self.kind, self.kind)


@dataclass(frozen=True)
class Backup:
    """A proven backup that lies somewhere."""

    path: Path
    manifest: Manifest = field(repr=False)

    @property
    def made_at(self) -> datetime:
        return self.manifest.made_at

    @property
    def list_file(self) -> Path:
        return beside(self.path, LIST)

    def attachments(self) -> list[tuple[str, int]]:
        """Hash and size of each attachment that belongs to it. Raises UserError when the list is broken."""
        if not self.manifest.attachments:
            return []
        try:
            lines = self.list_file.read_text("ascii").split("\n")
            found = [(line.split()[0], int(line.split()[1])) for line in lines if line]
        except (OSError, ValueError, IndexError) as error:
            raise UserError(f"备份“{self.path.name}”的附件清单不见了或已损坏。") from error
        return found


def beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def read(path: Path) -> Manifest | None:
    """The manifest of a backup, None where there is none that can be read."""
    try:
        values = json.loads(beside(path, SUFFIX).read_text("utf-8"))
        values["made_at"] = datetime.fromisoformat(values["made_at"])
        known = {name: value for name, value in values.items() if name in Manifest.__dataclass_fields__}
        found = Manifest(**known)
    except (OSError, ValueError, TypeError, KeyError):
        return None
    fits = found.file == path.name and isinstance(found.number, int) and found.made_at.tzinfo is not None
    return found if fits and isinstance(found.counts, dict) else None


def in_folder(folder: Path, store: str) -> list[Backup]:
    """The proven backups of stores of this name in a folder, newest first; an absent folder has none.

    Only what a look can tell: the manifest is there and the file has its size."""
    found = []
    try:
        names = [path for path in folder.iterdir() if path.suffix == SUFFIX]
    except OSError:
        return []
    for name in names:
        path = name.with_name(name.name.removesuffix(SUFFIX))
        manifest = read(path)
        try:
            whole = manifest is not None and path.stat().st_size == manifest.size
        except OSError:
            whole = False
        if manifest is not None and whole and manifest.store == store:
            found.append(Backup(path, manifest))
    return sorted(found, key=lambda each: (each.made_at, each.path.name), reverse=True)


def listed(store: str | Path) -> list[Backup]:
    """The proven backups of the store at a path in both its folders, newest first; twins in the second
    folder follow those of the first."""
    found = [each for folder in places.folders(store) for each in in_folder(folder, Path(store).stem)]
    return sorted(found, key=lambda each: each.made_at, reverse=True)
