"""What stands around every screen: office, open month, who acts, where the data lies, last backup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assets.models import ClosedMonth
from app.kit import backups, settings
from app.kit.backups.places import folders
from app.kit.months import Month
from app.kit.settings import SettingValue

if TYPE_CHECKING:
    from ui.kit.desk import Desk


LONG = timedelta(days=7)  # without a backup: the status bar warns


@dataclass(frozen=True)
class Around:
    """Words for the window's edges; `month_tone` is a token, `place` is short and `full_place` whole."""

    office: str
    month: str
    month_tone: str
    who: str
    place: str
    full_place: str
    saved: str
    saved_tone: str
    sample: bool


def around(desk: Desk) -> Around:
    """Read it all from the open store."""
    store = desk.store
    office, sample, closed = desk.read(_office_and_month)
    month, tone = month_state(closed, Month.of(desk.today()))
    saved, saved_tone = last_backup(store.path, store.clock()) if store.path else ("由服务器备份", "")
    full = str(store.path.resolve()) if store.path else store.engine.url.render_as_string(hide_password=True)
    return Around(
        office=office,
        month=month,
        month_tone=tone,
        who=store.who,
        place=store.path.name if store.path else full,
        full_place=full,
        saved=saved,
        saved_tone=saved_tone,
        sample=sample,
    )


def month_state(closed: Month | None, today: Month) -> tuple[str, str]:
    """The open month and its state with the token of its dot; `closed` is the last closed month."""
    if closed is None:
        return f"{today.chinese} 未结账", "second"
    if closed >= today:
        return f"{closed.chinese} 已结账", "good"
    open_month = closed + 1
    return f"{open_month.chinese} {'待结账' if open_month < today else '未结账'}", "warn" if open_month < today else "second"


def _office_and_month(session: Session) -> tuple[str, bool, Month | None]:
    closed = session.scalar(select(func.max(ClosedMonth.month)))
    # Read as it is stored: app.office, which declares it, is too much to load for the first screen.
    sample = session.scalar(select(SettingValue.value).where(SettingValue.key == "sample")) == "1"
    return settings.get(session, "office_name"), sample, None if closed is None else Month(closed)


def last_backup(store: Path, now: datetime) -> tuple[str, str]:
    """When the newest proven backup was made, in words with their tone."""
    made = _newest(store, tuple(_touched(folder) for folder in folders(store)))
    if made is None:
        return "尚未备份", "warn"
    words = f"备份于 {made.astimezone():%Y-%m-%d %H:%M}，已核验"
    return words, "warn" if now - made > LONG else ""


@lru_cache(maxsize=4)
def _newest(store: Path, touched: tuple[int, ...]) -> datetime | None:
    """Kept as long as nothing came or went in the folders: this is asked after every act."""
    found = backups.last_proven(store)
    return found.made_at if found else None


def _touched(folder: Path) -> int:
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0
