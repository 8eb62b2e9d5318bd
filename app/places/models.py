"""Where things stand."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import BigId, Record, Searchable
from app.kit.fields import label
from app.kit.readers import tidy


class Place(Record, Searchable):
    """A site, building, floor or room; `parent` makes the tree."""

    __tablename__ = "places"
    __table_args__ = (UniqueConstraint("match_key"),)
    name_cn = "地点"
    twin_columns = ("parent_id", "kind")

    name: Mapped[str] = mapped_column(
        String(64),
        info=label(
            "地点名称", width=18, required=True, search=True, synonyms=("地点", "存放地点", "名称", "房间")
        ),
    )
    parent_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("places.id"), index=True, info=label("上级地点", width=16, synonyms=("所属",))
    )
    kind: Mapped[str | None] = mapped_column(
        String(16), info=label("类型", hint="院区、楼、层、房间、库房……")
    )
    keeper: Mapped[str | None] = mapped_column(String(32), info=label("管理人"))
    remark: Mapped[str | None] = mapped_column(Text, info=label("备注", width=20))
    match_key: Mapped[str] = mapped_column(String(64), default="")

    def prepare(self) -> None:
        self.name = self.match_key = tidy(self.name or "")

    def problems(self) -> dict[str, str]:
        if self.parent_id is not None and self.parent_id == self.id:
            return {"parent_id": "上级地点不能是它自己"}
        return {}
