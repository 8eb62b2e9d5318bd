"""签到表 (sign-in): members and those who sit in, each with room to sign; absences with their reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.kit.printing import Opening
from app.kit.printing.blocks import Note, Value
from app.kit.printing.flow import Block
from app.kit.printing.grid import Grid, Group
from app.kit.printing.table import Column, DataTable, SubRow
from app.kit.printing.text import three
from app.meetings.printouts.words import counted, opened

COLUMNS = (
    Column("序号", 11, "centre"),
    Column("姓名", 30, "centre"),
    Column("职务（部门）", 35),
    Column("签到", 40),
    Column("签到时间", 22, "centre"),
    Column("备注（缺席原因）", 32),
)
BLANK = 3
"""Free rows for people who come besides."""


@dataclass(frozen=True)
class Attendant:
    """One person on the list; `remark` is why somebody does not come."""

    name: str
    post: str = ""
    remark: str = ""


@dataclass(frozen=True)
class SignInSlip:
    """Who should come. `present` is None before the meeting."""

    meeting: str
    starts_at: datetime | None
    place: str
    chair: str
    recorder: str
    members: tuple[Attendant, ...]
    observers: tuple[Attendant, ...] = ()
    present: int | None = None
    number: str = ""
    starts_on: date | None = None


def draw(slip: SignInSlip) -> list[Opening | Block]:
    """Which meeting; members, then those without a vote; counts and who checked them."""
    head: list[list[tuple[str, Value]]] = [
        [("会议名称", slip.meeting)],
        [("时间", opened(slip.starts_at, slip.starts_on)), ("地点", slip.place)],
        [("主持人", slip.chair), ("记录人", slip.recorder)],
        [("应到", f"{len(slip.members)} 人"), ("实到", f"{counted(slip.present)} 人")],
    ]
    rows: list[tuple[Value, ...]] = [SubRow(("", "出席人员", "", "", "", ""))]
    rows += [
        (number, three(one.name), one.post, "", "", one.remark)
        for number, one in enumerate(slip.members, start=1)
    ]
    rows.append(SubRow(("", "列席人员", "", "", "", "")))
    rows += [
        (number, three(one.name), one.post, "", "", one.remark)
        for number, one in enumerate(slip.observers, start=1)
    ]
    rows += [("", "", "", "", "", "")] * BLANK
    return [
        Opening(number=slip.number),
        Grid([Group(head)], label=24, row=9),
        DataTable(COLUMNS, rows, size=11, row=10),
        Note("注：列席人员不计入应到、实到人数，不参加表决；由本人签到，不得代签；缺席的注明原因。"),
    ]


def samples() -> list[SignInSlip]:
    """Seven members, one of them away; two who sit in."""
    names = ("赵堃", "李䶮", "钱喆", "孙丽华", "吴㛃", "郑𬱖", "买买提·吐尔逊")
    posts = ("主任", "副主任", "副主任", "总农艺师", "工会主席", "办公室主任", "技术科科长")
    members = tuple(
        Attendant(name, post, "出差（省农业农村厅培训）" if name == "吴㛃" else "")
        for name, post in zip(names, posts, strict=True)
    )
    return [
        SignInSlip(
            meeting="2026年第3次领导班子会议",
            starts_at=datetime(2026, 3, 7, 9, 0),
            place="主楼三楼会议室",
            chair="赵堃",
            recorder="陈𬱖",
            members=members,
            observers=(Attendant("王喆", "后勤保障科科长"), Attendant("周㛃", "财务科科长")),
            number="HY-2026-0003",
        )
    ]
