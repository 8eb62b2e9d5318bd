"""会议通知及议程 (notice): in the layout of official documents, with the order of business."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.kit.printing.blocks import day
from app.kit.printing.official import Address, Body, Closing, Part, Title
from app.kit.printing.text import hanzi
from app.meetings.printouts.words import Person, named, opened


@dataclass(frozen=True)
class AgendaLine:
    """One item: its title, who reports, which department raised it."""

    title: str
    reporter: str = ""
    department: str = ""


@dataclass(frozen=True)
class NoticeSlip:
    """A meeting that is called."""

    unit: str
    meeting: str
    starts_at: datetime | None
    place: str
    chair: str
    body: str
    members: tuple[Person, ...]
    observers: tuple[Person, ...]
    agenda: tuple[AgendaLine, ...]
    issued_on: date | None
    office: str = ""
    materials_on: date | None = None
    contact: str = ""
    starts_on: date | None = None


def draw(slip: NoticeSlip) -> list[Part]:
    """When, where, who, what; what is asked; the office and the day."""
    when = opened(slip.starts_at, slip.starts_on)
    on = slip.starts_at or slip.starts_on
    called = f"经研究，定于{day(on) if on else '近期'}召开{slip.meeting}。"
    sections: list[tuple[str, list[str]]] = [
        ("会议时间", [f"{when}。"]),
        ("会议地点", [f"{slip.place or '另行通知'}。"]),
        ("参加人员", _people(slip)),
        ("会议议程", _agenda(slip.agenda)),
        ("有关要求", _asked(slip)),
    ]
    paragraphs = [f"{called}现将有关事项通知如下："]
    for number, (heading, texts) in enumerate(sections, start=1):
        paragraphs += [f"{hanzi(number)}、{heading}", *texts]
    return [
        Title(f"关于召开{slip.meeting}的通知", keep=(slip.unit, slip.body)),
        Address(f"{slip.body}各位成员，各列席人员：" if slip.observers else f"{slip.body}各位成员："),
        Body(paragraphs),
        Closing(slip.issued_on, slip.office or slip.unit, space=2),
    ]


def _people(slip: NoticeSlip) -> list[str]:
    found = [f"主持人：{slip.chair}。"] if slip.chair else []
    if slip.members:
        found.append(f"出席：{named([(name, '') for name, _ in slip.members])}。")
    if slip.observers:
        found.append(f"列席：{named(slip.observers)}。")
    return found


def _agenda(agenda: Sequence[AgendaLine]) -> list[str]:
    found = []
    for number, item in enumerate(agenda, start=1):
        more = "；".join(
            words
            for words in (
                f"汇报人：{item.reporter}" if item.reporter else "",
                f"申报部门：{item.department}" if item.department else "",
            )
            if words
        )
        found.append(f"{number}.{item.title}" + (f"（{more}）" if more else "") + "。")
    return found or ["议程另行通知。"]


def _asked(slip: NoticeSlip) -> list[str]:
    sent = (
        f"会议材料已于{slip.materials_on.month}月{slip.materials_on.day}日送达，请会前审阅。"
        if slip.materials_on
        else "会议材料随本通知送达，请会前审阅。"
    )
    texts = [
        sent,
        "请安排好工作，按时参加会议并签到；因故不能参加的，会前向主持人请假并说明原因。",
        "会议实行逐项表决，缺席人员的书面意见不计入票数；与议题有利害关系的，请主动提出回避。",
    ]
    if slip.contact:
        texts.append(f"联系人：{slip.contact}。")
    return [f"{number}.{text}" for number, text in enumerate(texts, start=1)]


def samples() -> list[NoticeSlip]:
    """Three items, two of them with people sitting in."""
    return [
        NoticeSlip(
            unit="青山县农业技术推广中心",
            meeting="2026年第3次领导班子会议",
            starts_at=datetime(2026, 3, 7, 9, 0),
            place="主楼三楼会议室",
            chair="赵堃",
            body="领导班子",
            members=(("赵堃", "主任"), ("李䶮", "副主任"), ("钱喆", "副主任"), ("孙丽华", "总农艺师")),
            observers=(("王喆", "后勤保障科"), ("周㛃", "财务科")),
            agenda=(
                AgendaLine("审议购置农产品质量安全检测设备事项", "王喆", "后勤保障科"),
                AgendaLine("审议2025年度固定资产报废处置事项", "周㛃", "财务科"),
                AgendaLine("研究物业服务合同续签事项", "王喆", "后勤保障科"),
            ),
            issued_on=date(2026, 3, 3),
            office="青山县农业技术推广中心办公室",
            materials_on=date(2026, 3, 3),
            contact="陈𬱖，0578-1234567",
        )
    ]
