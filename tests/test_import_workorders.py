"""A clerk's repair book becomes orders: every row accounted for, times read in their context, nothing invented."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select

from app import office
from app.__main__ import run
from app.kit import records
from app.kit.errors import UserError
from app.kit.store import Store
from app.people.models import Department, Person
from app.workorders import importing, seeding, service
from app.workorders.choices import CallKind, Rating, State, Step, Urgency
from app.workorders.import_fields import assignee
from app.workorders.import_times import told_year
from app.workorders.models import Breach, CallBack, OrderStep, RepairVendor, Team, Worker, WorkOrder
from app.workorders.timing import wall
from tests.repair_desk import at, told

NOW = at("11-28 09:00")
HEADINGS = (
    "编号",
    "报修时间",
    "报修部门",
    "报修人",
    "联系电话",
    "地点",
    "故障描述",
    "类别",
    "紧急程度",
    "派工",
    "到场时间",
    "完工时间",
    "满意度",
)
GOOD = ("BX0001", "2026-01-05 17:31", "后勤科", "胡杰", "8035", "主楼505室", "灯管不亮", "供配电/照明", "一般", "水电班 老赵",
        datetime(2026, 1, 5, 17, 43), datetime(2026, 1, 6, 9, 6), "满意")  # fmt: skip


def book(
    path: Path, rows: Sequence[Sequence[Any]], headings: Sequence[str] = HEADINGS, title: str = ""
) -> Path:
    made = Workbook()
    if title:
        made.active.append([title])
    made.active.append(list(headings))
    for row in rows:
        made.active.append(list(row))
    made.save(path)
    return path


def varied(**changes: Any) -> tuple[Any, ...]:
    return tuple(changes.get(heading, cell) for heading, cell in zip(HEADINGS, GOOD, strict=True))


@pytest.fixture
def ready(store: Store) -> Store:
    with store.changing("建报修台") as session:
        seeding.seed(session)
    return store


def bring(store: Store, file: Path, accept_valid: bool = True) -> tuple[importing.Plan, list[WorkOrder]]:
    with store.changing("导入") as session:
        planned = importing.plan(session, file, NOW)
        importing.store(session, planned, NOW, accept_valid, create_missing=True)
        orders = list(session.scalars(select(WorkOrder).order_by(WorkOrder.id)))
        session.expunge_all()
    return planned, orders


def test_a_row_becomes_an_order_with_its_clock(ready: Store, tmp_path: Path) -> None:
    _, (order,) = bring(ready, book(tmp_path / "簿.xlsx", [GOOD]))
    assert (order.order_no, order.state, order.rating) == ("BX0001", State.CLOSED, Rating.GOOD)
    assert [told(each) for each in (order.reported_at, order.arrived_at, order.finished_at)] == [
        "01-05 17:31", "01-05 17:43", "01-06 09:06",
    ]  # fmt: skip
    assert (order.arrive_minutes, order.finish_minutes) == (0, 36)  # the office had closed a minute before
    assert (order.respond_late, order.arrive_late, order.finish_late) == (None, False, False)
    with ready.reading() as session:
        assert records.get(session, Person, order.caller_id or 0).name == "胡杰"
        assert records.get(session, Department, order.department_id or 0).name == "后勤科"
        worker = records.get(session, Worker, order.worker_id or 0)
        assert (worker.name, records.get(session, Team, worker.team_id or 0).name) == ("老赵", "水电班")
        steps = session.execute(select(OrderStep.state).order_by(OrderStep.id)).scalars().all()
        assert steps == [State.REPORTED, State.ARRIVED, State.FINISHED]
    assert office.verify(ready, deep=True) == []


def test_what_a_row_lacks_decides_its_state(ready: Store, tmp_path: Path) -> None:
    rows = [
        varied(编号="1", 满意度=None),
        varied(编号="2", 满意度="不满意"),
        varied(编号="3", 完工时间=None, 满意度="满意"),
        varied(编号="4", 完工时间=None, 到场时间=None, 满意度=None),
        varied(编号="5", 完工时间=None, 到场时间=None, 满意度=None, 派工=None),
    ]
    planned, orders = bring(ready, book(tmp_path / "簿.xlsx", rows))
    assert [order.state for order in orders] == [
        State.FINISHED, State.RATED, State.ARRIVED, State.DISPATCHED, State.REPORTED,
    ]  # fmt: skip
    assert orders[2].rating is Rating.GOOD
    assert orders[2].finished_at is None  # nothing is invented
    assert planned.notes == [
        "有 3 行没有完工时间，按未完工记入。", "其中 1 行已有满意度，评价照记；确已完工的请补登完工时间。",
    ]  # fmt: skip
    with ready.reading() as session:
        (call,) = session.scalars(select(CallBack))
        assert (call.order_id, call.kind) == (orders[1].id, CallKind.MANDATORY)


def test_what_was_late_in_the_book_is_history(ready: Store, tmp_path: Path) -> None:
    rows = [
        varied(
            紧急程度="紧急",
            报修时间="2026-01-05 09:00",
            到场时间="2026-01-05 09:31",
            完工时间="2026-01-06 09:00",
        ),
        varied(
            编号="2", 紧急程度="特急", 报修时间="2026-01-05 09:00", 到场时间=None, 完工时间=None, 满意度=None
        ),
    ]
    _, orders = bring(ready, book(tmp_path / "簿.xlsx", rows))
    with ready.changing("登记超时") as session:
        assert service.note_breaches(session, NOW) == 0  # the import has written them all
        found = session.scalars(select(Breach).order_by(Breach.id)).all()
        assert [(each.order_id, each.step, told(each.due_at), each.minutes) for each in found] == [
            (orders[0].id, Step.ARRIVE, "01-05 09:30", 1), (orders[1].id, Step.RESPOND, "01-05 09:10", None),
            (orders[1].id, Step.ARRIVE, "01-05 09:15", None), (orders[1].id, Step.FINISH, "01-05 13:00", None),
        ]  # fmt: skip


def test_times_in_their_context(ready: Store, tmp_path: Path) -> None:
    rows = [
        varied(编号="1", 报修时间="12月31日 22:00", 到场时间="22:20", 完工时间="0:30"),
        varied(编号="2", 报修时间="1/6 下午3点", 到场时间=time(15, 20), 完工时间="01月07日 09:00"),
        varied(
            编号="3",
            报修时间=datetime(2026, 1, 7),
            到场时间=datetime(2026, 1, 7, 0, 5),
            完工时间=date(2026, 1, 8),
        ),
        varied(编号="4", 报修时间="2026年1月9日", 到场时间="9:00", 完工时间="10:00"),
    ]
    planned, orders = bring(ready, book(tmp_path / "簿.xlsx", rows, title="2025-2026 年报修登记"))
    shown = [[told(each) for each in (o.reported_at, o.arrived_at, o.finished_at)] for o in orders]
    assert shown == [
        ["12-31 22:00", "12-31 22:20", "01-01 00:30"], ["01-06 15:00", "01-06 15:20", "01-07 09:00"],
        ["01-07 00:00", "01-07 00:05", "01-08 00:00"], ["01-09 00:00", "01-09 09:00", "01-09 10:00"],
    ]  # fmt: skip
    assert orders[0].reported_at.astimezone().year == 2025
    assert [order.untimed for order in orders] == [False, False, True, True]  # a day alone judges nothing
    assert orders[3].arrive_late is None
    assert "有 2 行报修时间没有写年份，按标题和前后各行记为 2025、2026 年。" in planned.notes


def test_the_day_and_the_hour_in_two_columns(ready: Store, tmp_path: Path) -> None:
    headings = ("序号", "报修日期", "报修时间", "联系人及电话", "报修内容", "维修人员", "完成时间")
    rows = [
        ("1", "2026.3.6", "17:20", "胡杰 8035", "水龙头漏水", "老赵", "次日 10:00"),
        ("2", datetime(2026, 3, 7), time(8, 5), "胡杰（13800138000）", "门锁坏", "老赵", "当天"),
    ]
    _, orders = bring(ready, book(tmp_path / "簿.xlsx", rows, headings))
    assert [told(order.reported_at) for order in orders] == ["03-06 17:20", "03-07 08:05"]
    assert orders[0].urgency is Urgency.NORMAL
    assert [told(order.finished_at) for order in orders] == ["03-07 10:00", "03-07 08:05"]
    assert [(order.caller_name, order.phone, order.untimed) for order in orders] == [
        ("胡杰", "8035", False), ("胡杰", "13800138000", True),
    ]  # fmt: skip
    assert orders[0].order_no == "BX202600001"  # a running number is no order's number


@pytest.mark.parametrize(
    ("changes", "column", "reason"),
    [
        ({"故障描述": " "}, "故障描述", "没有填写"),
        ({"报修时间": None}, "报修时间", "没有填写"),
        ({"报修时间": "2026-02-30 08:00"}, "报修时间", "没有 2026 年 2 月 30 日"),
        ({"报修时间": "昨天"}, "报修时间", "读不出来"),
        ({"报修时间": "17:20"}, "报修时间", "只有几点，没有哪一天"),
        ({"报修时间": "2027-01-05 08:00"}, "报修时间", "还没有到"),
        ({"到场时间": "2026-01-05 17:00"}, "到场时间", "早于报修时间"),
        ({"完工时间": "2026-01-05 17:40"}, "完工时间", "早于到场时间"),
        ({"完工时间": "修好了"}, "完工时间", "读不出来"),
        ({"编号": "BX0001"}, "编号", "与第 2 行的编号相同"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_reason(
    ready: Store, tmp_path: Path, changes: dict[str, Any], column: str, reason: str
) -> None:
    file = book(tmp_path / "簿.xlsx", [GOOD, varied(**({"编号": "BX0002"} | changes))])
    with ready.reading() as session:
        planned = importing.plan(session, file, NOW)
    assert (planned.rows_read, planned.accepted, planned.refused) == (2, 1, 1)
    (error,) = planned.errors
    assert (error.row, error.column) == (3, column)
    assert reason in error.reason
    planned.write_refused(tmp_path / "退回.xlsx")
    sheet = load_workbook(tmp_path / "退回.xlsx").active
    assert reason in str(sheet.cell(2, len(HEADINGS) + 1).value)


def test_lesser_cells_go_to_the_remark(ready: Store, tmp_path: Path) -> None:
    rows = [varied(满意度="还可以吧", 紧急程度="马上", 类别="水暖电器", 故障描述="水龙头漏水")]
    _, (order,) = bring(ready, book(tmp_path / "簿.xlsx", rows))
    assert order.remark == "紧急程度：马上\n满意度：还可以吧\n类别：水暖电器"
    assert (order.rating, order.urgency) == (None, Urgency.NORMAL)
    assert order.category_id is not None  # by its words


def test_words_of_other_books(ready: Store, tmp_path: Path) -> None:
    rows = [
        varied(编号="1", 满意度="非常满意", 紧急程度="加急"),
        varied(编号="2", 满意度="一般", 紧急程度="普通"),
    ]
    _, orders = bring(ready, book(tmp_path / "簿.xlsx", rows))
    assert [(order.rating, order.urgency) for order in orders] == [
        (Rating.GOOD, Urgency.URGENT), (Rating.FAIR, Urgency.NORMAL),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("水电班 老赵", ("水电班", "老赵", None)),
        ("综合班/小孙、小李", ("综合班", "小孙", None)),
        ("水电班", ("水电班", None, None)),
        ("电梯维保单位", (None, None, "电梯维保单位")),
        ("宏达物业公司", (None, None, "宏达物业公司")),
        ("老赵、老钱", (None, "老赵", None)),
    ],
)
def test_who_was_sent(text: str, found: tuple[str | None, str | None, str | None]) -> None:
    assert assignee(text) == found


def test_what_is_known_is_matched_and_not_made_again(ready: Store, tmp_path: Path) -> None:
    with ready.changing("名册") as session:
        records.save(session, RepairVendor, None, {"name": "顺达"})
        records.save(session, Worker, None, {"name": "老赵"})
    rows = [varied(编号="1", 派工="顺达"), varied(编号="2", 派工="老赵")]
    file = book(tmp_path / "簿.xlsx", rows)
    planned, orders = bring(ready, file)
    assert planned.missing.as_json()["assignees"] == []
    assert orders[0].vendor_id is not None
    with ready.reading() as session:
        assert session.scalar(select(func.count(Worker.id))) == 1
        again = importing.plan(session, file, NOW)
        assert {error.reason for error in again.errors} == {"系统里已经有 1", "系统里已经有 2"}


def test_nothing_is_stored_by_halves(ready: Store, tmp_path: Path) -> None:
    file = book(tmp_path / "簿.xlsx", [GOOD, varied(编号="2", 故障描述=None)])
    with ready.changing("导入") as session:
        planned = importing.plan(session, file, NOW)
        with pytest.raises(UserError, match="有 1 行有问题"):
            importing.store(session, planned, NOW)
        with pytest.raises(UserError, match="还没有建档的部门 1 个（后勤科）"):
            importing.store(session, planned, NOW, accept_valid=True)
        assert session.scalar(select(func.count(WorkOrder.id))) == 0
    with pytest.raises(UserError, match="故障描述"), ready.reading() as session:
        importing.plan(session, book(tmp_path / "别的.xlsx", [("a", "b")], ("编号", "地点")), NOW)


def test_rows_without_numbers_get_them_by_the_rule(ready: Store, tmp_path: Path) -> None:
    rows = [varied(编号=None), varied(编号="BX202600001")]
    _, orders = bring(ready, book(tmp_path / "簿.xlsx", rows))
    assert [order.order_no for order in orders] == ["BX202600002", "BX202600001"]


def test_an_import_is_taken_back_whole_while_untouched(ready: Store, tmp_path: Path) -> None:
    file = book(tmp_path / "簿.xlsx", [GOOD, varied(编号="2", 完工时间=None, 紧急程度="特急")])
    bring(ready, file)
    with ready.changing("撤回") as session:
        assert importing.withdraw(session, "DR20260001", NOW) == 2
        for model in (WorkOrder, OrderStep, Breach):
            assert session.scalar(select(func.count(model.id))) == 0
        with pytest.raises(UserError, match="撤回过"):
            importing.withdraw(session, "DR20260001", NOW)
    _, orders = bring(ready, file)
    with ready.changing("开工") as session:
        service.start(session, orders[1].id, NOW)
    with ready.changing("撤回") as session, pytest.raises(UserError, match="已被办理"):
        importing.withdraw(session, "DR20260002", NOW)
    assert office.verify(ready, deep=True) == []


def test_the_year_of_a_title() -> None:
    assert told_year("后勤报修登记簿（2026年）", "Sheet1") == 2026
    assert told_year("2025-2026 年度", "报修2024年") == 2024
    assert told_year("报修登记") is None


def test_the_book_of_a_small_institution(ready: Store) -> None:
    """Every one of its 600 rows, counted here from the cells themselves."""
    file = Path(__file__).with_name("data") / "报修登记簿.xlsx"
    rows = list(load_workbook(file).active.iter_rows(min_row=3, values_only=True))
    planned, orders = bring(ready, file, accept_valid=False)
    assert (planned.rows_read, planned.accepted, planned.refused) == (len(rows), 600, 0)
    assert [order.order_no for order in orders] == [row[0] for row in rows]
    # Written with day and hour in every way, with and without the year, all of them of 2026 and in the book's order.
    cells = [f"{row[1]:%m %d %H %M}" if isinstance(row[1], datetime) else row[1] for row in rows]
    written = [[int(figure) for figure in re.findall(r"\d+", cell)][-4:] for cell in cells]
    days = [wall(order.reported_at) for order in orders]
    assert [[day.month, day.day, day.hour, day.minute] for day in days] == written
    assert {day.year for day in days} == {2026}
    assert sum(order.finished_at is not None for order in orders) == sum(row[11] is not None for row in rows)
    ratings = Counter(order.rating.label for order in orders if order.rating)
    assert ratings == Counter(row[12] for row in rows if row[12])


def test_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store, file = str(tmp_path / "a.houqin"), str(book(tmp_path / "簿.xlsx", [
        GOOD, varied(编号="2", 完工时间=None, 满意度=None), varied(编号="3", 报修时间="哪天"),
    ]))  # fmt: skip
    assert run(["--store", store, "init"]) == 0

    def ask(*arguments: str) -> tuple[int, Any]:
        capsys.readouterr()
        code = run(["--store", store, "--json", *arguments])
        return code, json.loads(capsys.readouterr().out)

    code, dry = ask("import", "workorders", file, "--dry-run")
    assert (code, dry["batch"], dry["rows_read"], dry["accepted"], dry["refused"]) == (0, None, 3, 2, 1)
    assert dry["errors"][0]["row"] == 4
    assert dry["created"]["assignees"] == ["水电班", "老赵"]
    code, refused = ask("import", "workorders", file)
    assert code == 1
    assert "有 1 行有问题" in refused["error"]
    errors = tmp_path / "退回.xlsx"
    code, done = ask(
        "import", "workorders", file, "--accept-valid", "--create-missing", "--errors", str(errors)
    )
    assert (code, done["batch"], errors.exists()) == (0, "DR20260001", True)
    code, late = ask("list", "workorders", "--overdue")
    assert [(each["order_no"], each["step"], each["tell"]) for each in late] == [("2", "完工", "分管领导")]
    assert ask("list", "workorders", "--overdue", "--search", "没有的词")[1] == []
    assert [each["order_no"] for each in ask("list", "workorders")[1]] == ["2"]
    report = tmp_path / "报告.xlsx"
    code, told_ = ask("report", "service", "2026-01", str(report))
    assert (code, told_["orders"]) == (0, 2)
    sheets = load_workbook(report)
    assert sheets.sheetnames[:2] == ["指标", "各月"]
    assert sheets["指标"]["A3"].value == "报修张数"
    assert ask("report", "service", "2026-01", str(tmp_path / "报告.doc"))[0] == 1
    assert ask("withdraw", "DR20260001") == (0, {"batch": "DR20260001", "orders": 2})
    assert run(["--store", store, "list", "workorders"]) == 0
    assert "共 0 张" in capsys.readouterr().out
