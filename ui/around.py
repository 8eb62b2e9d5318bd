"""What stands around every screen: office, open month, who acts, where the data lies, last backup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assets.models import ClosedMonth
from app.kit import settings
from app.kit.months import Month
from app.kit.settings import SettingValue

if TYPE_CHECKING:
    from ui.kit.desk import Desk


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
    sample: bool


def around(desk: Desk) -> Around:
    """Read it all from the open store."""
    store = desk.store
    office, sample, closed = desk.read(_office_and_month)
    month, tone = month_state(closed, Month.of(desk.today()))
    full = str(store.path.resolve()) if store.path else store.engine.url.render_as_string(hide_password=True)
    return Around(
        office=office,
        month=month,
        month_tone=tone,
        who=store.who,
        place=store.path.name if store.path else full,
        full_place=full,
        saved=last_backup(store.backup_folder) if store.path else "由服务器备份",
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


def last_backup(folder: Path) -> str:
    """When the newest backup in `folder` was made, in words."""
    try:
        newest = max((path.stat().st_mtime for path in folder.iterdir() if path.is_file()), default=0.0)
    except OSError:
        newest = 0.0
    return f"备份于 {datetime.fromtimestamp(newest):%Y-%m-%d %H:%M}" if newest else "尚未备份"
