"""会议纪要 (minutes): what was decided, in the layout of GB/T 9704-2012; the seal of the filed record at its foot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.kit.printing.blocks import day
from app.kit.printing.official import Blank, Body, Closing, Imprint, Mark, Part, Roll, Title
from app.kit.printing.text import hanzi
from app.meetings.printouts.words import Person, hour, listed


@dataclass(frozen=True)
class Decided:
    """One item: its heading and what is to be known of it."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class MinutesSlip:
    """Minutes to be issued. `seal` is the hash of the signed record, once it is filed."""

    unit: str
    mark: str
    number: str
    title: str
    body: str
    starts_at: datetime | None
    place: str
    chair: str
    items: tuple[Decided, ...]
    present: tuple[Person, ...]
    leave: tuple[Person, ...] = ()
    observers: tuple[Person, ...] = ()
    recorder: str = ""
    issued_on: date | None = None
    sent_to: str = ""
    office: str = ""
    seal: str = ""
    opening: str = ""
    starts_on: date | None = None
    printed_on: date | None = None


def draw(slip: MinutesSlip) -> list[Part]:
    """Mark and number, title, what was decided item by item, who was there, the day; 版记."""
    paragraphs = [slip.opening or _opening(slip)]
    for number, item in enumerate(slip.items, start=1):
        if len(slip.items) > 1:
            paragraphs.append(f"{hanzi(number)}、{item.heading}")
        paragraphs += item.paragraphs
    parts: list[Part] = [
        Mark(slip.mark, slip.number, keep=(slip.unit, slip.body)),
        Title(slip.title, keep=(slip.unit, slip.body)),
        Body(paragraphs),
        Blank(),
        Roll("出席", listed([(name, "") for name, _ in slip.present])),
        Roll("请假", listed(slip.leave)),
        Roll("列席", listed(slip.observers)),
    ]
    if slip.recorder:
        parts.append(Roll("记录", listed([(slip.recorder, "")])))
    parts.append(Closing(slip.issued_on))
    rows: list[tuple[str, str]] = []
    if slip.seal:
        rows.append((f"会议记录封存校验：{slip.seal}", ""))
    if slip.sent_to:
        rows.append((f"分送：{slip.sent_to}。", ""))
    if slip.office:
        rows.append((slip.office, f"{day(slip.printed_on)}印发" if slip.printed_on else "　　年　月　日印发"))
    return [*parts, Imprint(rows)]


def _opening(slip: MinutesSlip) -> str:
    on = slip.starts_at or slip.starts_on
    when = f"{day(on)}{hour(slip.starts_at) if slip.starts_at else ''}，" if on else ""
    place = f"在{slip.place}" if slip.place else ""
    chair = f"{slip.chair}" if slip.chair else ""
    return f"{when}{chair}{place}主持召开{slip.title.removesuffix('纪要')}。现将会议议定事项纪要如下："


def samples() -> list[MinutesSlip]:
    """Three decisions, with levels of headings in one."""
    return [
        MinutesSlip(
            unit="青山县农业技术推广中心",
            mark="青山县农业技术推广中心领导班子会议纪要",
            number="〔2026〕3号",
            title="2026年第3次领导班子会议纪要",
            body="领导班子",
            starts_at=datetime(2026, 3, 7, 9, 0),
            place="主楼三楼会议室",
            chair="主任赵堃",
            items=(
                Decided(
                    "关于购置农产品质量安全检测设备",
                    (
                        "会议听取了后勤保障科王喆关于购置农产品质量安全检测设备的汇报。会议认为，检测室气相色谱仪"
                        "已超过最低使用年限且无维修价值，更新确有必要，资金已列入2026年部门预算。",
                        "会议决定：同意购置一台套，控制价26.8万元（大写：贰拾陆万捌仟元整）。具体要求如下：",
                        "（一）严格采购程序。由后勤保障科组织公开询价，供应商不少于三家，6月30日前完成验收。",
                        "（二）明确责任分工",
                        "1.财务科负责资金支付，付款节点与验收挂钩。",
                        "（1）首付款不超过合同价的30%；",
                        "（2）质保金不超过合同价的3%，质保期满后30日内退还。",
                        "2.检测室负责技术验收和操作培训。",
                        "表决情况：应到7人，实到6人，同意5票，不同意1票，弃权0票，通过。",
                    ),
                ),
                Decided(
                    "关于2025年度固定资产报废处置",
                    (
                        "会议听取了财务科周㛃关于固定资产报废处置的汇报，涉及资产32件，账面原值合计412,660.50元。",
                        "会议决定：原则同意。补充技术鉴定意见后按权限报批，处置收入及时足额上缴国库。",
                    ),
                ),
                Decided(
                    "关于物业服务合同续签",
                    ("会议决定：缓议。由后勤保障科补充履约评价和询价材料后再行提交。",),
                ),
            ),
            present=(
                ("赵堃", ""),
                ("李䶮", ""),
                ("钱喆", ""),
                ("孙丽华", ""),
                ("郑𬱖", ""),
                ("买买提·吐尔逊", ""),
            ),
            leave=(("吴㛃", "出差"),),
            observers=(("王喆", "后勤保障科"), ("周㛃", "财务科"), ("冯犇", "检测室")),
            recorder="陈𬱖",
            issued_on=date(2026, 3, 7),
            printed_on=date(2026, 3, 9),
            sent_to="领导班子成员，各科室，存档",
            office="青山县农业技术推广中心办公室",
            seal="9f2c4e81a07b35d6c8e1f0427b9a6d53e4c7108f2ab95d36710ce84fb2a9d05e",
        )
    ]
