"""The palette's things: records of any searchable register, opened in their screen."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import pick
from app.kit.search import matching
from ui.kit.desk import Desk
from ui.kit.palette import Finder, Thing
from ui.screens import ScreenSpec, named

MOST = 8


def finder(window: Any, desk: Desk, spec: ScreenSpec) -> Finder:
    """Finds the records that `spec.finds` names by words, number or pinyin initials; opening one goes to
    its screen and calls open(id) there."""
    model = named(spec.finds)

    def find(words: str) -> list[Thing]:
        return [
            Thing(option.title, option.second, partial(_open, window, spec.key, option.id), spec.icon)
            for option in desk.read(look, model, words)
        ]

    return find


def look(session: Session, model: Any, words: str) -> list[pick.Option]:
    """The first few that hold the words, unsorted: sorting fifty thousand hits would make typing stutter."""
    ids = list(session.scalars(select(model.id).where(matching(session, model, words)).limit(MOST)))
    found = pick.by_id(session, model, ids)
    return [found[each] for each in ids]


def _open(window: Any, key: str, record_id: int) -> None:
    screen = window.go(key)
    if screen is not None:
        screen.open(record_id)
