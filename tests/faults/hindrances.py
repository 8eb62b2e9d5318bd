"""A machine that does not let the program work: full disks, read-only folders, wrong clocks, other programs."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from sqlalchemy import event

from app import office
from app.kit import backups
from app.kit.errors import UserError
from tests.faults import look
from tests.faults.deaths import attaching, closing_months, importing, saving
from tests.faults.dying import Death, live, lives
from tests.faults.judging import LOST, REFUSED, SURVIVED, Fate, House, goes_on, opened, spoken, whole
from tests.faults.offices import NOW, Story, copy_store, save

NOBODY = 65534


def _some_story(house: House) -> Story:
    return house.chance.choice((importing, closing_months, saving, attaching))(house)


def _done_under(path: Path, story: Story, hinder: Callable[[], None], pragma: str = "") -> Death:
    """The story in a child that is hindered."""

    def work(told: Callable[[], None]) -> None:
        hinder()
        store = opened(path)
        if pragma:
            store.engine.dispose()
            event.listen(store.engine, "connect", lambda raw, record: raw.execute(pragma))
        for act in story.acts:
            act(store)
            told()
        store.close()

    return live(work)


def _judged(path: Path, story: Story, death: Death) -> Fate:
    fate = whole(path, story, death)
    if fate.what == LOST:
        return fate
    after = goes_on(path, story)
    return fate if after.what == SURVIVED else after


# --- full disks -------------------------------------------------------------------------------------------


def full_store(house: House) -> Fate:
    """SQLite may use a few pages more and no further one."""
    story = _some_story(house)
    with house.place(story.base) as path:
        with closing(sqlite3.connect(path)) as raw:
            pages = raw.execute("PRAGMA page_count").fetchone()[0]
        limit = pages + house.chance.randrange(60)
        return _judged(path, story, _done_under(path, story, lambda: None, f"PRAGMA max_page_count={limit}"))


def full_quota(house: House) -> Fate:
    """No file may grow beyond a size."""
    story = _some_story(house)
    with house.place(story.base) as path:
        limit = path.stat().st_size + house.chance.randrange(-200_000, 400_000)

        def hinder() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (max(limit, 4096), resource.RLIM_INFINITY))

        return _judged(path, story, _done_under(path, story, hinder))


def full_disk(house: House) -> Fate:
    """A file system of a few megabytes with little room left, in which the story or a backup happens."""
    disk = house.folder / "小盘"
    story = _some_story(house)
    path = copy_store(story.base, disk / "台账.houqin")
    filler = disk / "占地"
    try:
        left = shutil.disk_usage(disk).free - house.chance.randrange(0, 1_000_000)
        with filler.open("wb") as file:
            file.write(bytes(max(0, left)))
        if house.chance.random() < 0.3:
            death = _back_up_in_need(path)
        else:
            death = _done_under(path, story, lambda: None)
        filler.unlink()
        return _judged(path, story, death)
    finally:
        for each in disk.iterdir():
            shutil.rmtree(each) if each.is_dir() else each.unlink()


def _back_up_in_need(path: Path) -> Death:
    def work(told: Callable[[], None]) -> None:
        store = opened(path)
        backups.make(store, backups.MANUAL)
        store.close()

    return live(work)


def mount_small_disk(house: House) -> str:
    """Where this machine lets us: a file system of its own for `full_disk`. Else why not."""
    disk = house.folder / "小盘"
    disk.mkdir(exist_ok=True)
    try:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)], check=True, capture_output=True
        )
    except (OSError, subprocess.CalledProcessError) as error:
        return str(getattr(error, "stderr", b"") or error)
    return ""


def unmount_small_disk(house: House) -> None:
    subprocess.run(["umount", str(house.folder / "小盘")], check=True)


# --- read-only --------------------------------------------------------------------------------------------


def read_only(house: House) -> Fate:
    """The store's file, or its whole folder, may be read and not written."""
    story = _some_story(house)
    with house.place(story.base) as path:
        what = house.chance.choice(((path,), (path.parent,), (path, path.parent)))
        for each in what:
            each.chmod(0o555 if each.is_dir() else 0o444)

        def hinder() -> None:
            if os.geteuid() == 0:  # to whom everything is allowed
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)

        if os.geteuid() == 0:
            for each in {path, path.parent} - set(what):
                os.chown(each, NOBODY, NOBODY)
        try:
            death = _done_under(path, story, hinder)
        finally:
            for each in what:
                each.chmod(0o755 if each.is_dir() else 0o644)
        if death.done == len(story.acts):
            return Fate(LOST, "written although it is read-only")
        return _judged(path, story, death)


# --- clocks -----------------------------------------------------------------------------------------------


def clock_back(house: House) -> Fate:
    """The clock goes back by minutes or years between two acts; the log, backups and numbers bear it."""
    with house.place(house.offices.old) as path:
        acts = look.chain(path)
        store = opened(path)
        try:
            for number in range(4):
                now = NOW - timedelta(minutes=house.chance.choice((1, 90, 60 * 24 * 40, 60 * 24 * 700)))
                store.clock = lambda now=now: now  # type: ignore[misc]
                save(number)(store)
                made = backups.make(store, backups.AUTO)
                if made is None:
                    return Fate(LOST, "no backup was made of a changed store")
                copied = look.state(made.backup.path)
            told = office.verify(store)
        except UserError as error:
            return Fate(LOST, str(error))
        finally:
            store.close()
        if told:
            return Fate(LOST, "；".join(told))
        if look.chain(path) != acts + 4 or copied != look.state(path):
            return Fate(LOST, "acts or the last backup are missing")
        return Fate(SURVIVED)


# --- several programs -------------------------------------------------------------------------------------


def two_programs(house: House) -> Fate:
    """Two or three programs write at once, one may be killed at it: each act is there once, numbers too."""
    base = house.offices.filled
    each = 6
    with house.place(base) as path:
        before = look.chain(path)
        count = house.chance.randrange(2, 4)
        ends: list[float | None] = [None] * count
        if house.chance.random() < 0.5:
            ends[0] = house.chance.uniform(0.01, 0.3)
        deaths = lives([_saver(path, number * 100, each) for number in range(count)], ends)
        for death in deaths:
            if death.bug or (death.refused and "占用" not in death.refused):
                return Fate(LOST, death.bug or death.refused)
        words, bug = spoken(path)
        if words or bug:
            return Fate(LOST, bug or "；".join(words))
        done = sum(death.done for death in deaths)
        acts = look.chain(path) - before
        if not done <= acts <= done + sum(death.killed for death in deaths):
            return Fate(LOST, f"{done} acts told, {acts} in the log")
        with closing(sqlite3.connect(path)) as raw:
            cards = raw.execute(
                "SELECT count(*), count(DISTINCT asset_no) FROM assets WHERE name LIKE '电锯%'"
            ).fetchone()
            last = raw.execute("SELECT max(last) FROM counters WHERE series = 'asset'").fetchone()[0]
        if cards != (acts, acts) or last != acts:
            return Fate(LOST, f"{acts} acts, cards and numbers {cards}, counter {last}")
        refused = next((death.refused for death in deaths if death.refused), "")
        return Fate(REFUSED, refused) if refused else Fate(SURVIVED)


def _saver(path: Path, first: int, count: int) -> Callable[[Callable[[], None]], None]:
    def work(told: Callable[[], None]) -> None:
        store = opened(path)
        for number in range(first, first + count):
            save(number)(store)
            told()
        store.close()

    return work
