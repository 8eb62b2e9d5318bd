"""Kill -9 at any moment, and the power going with it: import, close, save, backup, restore, upgrade, creation."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

from app import office
from app.kit import backups, cipher, encrypting, heads
from app.kit.errors import UserError
from app.kit.store import Store, newest_revision
from tests.faults import look
from tests.faults.dying import Death, die, live
from tests.faults.judging import LOST, SURVIVED, Fate, House, goes_on, opened, spoken, whole
from tests.faults.offices import (
    NOVEMBER,
    NOW,
    Story,
    at_revision,
    attach,
    bring_in,
    close,
    export,
    reopen,
    save,
)

SECTOR = 512
PASSPHRASE = "正确的马 电池 订书针"


def importing(house: House) -> Story:
    return house.story("import", house.offices.empty, lambda: [bring_in(house.offices.plan)])


def closing_months(house: House) -> Story:
    return house.story(
        "close", house.offices.filled,
        lambda: [close(NOVEMBER), close(NOVEMBER + 1), reopen, close(NOVEMBER + 1)][:3],
    )  # fmt: skip


def saving(house: House) -> Story:
    return house.story("save", house.offices.filled, lambda: [save(number) for number in range(12)])


def attaching(house: House) -> Story:
    base = house.offices.filled
    return house.story(
        "attach and export", base,
        lambda: [close(NOVEMBER), attach(house.offices.photo), export(house.folder)],
    )  # fmt: skip


def told_from(path: Path, story: Story, small_cache: bool) -> Callable[[Callable[[], None]], None]:
    """The work of a child: the story's acts, one after another."""

    def work(told: Callable[[], None]) -> None:
        store = opened(path, small_cache=small_cache)
        for act in story.acts:
            act(store)
            told()
        store.close()

    return work


def killed(house: House, story: Story) -> Fate:
    with house.place(story.base) as path:
        after = house.chance.uniform(0.005, story.seconds * 1.6 + 0.03)
        death = die(told_from(path, story, house.chance.random() < 0.5), after)
        fate = whole(path, story, death)
        if fate.what == SURVIVED and house.chance.random() < 0.2:
            return goes_on(path, story)
        return fate


def kill_import(house: House) -> Fate:
    return killed(house, importing(house))


def kill_close(house: House) -> Fate:
    return killed(house, closing_months(house))


def kill_save(house: House) -> Fate:
    return killed(house, saving(house))


def kill_attach(house: House) -> Fate:
    return killed(house, attaching(house))


# --- power cuts: what was not yet on the disk is torn, too ------------------------------------------------


def power_cut(house: House) -> Fate:
    """Some acts are done, the power goes during the next one: of what was written since the last commit any
    sector may be missing, and the shared index is gone. An act whose head stands beside the store was on the
    disk before, whether or not it was told."""
    story = saving(house)
    with house.place(story.base) as path:
        first = house.chance.randrange(1, 6)
        before = live(_and_stay(path, story, 0, first))
        wal = path.with_name(path.name + "-wal")
        safe, head = wal.stat().st_size, heads.read(path)
        after = die(_and_stay(path, story, first, first + 1), house.chance.uniform(0.002, 0.06))
        if not after.done and heads.read(path) == head:
            _tear(house, wal, safe)
        path.with_name(path.name + "-shm").unlink(missing_ok=True)
        return whole(path, story, Death(before.done + after.done, "", before.bug or after.bug, killed=True))


def power_cut_folding(house: House) -> Fate:
    """The power goes while SQLite folds its log into the main file: the pages under way are torn there."""
    story = saving(house)
    with house.place(story.base) as path:
        done = live(_and_stay(path, story, 0, house.chance.randrange(1, 13)))
        wal = path.with_name(path.name + "-wal").read_bytes()
        frames = [wal[at : at + 4] for at in range(32, len(wal) - 4096, 24 + 4096)]
        content = bytearray(path.read_bytes())
        for number in {int.from_bytes(frame, "big") for frame in frames}:
            at = (number - 1) * 4096 + SECTOR * house.chance.randrange(1, 8)
            if house.chance.random() < 0.5 and at + SECTOR <= len(content):
                content[at : at + SECTOR] = house.chance.randbytes(SECTOR)
        path.write_bytes(content)
        path.with_name(path.name + "-shm").unlink(missing_ok=True)
        return whole(path, story, done)


def _and_stay(path: Path, story: Story, first: int, last: int) -> Callable[[Callable[[], None]], None]:
    """Acts `first` to `last`, and then an end without closing, so that nothing is folded in."""

    def work(told: Callable[[], None]) -> None:
        store = opened(path)
        for act in story.acts[first:last]:
            act(store)
            told()
        os._exit(0)

    return work


def _tear(house: House, wal: Path, safe: int) -> None:
    content = bytearray(wal.read_bytes())
    for at in range(safe, len(content), SECTOR):
        fate = house.chance.random()
        if fate < 0.3:
            content[at : at + SECTOR] = bytes(len(content[at : at + SECTOR]))
        elif fate < 0.4:
            content[at : at + SECTOR] = house.chance.randbytes(len(content[at : at + SECTOR]))
    if house.chance.random() < 0.5:
        del content[house.chance.randrange(safe, len(content) + 1) :]
    wal.write_bytes(content)


# --- backup, restore --------------------------------------------------------------------------------------


def kill_backup(house: House) -> Fate:
    """Whatever has a manifest is whole; the store is as it was; the next backup works and tidies up."""
    with house.place(house.offices.old) as path:

        def work(told: Callable[[], None]) -> None:
            store = opened(path)
            backups.make(store, backups.MANUAL)
            told()
            store.close()

        death = die(work, house.chance.uniform(0.005, 0.15))
        if death.bug or death.refused:
            return Fate(LOST, death.bug or death.refused)
        if problem := _store_is(path, house.offices.old) or _backups_are(path, house.offices.old, death.done):
            return Fate(LOST, problem)
        store = opened(path)
        try:
            backups.make(store, backups.MANUAL)
        finally:
            store.close()
        problem = _backups_are(path, house.offices.old, death.done + 1)
        return Fate(LOST, problem) if problem else Fate(SURVIVED)


def _store_is(path: Path, base: Path) -> str:
    words, bug = spoken(path)
    if words or bug:
        return bug or "；".join(words)
    return "" if look.state(path) == look.state(base) else "the store is not what it was"


def _backups_are(path: Path, base: Path, least: int) -> str:
    """What is wrong with the backups beside a store, or nothing: manifests checked by hand."""
    manifests = list(path.with_name(path.stem + ".备份").glob("*.json"))
    if len(manifests) < least:
        return f"{least} backups were told as made, {len(manifests)} are there"
    for manifest in manifests:
        facts = json.loads(manifest.read_bytes())
        file = manifest.with_name(facts["file"])
        if hashlib.sha256(file.read_bytes()).hexdigest() != facts["sha256"]:
            return f"{file.name} is not what its manifest says"
        if look.state(file) != look.state(base):
            return f"{file.name} is not the store"
    return ""


def kill_restore(house: House) -> Fate:
    """The store is either the one before or the restored one, and then the one before lies aside."""
    backup = house.proven()
    base = house.offices.filled
    with house.place(base) as path:

        def work(told: Callable[[], None]) -> None:
            backups.restore(backup, path, NOW, who="张三")
            told()

        death = die(work, house.chance.uniform(0.005, 0.2))
        if death.bug or death.refused:
            return Fate(LOST, death.bug or death.refused)
        words, bug = spoken(path)
        if words or bug:
            return Fate(LOST, bug or "；".join(words))
        if look.state(path) == look.state(base):
            return Fate(LOST, "restored in word only") if death.done else Fate(SURVIVED)
        if problem := _is_restored(house, path):
            return Fate(LOST, problem)
        aside = [each for each in path.parent.glob("*恢复前*.houqin") if look.state(each) == look.state(base)]
        return Fate(SURVIVED) if aside else Fate(LOST, "the store before is not aside")


def _is_restored(house: House, path: Path) -> str:
    if "restored" not in house.known:
        with house.place(house.offices.filled) as other:
            backups.restore(house.proven(), other, NOW, who="张三")
            house.known["restored"] = look.state(other)
    return (
        "" if look.state(path) == house.known["restored"] else "neither the store before nor the restored one"
    )


def kill_encrypt(house: House) -> Fate:
    """The store is in the clear or encrypted, and can be read to the last cell and attachment either way."""
    base = house.offices.old
    with house.place(base) as path:

        def work(told: Callable[[], None]) -> None:
            encrypting.encrypt(path, PASSPHRASE, NOW)
            told()

        death = die(work, house.chance.uniform(0.1, 0.9))
        if death.bug or death.refused:
            return Fate(LOST, death.bug or death.refused)
        if not cipher.is_encrypted(path):
            problem = "encrypted in word only" if death.done else _store_is(path, base)
            return Fate(LOST, problem) if problem else Fate(SURVIVED)
        try:
            store = Store.open(path, "张三", PASSPHRASE)
            words = [each for each in office.verify(store) if "没有加密" not in each]
            store.close()
            encrypting.decrypt(path, PASSPHRASE, NOW)
        except UserError as error:
            return Fate(LOST, str(error))
        problem = "；".join(words) or _store_is(path, base)
        return Fate(LOST, problem) if problem else Fate(SURVIVED)


# --- upgrade, creation ------------------------------------------------------------------------------------


def kill_upgrade(house: House) -> Fate:
    """From every older schema: the store is old or new; where it is new, a proven backup of the old is there."""
    newest = int(newest_revision())
    revision = f"{house.chance.randrange(1, newest):04}"
    old, new = at_revision(house.folder, revision), f"upgraded {revision}"
    if new not in house.known:
        with house.place(old) as path:
            opened(path).close()
            house.known[new] = look.state(path)
    with house.place(old) as path:

        def work(told: Callable[[], None]) -> None:
            opened(path).close()
            told()

        death = die(work, house.chance.uniform(0.005, 0.35))
        if death.bug or death.refused:
            return Fate(LOST, death.bug or death.refused)
        found = look.state(path)
        if found == look.state(old):
            if death.done:
                return Fate(LOST, "upgraded in word only")
        elif found != house.known[new]:
            return Fate(LOST, f"between {revision} and {newest}")
        elif problem := _backups_are(path, old, 1):
            return Fate(LOST, f"upgraded without a backup: {problem}")
        words, bug = spoken(path)
        if words or bug:
            return Fate(LOST, bug or "；".join(words))
        return Fate(SURVIVED) if look.state(path) == house.known[new] else Fate(LOST, "not upgraded")


def kill_create(house: House) -> Fate:
    """There is a whole office, or none and one can be set up at the same place."""
    with house.place() as path:

        def create(told: Callable[[], None]) -> None:
            office.create(path, {"office_name": "某市园林管护中心"}, "张三").close()
            told()

        death = die(create, house.chance.uniform(0.005, 0.9))
        if death.bug or death.refused:
            return Fate(LOST, death.bug or death.refused)
        if not path.exists():
            if death.done:
                return Fate(LOST, "an office that was told as made is not there")
            try:
                office.create(path, {"office_name": "某市园林管护中心"}, "张三").close()
            except UserError as error:
                return Fate(LOST, f"cannot be set up again: {error}")
        words, bug = spoken(path)
        if words or bug:
            return Fate(LOST, bug or "；".join(words))
        tables = [name for name, content in look.contents(house.offices.empty).items()
                  if name not in ("acts", "changes") and content != look.contents(path).get(name)]  # fmt: skip
        return Fate(LOST, f"half an office: {tables}") if tables else Fate(SURVIVED)
