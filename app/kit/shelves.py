"""Where attachments lie: each content once, by the hash of what it is; sealed where the store is encrypted.

    台账.附件/3f/3f0c…                  in the clear
    台账.附件/3f/3f0c….9c1d22ab.sealed  under the key of that mark

Forms under several keys lie side by side, so that a store can be converted, restored and backed up without a
moment at which a content is in neither form.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from app.kit import files, sealing
from app.kit.errors import UserError

OWN: Mapping[str, Any] = {"key": ""}  # of what is sealed with the store's key, which lies wrapped elsewhere


def location(folder: Path, sha256: str) -> Path:
    """Where a content lies in the clear."""
    return folder / sha256[:2] / sha256


@dataclass(frozen=True)
class Shelf:
    """A folder of contents and the form that they have there: sealed with `key`, or in the clear.

    `wrapped` is what a sealed content tells of its key (see app.kit.sealing)."""

    folder: Path
    key: bytes | None = field(default=None, repr=False)
    wrapped: Mapping[str, Any] = field(default_factory=lambda: OWN, repr=False)

    def place(self, sha256: str) -> Path:
        """Where a content lies in this shelf's own form."""
        plain = location(self.folder, sha256)
        return plain if self.key is None else plain.with_name(f"{sha256}.{sealing.mark(self.key)}{sealing.SEALED}")

    def found(self, sha256: str) -> Path | None:
        """Where a content lies: in the shelf's own form, else in the clear as from before; None for nowhere."""
        places = (self.place(sha256), location(self.folder, sha256))
        return next((place for place in places if place.is_file()), None)

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """A content, piece by piece. Raises OSError where it is nowhere, UserError where it was changed."""
        place = self.found(sha256) or self.place(sha256)
        if self.key is not None and place == self.place(sha256):
            yield from sealing.opened(place, self.key)
            return
        with place.open("rb") as file:
            while piece := file.read(sealing.PIECE):
                yield piece

    def read(self, sha256: str) -> bytes:
        """A whole content; raises as `pieces` does."""
        return b"".join(self.pieces(sha256))

    def copy_out(self, sha256: str, target: Path) -> None:
        """A content in the clear under a name of its own; raises as `pieces` does."""
        with target.open("wb") as out:
            for piece in self.pieces(sha256):
                out.write(piece)

    def is_sound(self, sha256: str, own: bool = False) -> bool:
        """Whether the content is there and is what its name says; `own`: in the shelf's own form."""
        if self.found(sha256) is None or (own and not self.place(sha256).is_file()):
            return False
        return self.hash_of(sha256) == sha256

    def hash_of(self, sha256: str) -> str:
        """The hash of what lies under a name; nothing where it cannot be read."""
        total = hashlib.sha256()
        try:
            for piece in self.pieces(sha256):
                total.update(piece)
        except (OSError, UserError):
            return ""
        return total.hexdigest()

    def put(self, sha256: str, pieces: Iterator[bytes]) -> bool:
        """Keep a content, whole and on the disk, or not at all; False where `pieces` are not that content.
        Raises OSError, and what `pieces` raises."""
        target = self.place(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(target.name + files.PART)
        source = _Poured(pieces)
        try:
            with partial.open("wb") as out:
                if self.key is None:
                    while piece := source.read(sealing.PIECE):
                        out.write(piece)
                else:
                    sealing.seal_from(source, out, self.key, self.wrapped)  # type: ignore[arg-type]
            if source.hash.hexdigest() != sha256 or self._content(partial) != sha256:
                return False
            files.settle(partial)
            partial.replace(target)
            files.settle_folder(target.parent)
        finally:
            partial.unlink(missing_ok=True)
        return True

    def _content(self, file: Path) -> str:
        return files.sha256(file) if self.key is None else sealing.content_sha256(file, self.key)

    def others(self) -> Iterator[Path]:
        """Whatever lies in the folder in another form than this shelf's own."""
        end = "" if self.key is None else f".{sealing.mark(self.key)}{sealing.SEALED}"
        for file in sorted(self.folder.glob("??/*")):
            own = file.name.endswith(end) if end else "." not in file.name
            if file.is_file() and not own:
                yield file


def from_file(file: IO[bytes]) -> Iterator[bytes]:
    """An open file, piece by piece."""
    while piece := file.read(sealing.PIECE):
        yield piece


def set_aside(shelf: Shelf, folder: Path) -> None:
    """Move what is in other forms to another folder: the store before keeps its attachments. Raises OSError."""
    for file in shelf.others():
        target = folder / file.parent.name / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        file.replace(target)


class _Poured:
    """Pieces of any size as a file that is read once, hashed meanwhile."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.hash = hashlib.sha256()
        self._pieces = pieces
        self._rest = b""

    def read(self, size: int) -> bytes:
        while len(self._rest) < size and (piece := next(self._pieces, b"")):
            self._rest += piece
        given, self._rest = self._rest[:size], self._rest[size:]
        self.hash.update(given)
        return given
