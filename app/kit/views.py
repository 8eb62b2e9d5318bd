"""Saved views of a list: a name, and what is filtered, sorted and shown, as JSON."""

from __future__ import annotations

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Record
from app.kit.fields import label


class View(Record):
    """A named view of one screen's list."""

    __tablename__ = "views"
    __table_args__ = (UniqueConstraint("screen", "name"),)
    name_cn = "视图"
    kept_by = "clerk reviewer leader finance"

    screen: Mapped[str] = mapped_column(String(64), info=label("所属列表"))
    name: Mapped[str] = mapped_column(String(64), info=label("视图名称", required=True))
    content: Mapped[str] = mapped_column(Text, default="{}")
