"""会议记录 (record): who was there, each item with every statement in its order, the chair's last; signed on each page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.kit.printing import Opening
from app.kit.printing.blocks import Note, Signatures, Value
from app.kit.printing.flow import Block
from app.kit.printing.grid import Grid, Group
from app.kit.printing.prose import Paragraph, Prose
from app.kit.printing.text import hanzi
from app.meetings.printouts.words import Person, named, span


@dataclass(frozen=True)
class Statement:
    """What somebody said; `chair` where it is the chair, who speaks last."""

    speaker: str
    text: str
    chair: bool = False


@dataclass(frozen=True)
class ItemRecord:
    """One item as it was dealt with, statements in the order of speaking. `votes` are the counts in words; `recused` with their reasons."""

    title: str
    reporter: str = ""
    report: str = ""
    statements: tuple[Statement, ...] = ()
    mode: str = ""
    votes: str = ""
    recused: tuple[Person, ...] = ()
    outcome: str = ""
    decision: str = ""
    dissent: tuple[Statement, ...] = ()


@dataclass(frozen=True)
class RecordSlip:
    """The record of a meeting, as it is kept."""

    number: str
    meeting: str
    starts_at: datetime | None
    ends_at: datetime | None
    place: str
    chair: str
    recorder: str
    eligible: int
    present: tuple[Person, ...]
    absent: tuple[Person, ...] = ()
    observers: tuple[Person, ...] = ()
    items: tuple[ItemRecord, ...] = ()
    starts_on: date | None = None
    quorum: str = ""


def draw(slip: RecordSlip) -> list[Opening | Block]:
    """The head, then item by item; at the end all who were present sign."""
    head: list[list[tuple[str, Value]]] = [
        [("会议名称", slip.meeting)],
        [("时间", span(slip.starts_at, slip.ends_at, slip.starts_on))],
        [("地点", slip.place)],
        [("主持人", slip.chair), ("记录人", slip.recorder)],
        [("应到", f"{slip.eligible} 人"), ("实到", f"{len(slip.present)} 人{slip.quorum}")],
        [("出席", named([(name, "") for name, _ in slip.present]))],
        [("缺席及原因", named(slip.absent) or "无")],
        [("列席及职务", named(slip.observers) or "无")],
    ]
    paragraphs: list[Paragraph] = []
    for number, item in enumerate(slip.items, start=1):
        paragraphs += _item(number, item)
    blocks: list[Opening | Block] = [Opening(number=slip.number), Grid([Group(head)], label=24)]
    blocks.append(Prose(paragraphs or [Paragraph("（本次会议没有审议议题。）")]))
    blocks.append(Note("本记录经与会人员核对无误，签名如下：", size=10.5, gap=2))
    if slip.present:
        blocks.append(Signatures([name for name, _ in slip.present], dated=False, height=18, gap=1))
    return blocks


def _item(number: int, item: ItemRecord) -> list[Paragraph]:
    found = [Paragraph(f"{hanzi(number)}、{item.title}", heading=True)]
    if item.reporter or item.report:
        found.append(Paragraph(item.report or "（汇报要点见附件材料。）", f"汇报（{item.reporter}）："))
    if item.recused:
        found.append(Paragraph(f"{named(item.recused)}，已离席，不参加本议题的讨论和表决。", "回避："))
    for one in item.statements:
        last = one.chair and one is item.statements[-1]
        label = f"{one.speaker}（主持人，末位表态）：" if last else f"{one.speaker}："
        found.append(Paragraph(one.text, label))
    if item.mode or item.votes:
        found.append(Paragraph("，".join(filter(None, (item.mode, item.votes))) + "。", "表决："))
    if item.outcome or item.decision:
        found.append(Paragraph("。".join(filter(None, (item.outcome, item.decision))), "决定："))
    found += [Paragraph(f"{one.speaker}：{one.text}", "保留意见：") for one in item.dissent]
    return found


def samples() -> list[RecordSlip]:
    """Two items: one voted by hands with a dissent, one by secret ballot with a recusal."""
    present = (("赵堃", "主任"), ("李䶮", "副主任"), ("钱喆", "副主任"), ("孙丽华", "总农艺师"),
               ("郑𬱖", "办公室主任"), ("买买提·吐尔逊", "技术科科长"))  # fmt: skip
    return [
        RecordSlip(
            number="HY-2026-0003",
            meeting="2026年第3次领导班子会议",
            starts_at=datetime(2026, 3, 7, 9, 0),
            ends_at=datetime(2026, 3, 7, 11, 20),
            place="主楼三楼会议室",
            chair="赵堃",
            recorder="陈𬱖",
            eligible=7,
            present=present,
            absent=(("吴㛃", "出差"),),
            observers=(("王喆", "后勤保障科科长"), ("周㛃", "财务科科长")),
            quorum="（符合应到三分之二以上到会）",
            items=(
                ItemRecord(
                    "关于购置农产品质量安全检测设备的议题",
                    "王喆",
                    "检测室气相色谱仪 2014 年购入，故障频繁，经三人鉴定无维修价值。拟购置一台套，"
                    "列入 2026 年部门预算，控制价 26.8 万元，三家询价最低 25.9 万元。",
                    (
                        Statement("孙丽华", "设备确需更新，同意。建议把培训写进合同。"),
                        Statement("李䶮", "同意。付款节点与验收挂钩，质保金不超过百分之三。"),
                        Statement("钱喆", "建议再等省级统一采购，价格可能更低，本次不同意。"),
                        Statement("郑𬱖", "同意，预算已批复。"),
                        Statement("买买提·吐尔逊", "同意，任务等不得。"),
                        Statement(
                            "赵堃", "同意购置。按询价程序办，验收由检测室和财务科共同参加，资料归档。", True
                        ),
                    ),
                    "举手表决",
                    "应到 7 人，实到 6 人，同意 5 票，不同意 1 票，弃权 0 票",
                    (),
                    "通过",
                    "同意购置，控制价 26.8 万元，由后勤保障科组织询价采购，6 月 30 日前完成验收。",
                    (Statement("钱喆", "认为应等待省级统一采购，保留意见。"),),
                ),
                ItemRecord(
                    "关于推荐郑某某为技术科副科长人选的议题",
                    "孙丽华",
                    "人选经民主推荐和考察，公示五个工作日无异议。",
                    (
                        Statement("李䶮", "同意推荐。"),
                        Statement("钱喆", "同意。"),
                        Statement("赵堃", "同意推荐，按程序报批。", True),
                    ),
                    "无记名投票",
                    "发出 5 张，收回 5 张，有效 4 张，废票 1 张；同意 4 票，不同意 0 票，弃权 0 票",
                    (("郑𬱖", "近亲属"),),
                    "通过",
                    "同意推荐，报主管部门审批。",
                ),
            ),
        )
    ]
