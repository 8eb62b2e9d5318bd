"""Local figures as settings: a value, its 依据, and the day from which it holds.

A domain declares `Setting`s; the store keeps `SettingValue`s. What holds on a day is the newest value
effective by then, else the default that ships.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kit import readers, records
from app.kit.db import Record
from app.kit.errors import Unreadable, UserError
from app.kit.fields import label

ALWAYS = date(1949, 10, 1)
FILES = "files_folder"
MOVED = "moved_to"  # in a file whose office went over to a server: where to; written and read by the house


@dataclass(frozen=True)
class Setting:
    """A figure that an office may set. `kind` is text, money, int, bool or one of `options` (value → label);
    `check` raises Unreadable for a text that cannot be meant."""

    key: str
    label: str
    default: Any
    basis: str
    kind: str = "text"
    options: tuple[tuple[str, str], ...] = ()
    group: str = "本单位"
    hint: str = ""
    check: Callable[[str], object] | None = None


class SettingValue(Record):
    """A value of a setting with its basis, effective from a day."""

    __tablename__ = "settings"
    __table_args__ = (UniqueConstraint("key", "effective_from"),)
    name_cn = "设置"
    kept_by = ""
    title_column = "key"

    key: Mapped[str] = mapped_column(String(64), info=label("设置项", required=True))
    value: Mapped[str] = mapped_column(Text, info=label("值"))
    effective_from: Mapped[date] = mapped_column(Date, info=label("生效日期", required=True))
    basis: Mapped[str] = mapped_column(Text, default="", info=label("依据"))


DECLARED: dict[str, Setting] = {}


def declare(settings: Iterable[Setting]) -> None:
    """Make a domain's settings known; called at import of its models."""
    for setting in settings:
        DECLARED[setting.key] = setting


declare(
    [
        Setting("office_name", "单位名称", "", "本单位填写"),
        Setting("office_code", "单位编码", "", "预算管理一体化系统中的单位编码"),
        Setting("clerk_name", "经办人姓名", "", "不用登录时，操作日志和单据上写这个名字", hint="不填就用电脑的用户名"),
    ]
)


declare(
    [
        Setting(
            FILES, "附件共享文件夹", "", "几台电脑共用服务器上的数据时，附件存在这里",
            hint="各台电脑都打得开的文件夹；不填则各存各的。数据在本机时不用填",
        ),
    ]
)  # fmt: skip


def parse(setting: Setting, text: str) -> Any:
    """Stored or typed text as the setting's value. Raises Unreadable."""
    if setting.options and text not in dict(setting.options):
        raise Unreadable(f"“{text}”不在可选的值里")
    if setting.kind == "money":
        return readers.read_money(text) or Decimal("0.00")
    if setting.kind == "int":
        number = readers.read_number(text)
        if number is None or number != int(number):
            raise Unreadable(f"“{text}”不是整数")
        return int(number)
    if setting.kind == "bool":
        return text == "1"
    if setting.check is not None:
        setting.check(text)
    return text


def write(setting: Setting, value: Any) -> str:
    """A value as it is stored."""
    if setting.kind == "bool":
        return "1" if value else "0"
    return str(value)


def get(session: Session, key: str, on: date | None = None) -> Any:
    """What holds on a day (None: the newest, whatever its day)."""
    setting = DECLARED[key]
    query = select(SettingValue.value).where(SettingValue.key == key)
    if on is not None:
        query = query.where(SettingValue.effective_from <= on)
    found = session.scalar(query.order_by(SettingValue.effective_from.desc()).limit(1))
    return setting.default if found is None else parse(setting, found)


def put(session: Session, key: str, value: Any, basis: str = "", effective_from: date = ALWAYS) -> int:
    """Set a value from a day on; the same day again replaces it. Raises UserError for a value of the wrong kind."""
    setting = DECLARED[key]
    text = write(setting, value)
    try:
        parse(setting, text)
    except Unreadable as error:
        raise UserError(f"{setting.label}：{error}") from error
    found = session.scalar(
        select(SettingValue.id).where(SettingValue.key == key, SettingValue.effective_from == effective_from)
    )
    changes = {"key": key, "value": text, "effective_from": effective_from, "basis": basis or setting.basis}
    return records.save(session, SettingValue, found, changes)
