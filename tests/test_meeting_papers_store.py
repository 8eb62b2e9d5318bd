"""Papers of meetings gathered from a real store, from the notice to the packet of a sealed meeting."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest

from app.kit import settings
from app.kit.errors import UserError
from app.kit.printing import head_of, render
from app.kit.store import Store
from app.meetings import arranging, deciding, deliberating, following, sealing, sitting
from app.meetings.choices import Outcome, VoteChoice, VoteKind
from app.meetings.deciding import Counted
from app.meetings.printouts import PRINTOUTS, find, slips
from app.meetings.printouts.gather import _meeting_of as meeting_of
from app.meetings.queries import attendees
from app.meetings.rules import Ballots
from app.people import service as people
from app.people.models import Department
from tests.council import DAY, MONEY, Council

UNIT = "青山县农业技术推广中心"
MEETING = "HY2026001"


@pytest.fixture
def council(store: Store) -> Council:
    made = Council(store)
    with store.changing("设置") as session:
        settings.put(session, "office_name", UNIT)
    return made


def pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    found = [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
    document.close()
    return found


def printed(council: Council, name: str, *numbers: str) -> list[str]:
    """From the store to the text of the pages."""
    return pages(pdf_of(council, name, *numbers))


def pdf_of(council: Council, name: str, *numbers: str) -> bytes:
    printout = find(name)
    with council.store.reading() as session:
        found = slips(session, printout, numbers)
        head = head_of(session, "李堃", DAY)
    return render(printout, found, head)


def flat(found: list[str]) -> str:
    return "".join("".join(found).split())


def called(council: Council) -> int:
    """Three items: by hands, by secret ballot, by named ballot; somebody sits in."""
    with council.store.changing("人") as session:
        guest = people.save_person(session, None, {"name": "王喆"})
    raised = [
        council.raised(
            "购置电梯", "D01", amount=MONEY, content="旧梯到期", proposal="拟公开询价", reference="CG-31"
        ),
        council.raised("推荐科长人选"),
        council.raised("续签物业合同"),
    ]
    meeting = council.called(*raised)
    council.do(sitting.sit_in, meeting, guest, "财务科科长")
    items = council.items(meeting)
    for item, kind in zip(items[1:], (VoteKind.SECRET, VoteKind.NAMED), strict=True):
        council.do(arranging.set_rules, item, vote_kind=kind)
    return meeting


def sign_in_guest(council: Council, meeting: int) -> None:
    with council.store.reading() as session:
        [guest] = [each.person_id for each in attendees(session, meeting) if each.name == "王喆"]
    council.do(sitting.sign_in, meeting, [guest])


def held(council: Council, folder: Path) -> str:
    """The meeting held and sealed; returns its hash."""
    meeting = called(council)
    council.begun(meeting, 6)
    sign_in_guest(council, meeting)
    first, second, third = council.items(meeting)
    council.do(deliberating.open_item, first)
    council.do(deliberating.report, first, council.clerk, "旧梯到期，拟换新。")
    for person in (*council.people[1:6], council.chair):
        council.do(deliberating.speak, first, person, "同意购置。")
    for at, person in enumerate(council.people[:6]):
        council.do(deliberating.cast, first, person, VoteChoice.YES if at < 5 else VoteChoice.NO)
    resolution = council.do(deciding.decide, first, Outcome.PASSED, "同意购置，控制价 30 万元。")
    council.do(deliberating.open_item, second)
    council.do(deliberating.recuse, second, council.people[3], "近亲属")
    ballots = Counted(4, 0, 0, Ballots(5, 5, 1))
    council.do(deciding.decide, second, Outcome.PASSED, "同意推荐。", ballots)
    council.voted(third, 2, 4, Outcome.REJECTED)
    tasks = {"resolution_id": resolution, "task": "组织询价采购", "owner_id": council.clerk,
             "department_id": council.department, "due_on": date(2026, 6, 30)}  # fmt: skip
    follow_up = council.do(following.save_follow_up, None, tasks, today=DAY)
    council.do(following.note_progress, follow_up, DAY, "已发询价函", today=DAY)
    return council.sealed(meeting, folder)


def test_before_the_meeting(council: Council) -> None:
    called(council)
    department = council.value(Department, council.department, "name")
    notice = flat(printed(council, "notice", MEETING))
    for words in (
        "关于召开2026年第1次领导班子会议的通知", "2026年3月10日", "三楼会议室", "领导班子各位成员，各列席人员：",
        f"1.购置电梯（汇报人：钱记录；申报部门：{department}）", "王喆（财务科科长）", "会议材料已于3月7日送达",
        f"{UNIT}2026年3月7日",
    ):  # fmt: skip
        assert words in notice
    [sheet] = printed(council, "sign-in", MEETING)
    assert "王主任" in sheet
    assert "王　喆" in sheet
    assert "应到 7 人" in sheet
    ballots = printed(council, "ballots", MEETING)
    assert flat(ballots).count("（无记名）") == 7
    assert flat(ballots).count("（记名）") == 7
    [first, *_] = printed(council, "tally", MEETING)
    assert "☑举手表决" in first
    assert "☐通过 ☐原则通过" in first
    [matter] = printed(council, "matter", "YT2026001")
    for words in (
        "购置电梯",
        department,
        "旧梯到期",
        "拟公开询价",
        "CG-31",
        "人民币叁拾万元整",
        "电子审批：李书记",
    ):
        assert words in matter
    assert matter.count("电子审批：") == 3
    assert "☑是 ☐否 财务审核意见书" in matter


def test_the_whole_of_a_sealed_meeting(council: Council, tmp_path: Path) -> None:
    seal = held(council, tmp_path)
    record = flat(printed(council, "record", MEETING))
    for words in (
        "应到7人实到6人（三分之二以上到会，符合）", "周委员（出差）", "汇报（钱记录）：旧梯到期", "王主任（主持人，末位表态）：同意购置。",
        "同意5票", "不同意1票（刘委员）", "回避：赵副主任（近亲属）", "发出5张，收回5张，有效4张，废票1张", "否决", "9:00—11:00",
    ):  # fmt: skip
        assert words in record, words
    assert record.index("李书记：同意购置") < record.index("王主任（主持人")
    minutes = flat(printed(council, "minutes", MEETING))
    for words in (
        "2026年第1次领导班子会议纪要", "一、购置电梯", "会议决定：通过。同意购置，控制价30万元（决议编号：JY2026001）。",
        "三、续签物业合同", "主任王主任在三楼会议室主持召开", "请假：周委员（出差）", seal, "2026年3月10日印发",
    ):  # fmt: skip
        assert words in minutes, words
    secret = printed(council, "tally", MEETING)[1]
    for words in ("发出 5 张", "废票 1 张", "1 人（赵副主任）", "☑无记名投票", "☑通过", "须同意 4 票以上"):
        assert words in secret
    assert "票" not in secret.partition("李书记")[2], "nobody's choice"
    department = council.value(Department, council.department, "name")
    decision = flat(printed(council, "decision-notice", "JY2026001"))
    for words in (
        "同意购置，控制价30万元。",
        "组织询价采购（2026年6月30日前）",
        "CG-31",
        "人民币叁拾万元整",
        f"主送部门{department}",
    ):
        assert words in decision, words
    follow_up = flat(printed(council, "follow-up", "DB2026001"))
    for words in ("组织询价采购", "已发询价函", "JY2026001", "钱记录", "☐按期办结"):
        assert words in follow_up, words


def test_the_packet_lists_what_it_holds(council: Council, tmp_path: Path) -> None:
    held(council, tmp_path)
    found = printed(council, "packet", MEETING)
    catalogue = flat(found[:1])
    listed = flat(printed(council, "archive-list", MEETING))
    for words in (
        "2026年第1次领导班子会议纪要",
        "1—",
        "推荐科长人选表决票原件5张",
        "另袋密封",
        "决定事项通知单：购置电梯",
        "督办单",
    ):
        assert words in catalogue, words
        assert words in listed, words
    reader = pypdf.PdfReader(io.BytesIO(pdf_of(council, "packet", MEETING)))
    assert len(reader.pages) == len(found)
    assert len(found) > 12


def test_the_seal_stands_from_the_end_of_the_meeting(council: Council) -> None:
    meeting = council.begun(called(council), 7)
    sign_in_guest(council, meeting)
    assert "封存校验" not in flat(printed(council, "minutes", MEETING))
    council.do(sitting.end, meeting, at="10:00")
    with council.store.reading() as session:
        seal = sealing.digest(session, meeting)
    assert seal in flat(printed(council, "minutes", MEETING))
    record = flat(printed(council, "record", MEETING))
    assert record.count("本次会议未议") == 3


@pytest.mark.parametrize("printout", PRINTOUTS, ids=lambda printout: printout.name)
def test_all_of_a_kind_and_what_there_is_not(council: Council, printout: Any, tmp_path: Path) -> None:
    with council.store.reading() as session:
        assert list(slips(session, printout, [])) == []
        with pytest.raises(UserError, match="没有编号为 X-1"):
            slips(session, printout, ["X-1"])
    held(council, tmp_path)
    assert printed(council, printout.name)


def test_names_of_meetings() -> None:
    assert meeting_of("领导班子会") == "领导班子会议"
    assert meeting_of("党支部委员会") == "党支部委员会会议"
    assert meeting_of("采购小组") == "采购小组会议"
    assert meeting_of("主任办公会议") == "主任办公会议"
