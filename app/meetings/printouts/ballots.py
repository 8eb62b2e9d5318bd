"""表决票 (ballots): pieces to be cut apart, all alike. A secret one bears no name, number or time."""

from __future__ import annotations

from dataclasses import dataclass

from app.kit.printing.blocks import Note, Signatures
from app.kit.printing.cut import Cut
from app.kit.printing.flow import Block
from app.kit.printing.fonts import BOLD, HEI
from app.kit.printing.prose import Choices, Words

CHOICES = ("同意", "不同意", "弃权")
RULE = "说明：在所选意见下方框内划“√”，只选一项；未划、多划或无法辨认的为废票。"


@dataclass(frozen=True)
class BallotSlip:
    """`copies` ballots on one item: as many as may vote on it. `secret` or to be signed."""

    unit: str
    meeting: str
    item: str
    copies: int
    secret: bool = True


def draw(slip: BallotSlip) -> Cut:
    """What is voted on, three fields, how to fill them in."""
    blocks: list[Block] = [
        Words("表　决　票", size=16, typeface=BOLD, centred=True),
        Words("（无记名）" if slip.secret else "（记名）", size=10, centred=True, gap=0.5),
        Words(f"{slip.unit}{slip.meeting}", size=10.5, centred=True, gap=1.5),
        Words(slip.item, size=11.5, typeface=HEI, centred=True, gap=3),
        Choices(CHOICES, gap=3),
    ]
    if slip.secret:
        blocks.append(Note(RULE, size=8.5, gap=2))
    else:
        blocks += [Signatures("表决人（签名）", height=18), Note(RULE, size=8.5, gap=1.5)]
    return Cut(blocks, slip.copies)


def samples() -> list[BallotSlip]:
    """Seven secret ballots and five signed ones."""
    unit, meeting = "青山县农业技术推广中心", "2026年第3次领导班子会议"
    return [
        BallotSlip(unit, meeting, "关于推荐郑某某为技术科副科长人选的议题", 7),
        BallotSlip(unit, meeting, "关于购置农产品质量安全检测设备的议题", 5, secret=False),
    ]
