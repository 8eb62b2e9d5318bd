"""Departments, staff and places: entering, the tree, importing from a sheet, removing."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assets.models import Asset
from app.kit import audit, pick, records, register_import
from app.kit.db import Record
from app.kit.errors import Invalid, UserError
from app.kit.sheets import OutColumn, write_xlsx
from app.kit.store import Store
from app.kit.uses import remove, uses
from app.people import service as people
from app.people.models import Department, EmploymentType, ExpenseAccount, Person
from app.places import queries
from app.places import service as places
from app.places.models import Place


def count(session: Session, model: type[Record]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def workbook(path: Path, headings: list[str], *rows: list[Any]) -> Path:
    write_xlsx(path, [OutColumn(heading) for heading in headings], rows)
    return path


def test_names_are_matched_without_spaces_and_line_breaks(store: Store) -> None:
    with store.changing("新建部门") as session:
        made = people.save_department(session, None, {"name": "后勤保障 \n科"})
    with store.reading() as session:
        assert records.get(session, Department, made).name == "后勤保障科"
        assert pick.named(session, Department, "后勤 保障科　") == [made]


def test_twins_are_refused_at_their_field(store: Store) -> None:
    with store.changing("新建部门") as session:
        first = people.save_department(session, None, {"name": "办公室", "code": "01"})
        people.save_department(session, first, {"name": "办公室", "leader": "王"})
    with pytest.raises(Invalid) as error, store.changing("新建部门") as session:
        people.save_department(session, None, {"name": "办 公室", "code": "01"})
    assert error.value.problems == {"name": "已有部门“办公室”", "code": "编码 01 已属于另一个部门"}
    with store.changing("新建人员") as session:
        people.save_person(session, None, {"name": "王芳", "code": "G1"})
        people.save_person(session, None, {"name": "王芳", "code": "G2"})
    with pytest.raises(Invalid, match="工号 G1 已属于王芳"), store.changing("新建人员") as session:
        people.save_person(session, None, {"name": "李四", "code": "G1"})


def test_who_left_is_no_longer_offered_and_may_come_back(store: Store) -> None:
    with store.changing("新建人员") as session:
        who = people.save_person(session, None, {"name": "单喆"})
        people.leave(session, [who], date(2026, 5, 1))
    with store.reading() as session:
        assert pick.find(session, Person, "单") == []
        assert pick.by_id(session, Person, [who])[who].title == "单喆"
    with pytest.raises(UserError, match="已于 2026-05-01 离岗"), store.changing("离岗") as session:
        people.leave(session, [who], date(2026, 6, 1))
    with store.changing("返岗") as session:
        people.come_back(session, [who])
    with store.reading() as session:
        assert [option.id for option in pick.find(session, Person, "单")] == [who]


def test_missing_names_are_made_once(store: Store) -> None:
    with store.changing("新建") as session:
        known = people.save_department(session, None, {"name": "办公室"})
        made = people.create_departments(session, ["办 公室", "财务科", "财务\n科", ""])
        people.create_people(session, ["王芳", "王 芳"])
        places.create_places(session, ["101", "１０１"])
    assert made["办公室"] == known
    with store.reading() as session:
        assert (count(session, Department), count(session, Person), count(session, Place)) == (2, 1, 1)
    assert store.verify() == []


@pytest.fixture
def site(store: Store) -> dict[str, int]:
    """本部 / 一号楼 / (101, 二层 / 201), and 东院."""
    ids: dict[str, int] = {}
    with store.changing("建地点") as session:
        for name, parent in (
            ("本部", None), ("东院", None), ("一号楼", "本部"), ("101", "一号楼"), ("二层", "一号楼"), ("201", "二层"),
        ):  # fmt: skip
            values = {"name": name, "parent_id": ids.get(parent or "")}
            ids[name] = places.save_place(session, None, values)
    return ids


def test_the_tree_of_places(store: Store, site: dict[str, int]) -> None:
    with store.reading() as session:
        assert queries.full_path(session, site["201"]) == "本部 / 一号楼 / 二层 / 201"
        assert queries.paths(session)[site["101"]] == "本部 / 一号楼 / 101"
        inside = {site["101"], site["二层"], site["201"]}
        assert queries.descendants(session, site["一号楼"]) == inside
        assert queries.descendants(session, site["201"]) == set()
        found = [(node.name, node.depth, node.children) for node in queries.tree(session)]
    # 本 b, 东 d: by pinyin; numbers before words.
    assert found == [
        ("本部", 0, 1), ("一号楼", 1, 2), ("101", 2, 0), ("二层", 2, 1), ("201", 3, 0), ("东院", 0, 0),
    ]  # fmt: skip


def test_a_place_never_lies_in_itself(store: Store, site: dict[str, int]) -> None:
    with pytest.raises(Invalid, match="在这个地点里面") as error, store.changing("改地点") as session:
        places.save_place(session, site["本部"], {"parent_id": site["二层"]})
    assert set(error.value.problems) == {"parent_id"}
    with pytest.raises(Invalid, match="不能是它自己"), store.changing("改地点") as session:
        places.save_place(session, site["本部"], {"parent_id": site["本部"]})
    with store.changing("移动地点") as session:
        places.move(session, [site["一号楼"]], site["东院"])
    with store.reading() as session:
        assert queries.full_path(session, site["201"]) == "东院 / 一号楼 / 二层 / 201"


def test_a_taken_place_name_says_where_its_twin_is(store: Store, site: dict[str, int]) -> None:
    with pytest.raises(Invalid, match="已有地点“本部 / 一号楼 / 101”"), store.changing("改地点") as session:
        places.save_place(session, None, {"name": "1 01", "parent_id": site["东院"]})


def test_what_is_used_is_not_removed(store: Store, site: dict[str, int]) -> None:
    with store.changing("建卡") as session:
        records.save(session, Asset, None, {"asset_no": "A1", "name": "桌", "place_id": site["101"]})
    with store.reading() as session:
        assert uses(session, Place, site["101"]) == [("资产卡片", "存放地点", 1)]
    with (
        pytest.raises(UserError, match="“101”还被1 条资产卡片（存放地点）用着"),
        store.changing("删") as session,
    ):
        remove(session, Place, site["101"])
    with store.changing("删") as session:
        remove(session, Place, site["201"])
    with store.reading() as session:
        assert count(session, Place) == 5


# -- importing a sheet -----------------------------------------------------------------------------------


def test_a_staff_list_is_brought_in_whole(store: Store, tmp_path: Path) -> None:
    with store.changing("建账") as session:
        office = people.save_department(session, None, {"name": "办公室"})
    file = workbook(
        tmp_path / "人员.xlsx", ["姓名", "工号", "科室", "人员类别", "离岗日期", "备注"],
        ["堃喆", "001", "办 公室", "在编", None, None],
        ["䶮㛃", "002", "财务科", "劳务派遣", "2024.3.5", "=1+1"],
        [None, None, None, None, None, None],
        ["合计", 2, None, None, None, None],
    )  # fmt: skip
    with store.reading() as session:
        plan = register_import.read(session, Person, file)
    assert (plan.rows_read, plan.accepted, plan.faults) == (2, 2, [])
    assert plan.missing == {"department_id": ["财务科"]}
    assert plan.skipped.total == 2
    with pytest.raises(UserError, match="系统中没有的名称：财务科"), store.changing("导入") as session:
        register_import.store(session, Person, plan)
    with store.changing("导入人员") as session:
        assert register_import.store(session, Person, plan, create_missing=True) == 2
    with store.reading() as session:
        first, second = session.scalars(select(Person).order_by(Person.code))
        assert (first.name, first.code, first.department_id) == ("堃喆", "001", office)
        assert (second.employment, second.left_on) == (EmploymentType.DISPATCHED, date(2024, 3, 5))
        lines = audit.history(session, Person, second.id)
        assert lines[0].operation == "导入人员"
        assert [option.id for option in pick.find(session, Person, "kz")] == [first.id]
    assert store.verify() == []


def test_bad_rows_are_told_and_nothing_is_stored(store: Store, tmp_path: Path) -> None:
    with store.changing("建账") as session:
        people.save_department(session, None, {"name": "办公室"})
    file = workbook(
        tmp_path / "部门.xlsx", ["部门名称", "编码", "费用科目"],
        ["财务科", "02", "5001 业务活动费用"],
        ["办公室", "01", None],
        ["保卫科", "03", "6001"],
        ["财务 科", "04", None],
        ["名" * 65, "05", None],
    )  # fmt: skip
    with store.reading() as session:
        plan = register_import.read(session, Department, file)
    assert plan.refused == [3, 4, 5, 6]
    told = [str(fault) for fault in sorted(plan.faults, key=lambda fault: fault.row)]
    assert told[0] == "第 3 行 部门名称：系统里已经有了"
    assert told[1].startswith("第 4 行 折旧费用科目：只能填：5001 业务活动费用")
    assert told[2] == "第 5 行 部门名称：与第 2 行重复"
    assert told[3] == "第 6 行 部门名称：超过 64 个字"
    with pytest.raises(UserError, match="有 4 行不能导入，一行也没有存"), store.changing("导入") as session:
        register_import.store(session, Department, plan)
    assert register_import.write_refused_rows(tmp_path / "退回.xlsx", plan) == 4
    with store.changing("导入") as session:
        assert register_import.store(session, Department, plan, good_only=True) == 1
    with store.reading() as session:
        found = session.scalars(select(Department).where(Department.name == "财务科")).one()
        assert found.expense_account is ExpenseAccount.BUSINESS


def test_a_tree_in_any_order_is_brought_in(store: Store, tmp_path: Path) -> None:
    file = workbook(
        tmp_path / "地点.xlsx", ["地点名称", "上级地点", "类型"],
        ["305", "一号楼", "房间"], ["一号楼", "本部", "楼"], ["本部", None, "院区"],
    )  # fmt: skip
    with store.reading() as session:
        plan = register_import.read(session, Place, file)
    assert plan.missing == {}
    with store.changing("导入地点") as session:
        register_import.store(session, Place, plan)
    with store.reading() as session:
        assert "本部 / 一号楼 / 305" in queries.paths(session).values()


def test_places_in_a_circle_are_refused(store: Store, tmp_path: Path) -> None:
    file = workbook(tmp_path / "圈.xlsx", ["地点名称", "上级地点"], ["甲", "乙"], ["乙", "甲"])
    with store.reading() as session:
        plan = register_import.read(session, Place, file)
    with pytest.raises(UserError, match="绕成了圈"), store.changing("导入地点") as session:
        register_import.store(session, Place, plan)


def test_a_sheet_without_the_name_is_refused(store: Store, tmp_path: Path) -> None:
    file = workbook(tmp_path / "缺.xlsx", ["工号", "岗位"], ["1", "司机"])
    with pytest.raises(UserError, match="表头里没有“姓名”这一列"), store.reading() as session:
        register_import.read(session, Person, file)
