"""What became of a store after a fault: it lives on whole, it says what is wrong, or something is lost."""

from __future__ import annotations

import random
import shutil
import sqlite3
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app import office
from app.kit import backups
from app.kit.errors import UserError
from tests.faults import look
from tests.faults.dying import Death
from tests.faults.offices import NOW, Act, Offices, Story, copy_store, opened, undisturbed

SURVIVED, REFUSED, LOST = "survived", "refused", "lost"


@dataclass(frozen=True)
class Fate:
    """One fault's end, with the program's own words or what was lost."""

    what: str
    words: str = ""


@dataclass
class House:
    """Where faults happen: the offices, a source of chance, a folder that is emptied after each fault."""

    folder: Path
    chance: random.Random
    offices: Offices = field(init=False)
    known: dict[str, str] = field(default_factory=dict)  # states worked out before
    _stories: dict[str, Story] = field(default_factory=dict)
    _count: int = 0

    def __post_init__(self) -> None:
        self.offices = Offices(self.folder / "原样")

    def story(self, name: str, base: Path, acts: Callable[[], Iterable[Act]]) -> Story:
        """A story by its name, told undisturbed the first time."""
        if name not in self._stories:
            self._stories[name] = undisturbed(Story(name, base, list(acts())), self.folder / "顺利")
        return self._stories[name]

    @contextmanager
    def place(self, base: Path | None = None) -> Iterator[Path]:
        """Where a store lies for one fault: a copy of `base`, or nothing yet."""
        self._count += 1
        folder = self.folder / f"第{self._count}次"
        folder.mkdir()
        path = folder / "台账.houqin"
        if base is not None:
            copy_store(base, path)
        try:
            yield path
        finally:
            shutil.rmtree(folder)

    def proven(self) -> Path:
        """A proven backup of the old office, made once."""
        folder = self.folder / "好备份"
        if not folder.exists():
            store = opened(copy_store(self.offices.old, self.folder / "备份自" / "台账.houqin"))
            made = backups.make(store, backups.MANUAL, folder=folder)
            assert made is not None
            store.close()
        return next(folder.glob("*.houqin"))


def spoken(path: Path, deep: bool = False) -> tuple[list[str], str]:
    """Open and verify a store as a person would: (what it says is wrong, a bug where it fell over)."""
    try:
        store = opened(path)
        try:
            return office.verify(store, deep), ""
        finally:
            store.close()
    except UserError as error:
        return [str(error)], ""
    except Exception:
        return [], traceback.format_exc()


def whole(path: Path, story: Story, death: Death) -> Fate:
    """After a death or a refusal in a story: the store stands exactly after the last act that was told as
    done, or after the one that was under way; and it says nothing is wrong."""
    if death.bug:
        return Fate(LOST, death.bug)
    words, bug = spoken(path)
    if words or bug:
        return Fate(LOST, bug or "；".join(words))
    found = look.state(path)
    possible = story.states[death.done : death.done + (2 if death.killed else 1)]
    if found not in possible:
        at = story.states.index(found) if found in story.states else "none"
        return Fate(LOST, f"{story.name}: {death.done} acts told, but the store stands at {at} of them")
    try:
        look.chain(path)
    except (AssertionError, sqlite3.Error) as error:
        return Fate(LOST, f"{story.name}: the chain does not hold: {error}")
    return Fate(REFUSED if death.refused else SURVIVED, death.refused)


def goes_on(path: Path, story: Story) -> Fate:
    """The acts that are missing can be done as if nothing had been."""
    at = story.states.index(look.state(path))
    store = opened(path)
    try:
        for act in story.acts[at:]:
            act(store)
    except Exception:
        return Fate(LOST, f"{story.name} cannot go on: {traceback.format_exc()}")
    finally:
        store.close()
    if look.state(path) != story.states[-1]:
        return Fate(LOST, f"{story.name} went on to something else")
    return Fate(SURVIVED)


def restorable(house: House, path: Path) -> Fate:
    """The last proven backup takes the place of a damaged store, whole."""
    backup = house.proven()
    try:
        backups.restore(backup, path, NOW)
    except Exception:
        return Fate(LOST, f"the backup cannot be restored: {traceback.format_exc()}")
    words, bug = spoken(path)
    if words or bug:
        return Fate(LOST, f"the restored store says: {bug or words}")
    logged = {"acts", "changes"}  # the restore is an act itself
    before, after = look.contents(house.offices.old), look.contents(path)
    if different := [name for name in before if name not in logged and before[name] != after[name]]:
        return Fate(LOST, f"the restored store differs in {different}")
    return Fate(SURVIVED)
