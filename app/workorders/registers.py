"""What a repair desk keeps beside its orders: days, teams, staff, outside companies, categories, keywords, parts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import Boolean, ColumnElement, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import BigId, ChoiceType, Fixed, Record, Searchable
from app.kit.fields import label
from app.kit.readers import tidy
from app.workorders.choices import DayKind, ItemKind, Urgency

ZERO = Decimal("0.00")


class WorkDay(Record):
    """A day that departs from the week: a holiday, or a weekend day on which people work (调休)."""

    __tablename__ = "work_days"
    __table_args__ = (UniqueConstraint("day"),)
    name_cn = "节假日与调休"
    title_column = "day"

    day: Mapped[date] = mapped_column(Date, info=label("日期", required=True))
    kind: Mapped[DayKind] = mapped_column(
        ChoiceType(DayKind),
        default=DayKind.REST,
        info=label("安排", required=True, synonyms=("类型", "放假或上班")),
    )
    name: Mapped[str | None] = mapped_column(String(32), info=label("节日", synonyms=("名称", "说明")))
    basis: Mapped[str | None] = mapped_column(
        String(128), info=label("依据", width=20, hint="国务院办公厅当年的放假通知，或本单位的安排")
    )


class Team(Record, Searchable):
    """People who do one kind of work: 水电班, 综合班."""

    __tablename__ = "teams"
    __table_args__ = (UniqueConstraint("match_key"),)
    name_cn = "班组"

    name: Mapped[str] = mapped_column(
        String(32), info=label("班组名称", required=True, search=True, synonyms=("班组", "名称"))
    )
    leader: Mapped[str | None] = mapped_column(String(32), info=label("班组长"))
    phone: Mapped[str | None] = mapped_column(String(32), info=label("电话", secret=True))
    closed: Mapped[bool] = mapped_column(Boolean, default=False, info=label("不再使用"))
    remark: Mapped[str | None] = mapped_column(Text, info=label("备注", width=20))
    match_key: Mapped[str] = mapped_column(String(32), default="")

    @classmethod
    def offered(cls) -> ColumnElement[bool]:
        return cls.closed.is_(False)

    def prepare(self) -> None:
        self.name = self.match_key = tidy(self.name or "")


class RepairVendor(Record, Searchable):
    """An outside company that repairs or maintains. A simple record until there is a register of vendors."""

    __tablename__ = "repair_vendors"
    __table_args__ = (UniqueConstraint("match_key"),)
    name_cn = "外协单位"

    name: Mapped[str] = mapped_column(
        String(64),
        info=label(
            "单位名称", width=18, required=True, search=True, synonyms=("外协单位", "维保单位", "名称")
        ),
    )
    trade: Mapped[str | None] = mapped_column(String(32), info=label("承担项目", synonyms=("服务内容",)))
    contact: Mapped[str | None] = mapped_column(String(32), info=label("联系人"))
    phone: Mapped[str | None] = mapped_column(
        String(32), info=label("电话", secret=True, synonyms=("联系电话",))
    )
    closed: Mapped[bool] = mapped_column(Boolean, default=False, info=label("不再使用"))
    remark: Mapped[str | None] = mapped_column(Text, info=label("备注", width=20))
    match_key: Mapped[str] = mapped_column(String(64), default="")

    @classmethod
    def offered(cls) -> ColumnElement[bool]:
        return cls.closed.is_(False)

    def prepare(self) -> None:
        self.name = self.match_key = tidy(self.name or "")


class Worker(Record, Searchable):
    """Somebody who is sent out: own staff, or a name that the desk knows (老赵)."""

    __tablename__ = "workers"
    name_cn = "维修人员"
    twin_columns = ("team_id",)

    name: Mapped[str] = mapped_column(
        String(32), info=label("姓名", required=True, search=True, synonyms=("维修人员", "维修工"))
    )
    team_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("teams.id"), index=True, info=label("班组", synonyms=("所属班组",))
    )
    person_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id"), index=True, info=label("对应人员", hint="也在人员名册里的，选上")
    )
    phone: Mapped[str | None] = mapped_column(String(32), info=label("电话", secret=True))
    left_on: Mapped[date | None] = mapped_column(Date, info=label("离岗日期"))
    remark: Mapped[str | None] = mapped_column(Text, info=label("备注", width=20))
    match_key: Mapped[str] = mapped_column(String(32), default="", index=True)

    @classmethod
    def offered(cls) -> ColumnElement[bool]:
        return cls.left_on.is_(None)

    def prepare(self) -> None:
        self.name = self.match_key = tidy(self.name or "")


class RepairCategory(Record, Searchable):
    """A kind of repair or service, with whom it usually goes to."""

    __tablename__ = "repair_categories"
    __table_args__ = (UniqueConstraint("match_key"),)
    name_cn = "报修类别"

    name: Mapped[str] = mapped_column(
        String(32), info=label("类别名称", required=True, search=True, synonyms=("类别", "报修类别", "名称"))
    )
    position: Mapped[int] = mapped_column(Integer, default=0, info=label("排序"))
    urgency: Mapped[Urgency] = mapped_column(
        ChoiceType(Urgency), default=Urgency.NORMAL, info=label("通常的紧急程度")
    )
    team_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("teams.id"), index=True, info=label("通常派给班组")
    )
    vendor_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("repair_vendors.id"), index=True, info=label("通常派给外协", width=16)
    )
    closed: Mapped[bool] = mapped_column(Boolean, default=False, info=label("不再使用"))
    match_key: Mapped[str] = mapped_column(String(32), default="")

    @classmethod
    def offered(cls) -> ColumnElement[bool]:
        return cls.closed.is_(False)

    def prepare(self) -> None:
        self.name = self.match_key = tidy(self.name or "")


class ChecklistItem(Record):
    """One thing that is checked or measured when an order of its category is done."""

    __tablename__ = "checklist_items"
    name_cn = "检查项"
    title_column = "item"
    twin_columns = ("category_id",)

    category_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("repair_categories.id"), index=True, info=label("类别", required=True)
    )
    position: Mapped[int] = mapped_column(Integer, default=0, info=label("排序"))
    item: Mapped[str] = mapped_column(String(64), info=label("检查内容", width=20, required=True))
    kind: Mapped[ItemKind] = mapped_column(
        ChoiceType(ItemKind), default=ItemKind.CHECK, info=label("填法", required=True)
    )
    unit: Mapped[str | None] = mapped_column(String(16), info=label("单位", hint="数值的单位"))
    needed: Mapped[bool] = mapped_column(Boolean, default=True, info=label("必填"))


class RepairKeyword(Record):
    """A word in a report, a place, or both, and what they suggest; what is empty suggests nothing."""

    __tablename__ = "repair_keywords"
    name_cn = "关键词"
    title_column = "word"
    twin_columns = ("place_id",)

    word: Mapped[str | None] = mapped_column(String(32), info=label("关键词", synonyms=("词",)))
    place_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("places.id"), index=True, info=label("地点", hint="这个地点和它里面的各处")
    )
    category_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("repair_categories.id"), index=True, info=label("类别")
    )
    urgency: Mapped[Urgency | None] = mapped_column(ChoiceType(Urgency), info=label("紧急程度"))
    team_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("teams.id"), index=True, info=label("派给班组")
    )
    vendor_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("repair_vendors.id"), index=True, info=label("派给外协")
    )

    def prepare(self) -> None:
        self.word = tidy(self.word or "") or None

    def problems(self) -> dict[str, str]:
        if not self.word and self.place_id is None:
            return {"word": "请填写关键词，或选一个地点"}
        return {}


class Part(Record, Searchable):
    """Something in the small store-room. What is on hand and what it cost follow from the movements."""

    __tablename__ = "parts"
    name_cn = "备件"
    twin_columns = ("model",)

    name: Mapped[str] = mapped_column(
        String(64), info=label("备件名称", width=16, required=True, search=True, synonyms=("名称", "品名"))
    )
    model: Mapped[str | None] = mapped_column(
        String(64), info=label("规格型号", width=14, search=True, synonyms=("规格", "型号"))
    )
    unit: Mapped[str] = mapped_column(String(8), default="个", info=label("单位", synonyms=("计量单位",)))
    minimum: Mapped[Decimal] = mapped_column(Fixed(2), default=ZERO, info=label("最低库存"))
    shelf: Mapped[str | None] = mapped_column(String(32), info=label("存放位置", synonyms=("货位",)))
    on_hand: Mapped[Decimal] = mapped_column(Fixed(2), default=ZERO, info=label("库存数量", computed=True))
    value: Mapped[Decimal] = mapped_column(default=ZERO, info=label("库存金额", unit="元", computed=True))
    remark: Mapped[str | None] = mapped_column(Text, info=label("备注", width=20))

    def problems(self) -> dict[str, str]:
        return {"minimum": "最低库存不能是负数"} if self.minimum < 0 else {}
