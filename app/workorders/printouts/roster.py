"""值班表 (duty-roster) of a month: every day, with its weekday and holiday; days without anybody stand out empty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.kit.months import Month
from app.kit.printing import Opening
from app.kit.printing.blocks import Note
from app.kit.printing.flow import Block
from app.kit.printing.table import Column, DataTable, Row

WEEK = "一二三四五六日"


@dataclass(frozen=True)
class OnDuty:
    """One shift."""

    shift: str
    place: str
    names: str
    leader: str = ""
    phone: str = ""


@dataclass(frozen=True)
class RosterDay:
    """A day and its shifts; `remark` is the holiday, or that a weekend day is worked."""

    day: date
    rest: bool
    remark: str = ""
    shifts: tuple[OnDuty, ...] = ()


@dataclass(frozen=True)
class RosterSlip:
    """All days of the month."""

    month: Month
    days: tuple[RosterDay, ...]


def draw(slip: RosterSlip) -> list[Opening | Block]:
    """A line a shift; 值班地点 and 班次 only where they tell anything."""
    shifts = [shift for each in slip.days for shift in each.shifts]
    several = len({each.place for each in shifts}) > 1 or len({each.shift for each in shifts}) > 1
    columns = [Column("日期", 20, "centre"), Column("星期", 12, "centre")]
    columns += [Column("班次", 14, "centre"), Column("值班地点", 24)] if several else []
    columns += [
        Column("值班人", 40 if several else 56),
        Column("带班领导", 22, "centre"),
        Column("值班电话", 26, "centre"),
        Column("备注", 22 if several else 34),
    ]
    rows: list[Row] = []
    for each in slip.days:
        remark = each.remark or ("休息日" if each.rest else "")
        for number, shift in enumerate(each.shifts or (OnDuty("", "", ""),)):
            told = (shift.shift, shift.place) if several else ()
            first = number == 0
            rows.append(
                (
                    f"{each.day.month}月{each.day.day}日" if first else "",
                    WEEK[each.day.weekday()] if first else "",
                    *told,
                    shift.names,
                    shift.leader,
                    shift.phone,
                    remark if first else "",
                )
            )
    open_days = [f"{each.day.day}日" for each in slip.days if not each.shifts]
    missing = "、".join(open_days) if shifts else "整月"
    note = f"　尚未排班：{missing}。" if open_days else ""
    right = "" if several or not shifts else f"{shifts[0].place}　{shifts[0].shift}"
    return [
        Opening(middle=slip.month.chinese, right=right),
        DataTable(columns, rows, size=9.5, row=6.2),
        Note(f"注：值班人员按时到岗，做好交接班记录；换班须经带班领导同意。{note}"),
    ]


def samples() -> list[RosterSlip]:
    """A month with a holiday and one day that nobody has taken."""
    month = Month.make(2026, 5)
    names = ("赵堃", "李䶮", "钱喆", "吴㛃", "郑𬱖")
    days = []
    for number in range(1, 32):
        day = date(2026, 5, number)
        rest = day.weekday() >= 5 or number <= 5
        remark = "劳动节" if number <= 5 else "调休上班" if number == 9 else ""
        shift = OnDuty(
            "全天",
            "值班室",
            f"{names[number % 5]}、{names[(number + 2) % 5]}",
            names[(number + 1) % 5],
            "8110",
        )
        days.append(RosterDay(day, rest and number != 9, remark, (shift,) if number != 20 else ()))
    return [RosterSlip(month, tuple(days))]
