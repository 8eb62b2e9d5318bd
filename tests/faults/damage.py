"""Files hurt from outside: bytes flipped, sectors lost, stores cut in half, SQLite's log removed or cut.

What is asked: a store whose content changed says so, at opening or when verified, and then the last proven
backup can be restored. A change that nobody is told of counts as lost.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

from tests.faults import look
from tests.faults.deaths import saving
from tests.faults.dying import live
from tests.faults.judging import LOST, REFUSED, SURVIVED, Fate, House, opened, restorable, spoken


def _damaged(house: House, hurt: Callable[[bytearray], None]) -> Fate:
    base = house.offices.old
    with house.place(base) as path:
        content = bytearray(path.read_bytes())
        hurt(content)
        path.write_bytes(content)
        return judged(house, path, {look.state(base)})


def judged(house: House, path: Path, unhurt: set[str]) -> Fate:
    """Told of, or without effect: `unhurt` are the states that need no words."""
    try:
        found = look.state(path)
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the latter of SQLite's own words about the bytes
        found = str(error)
    words, bug = spoken(path, deep=True)
    if bug:
        return Fate(LOST, bug)
    if words:
        restored = restorable(house, path) if house.chance.random() < 0.3 else Fate(SURVIVED)
        return Fate(REFUSED, words[0]) if restored.what == SURVIVED else restored
    return (
        Fate(SURVIVED)
        if found in unhurt
        else Fate(LOST, f"changed and nobody is told: {_changes(house, path)}")
    )


def _changes(house: House, path: Path) -> list[str]:
    before, after = look.contents(house.offices.old), look.contents(path)
    return [name for name in before if before[name] != after.get(name)]


def flip_bits(house: House) -> Fate:
    """One to three bits somewhere."""

    def hurt(content: bytearray) -> None:
        for _ in range(house.chance.randrange(1, 4)):
            content[house.chance.randrange(len(content))] ^= 1 << house.chance.randrange(8)

    return _damaged(house, hurt)


def flip_letters(house: House) -> Fate:
    """One digit or letter becomes another: the most likely to go unnoticed."""

    def hurt(content: bytearray) -> None:
        while True:
            at = house.chance.randrange(len(content))
            if chr(content[at]).isalnum() and content[at] < 128:
                other = house.chance.choice(b"0123456789" if chr(content[at]).isdigit() else b"abcdefgxyz")
                if other != content[at]:
                    content[at] = other
                    return

    return _damaged(house, hurt)


def flip_bytes(house: House) -> Fate:
    """A burst of up to 64 wild bytes."""

    def hurt(content: bytearray) -> None:
        length = house.chance.randrange(1, 65)
        at = house.chance.randrange(len(content) - length)
        content[at : at + length] = house.chance.randbytes(length)

    return _damaged(house, hurt)


def lose_sector(house: House) -> Fate:
    """A sector, or a page, reads as noughts or as another one of the same file."""

    def hurt(content: bytearray) -> None:
        size = house.chance.choice((512, 4096))
        at, other = (house.chance.randrange(len(content) // size) * size for _ in range(2))
        content[at : at + size] = (
            bytes(size) if house.chance.random() < 0.5 else content[other : other + size]
        )

    return _damaged(house, hurt)


def cut_store(house: House) -> Fate:
    """The file ends early."""

    def hurt(content: bytearray) -> None:
        del content[house.chance.randrange(len(content)) :]

    return _damaged(house, hurt)


def hurt_wal(house: House) -> Fate:
    """Acts are done and the program dies; before it starts again its log is removed, cut, or bent."""
    story = saving(house)
    with house.place(story.base) as path:

        def work(told: Callable[[], None]) -> None:
            store = opened(path)
            for act in story.acts:
                act(store)
                told()
            os._exit(0)

        done = live(work)
        if done.bug or done.refused:
            return Fate(LOST, done.bug or done.refused)
        wal = path.with_name(path.name + "-wal")
        way = house.chance.randrange(3)
        content = bytearray(wal.read_bytes())
        at = house.chance.randrange(len(content))
        if way == 0:
            wal.unlink()
        elif way == 1:
            wal.write_bytes(content[:at])
        else:
            content[at] ^= 1 << house.chance.randrange(8)
            wal.write_bytes(content)
        if house.chance.random() < 0.5 or way == 0:
            path.with_name(path.name + "-shm").unlink(missing_ok=True)
        return judged(house, path, {story.states[-1]})
