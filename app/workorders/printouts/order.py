"""报修单·维修派工单 (workorder): 存根联 and 派工联 on one sheet, cut apart; written on by hand until the work is done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from app.kit.capitals import capitals
from app.kit.printing.blocks import Note, Signatures, money
from app.kit.printing.flow import Block
from app.kit.printing.grid import Grid, Group
from app.kit.printing.halves import Copy
from app.kit.printing.text import ticks
from app.workorders.printouts.words import (
    RATINGS,
    URGENCIES,
    YES_NO,
    Pairs,
    Used,
    joined,
    moment,
    parts_table,
)
from app.workorders.registers import ZERO

SIZE, ROW, LABEL = 8.5, 5.4, 15.5
COPIES = (
    ("第一联：存根联（后勤部门存）", "派工人 接单人 验收人"),
    ("第二联：派工联（维修人员持）", "维修人 验收人（报修人） 回访人"),
)


@dataclass(frozen=True)
class OrderSlip:
    """An order as its paper has it; times on the wall clock, the phone masked. `finished` is whether the work is done:
    before, what is empty is left to be written."""

    number: str
    reported_at: datetime
    caller: str
    department: str
    phone: str
    place: str
    category: str
    urgency: str
    fault: str
    dated: bool = True
    accepted_by: str = ""
    accepted_at: datetime | None = None
    dispatched_by: str = ""
    dispatched_at: datetime | None = None
    assignee: str = ""
    arrived_at: datetime | None = None
    finished_at: datetime | None = None
    result: str = ""
    parts: tuple[Used, ...] = ()
    hours: Decimal = ZERO
    parts_cost: Decimal = ZERO
    outside_cost: Decimal = ZERO
    warranty: bool = False
    rating: str | None = None
    opinion: str = ""
    called: str = ""
    finished: bool = False
    asset: str = ""
    arrive_by: datetime | None = None
    finish_by: datetime | None = None

    @property
    def cost(self) -> Decimal:
        """What the office pays."""
        return self.parts_cost + (ZERO if self.warranty else self.outside_cost)

    @property
    def reported(self) -> str:
        """When it was reported; the day alone where the book told no more."""
        return moment(self.reported_at) if self.dated else moment(self.reported_at).rpartition(" ")[0]

    @property
    def limits(self) -> str:
        """3月6日 17:50 前到场，3月7日 17:20 前完工."""
        by = [
            f"{at.month}月{at.day}日 {at.hour}:{at.minute:02d} 前{step}"
            for at, step in ((self.arrive_by, "到场"), (self.finish_by, "完工"))
            if at is not None
        ]
        return "，".join(by)

    @property
    def spent(self) -> str:
        """¥12.50（人民币壹拾贰元伍角整）; room for it before the work is done."""
        return f"¥{money(self.cost)}（人民币{capitals(self.cost)}）" if self.finished else "¥"

    @property
    def by_warranty(self) -> str:
        """是否保修: ticked once it is known."""
        return ticks(YES_NO, YES_NO[not self.warranty] if self.finished or self.warranty else None)


def draw(slip: OrderSlip) -> list[Copy]:
    """The same form twice; who signs differs."""
    return [Copy(name, slip.number, _blocks(slip, signed)) for name, signed in COPIES]


def _blocks(slip: OrderSlip, signed: str) -> list[Block]:
    open_ = not slip.finished
    call: Pairs = [
        [("报修时间", slip.reported), ("报修部门", slip.department), ("报修人", slip.caller)],
        [
            ("联系电话", slip.phone),
            ("类别", slip.category),
            ("紧急程度", ticks(URGENCIES, slip.urgency)),
        ],
        [("地点", slip.place), ("要求时限", slip.limits)],
        [("故障描述", slip.fault)],
        [
            ("受理人", slip.accepted_by),
            ("派工人", slip.dispatched_by),
            ("派工时间", moment(slip.dispatched_at, fill=open_)),
        ],
        [
            ("维修人", slip.assignee),
            ("到场时间", moment(slip.arrived_at, fill=open_)),
            ("完工时间", moment(slip.finished_at, fill=open_)),
        ],
        [("处理结果", slip.result)],
    ]
    money_: Pairs = [
        [
            ("工时", f"{slip.hours} 小时" if slip.finished else "　　　　小时"),
            ("材料费", f"¥{money(slip.parts_cost)}" if slip.finished else "¥"),
            ("外协费", f"¥{money(slip.outside_cost)}" if slip.finished else "¥"),
        ],
        [("是否保修", joined(slip.by_warranty, "由厂家或维保单位承担" if slip.warranty else "")), ("费用", slip.spent)],
        [("满意度", ticks(RATINGS, slip.rating)), ("意见", slip.opinion)],
        [("回访", slip.called)],
    ]  # fmt: skip
    return [
        Grid([Group(call)], columns=3, label=LABEL, size=SIZE, row=ROW),
        parts_table(slip.parts, slip.finished, 8, 4.4, summed=False),
        Grid([Group(money_)], columns=3, label=LABEL, size=SIZE, row=ROW),
        Signatures(signed, height=18, size=SIZE),
        Note(
            "注：保修期内的由厂家或维保单位承担，不计本单位费用；联系电话只供联系维修使用。",
            size=7.5,
            gap=0.6,
        ),
    ]


def sample() -> OrderSlip:
    """A burst valve, mended the same evening."""
    parts = (
        Used("角阀 DN15（不锈钢）", Decimal(2), "个", Decimal("37.00")),
        Used("生料带", Decimal("1.5"), "卷", Decimal("3.75")),
    )
    return OrderSlip(
        number="BX-2026-0307",
        reported_at=datetime(2026, 3, 6, 17, 20),
        caller="赵堃",
        department="农产品质量安全检测科",
        phone="138****0001",
        place="主楼 305 室 洗手间",
        category="给排水",
        urgency="紧急",
        fault="洗手池下角阀漏水，水已流到走廊，请尽快关总阀。",
        accepted_by="李䶮",
        accepted_at=datetime(2026, 3, 6, 17, 24),
        dispatched_by="李䶮",
        dispatched_at=datetime(2026, 3, 6, 17, 26),
        assignee="水电班 钱喆",
        arrived_at=datetime(2026, 3, 6, 17, 41),
        finished_at=datetime(2026, 3, 6, 18, 35),
        result="更换角阀两个，试水一小时不漏；走廊积水已清理。",
        parts=parts,
        hours=Decimal("1.50"),
        parts_cost=Decimal("40.75"),
        rating="满意",
        opinion="来得很快",
        called="2026年3月9日 9:30 满意",
        finished=True,
        asset="ZC-2019-0031 电热水器",
        arrive_by=datetime(2026, 3, 6, 17, 50),
        finish_by=datetime(2026, 3, 7, 17, 20),
    )


def samples() -> list[OrderSlip]:
    """One done; one as it is handed out, to be written on."""
    done = sample()
    fresh = replace(
        done,
        number="BX-2026-0308",
        caller="郑𬱖",
        fault="门锁打不开",
        category="门窗锁具",
        urgency="一般",
        place="综合楼 201 室",
        assignee="综合班 吴㛃",
        arrived_at=None,
        finished_at=None,
        result="",
        parts=(),
        hours=ZERO,
        parts_cost=ZERO,
        rating=None,
        opinion="",
        called="",
        finished=False,
        arrive_by=None,
        finish_by=datetime(2026, 3, 12, 11, 20),
    )
    return [done, fresh]
