"""Who comes in: passwords, waits, recovery, single-user mode, duties, and personal numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app import office
from app.assets import months
from app.kit import audit, duties, passwords, records, register_import, revealing, rights, settings, users
from app.kit.duties import Duty, SamePerson
from app.kit.errors import Invalid, UserError
from app.kit.fields import fields
from app.kit.history import history
from app.kit.list_file import write_list
from app.kit.listing import Listing
from app.kit.masking import Whole, masked
from app.kit.months import Month
from app.kit.rights import Forbidden
from app.kit.roles import BaseRole, UserKey
from app.kit.store import Store
from app.people import service as people
from app.people.models import Person

GOOD, OTHER = "三只猫爬上屋顶", "今天下了一场大雨"
START = datetime(2026, 11, 23, 8, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(store: Store) -> Clock:
    made = Clock()
    store.clock = made
    return made


@pytest.fixture
def code(store: Store, clock: Clock) -> str:
    """Sign-in is on, 李主任 is the administrator and signed in; the recovery code."""
    return users.begin(store, "李主任", GOOD)


def add(store: Store, name: str, base: BaseRole = BaseRole.CLERK, password: str = OTHER) -> int:
    with store.changing("添加用户") as session:
        return users.add(session, name, users.ship_roles(session)[base], password, must_change=False)


def said(store: Store) -> list[tuple[str, str]]:
    """(who, what) of every note in the log, oldest first."""
    with store.reading() as session:
        query = select(audit.Act.who, audit.Change.after).join(
            audit.Change, audit.Change.act_id == audit.Act.id
        )
        rows = session.execute(query.where(audit.Change.kind == "note").order_by(audit.Change.id))
        return [(row[0], row[1]) for row in rows]


# -- passwords ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "至少 8 个"), ("三个字", "至少 8 个"), ("abc1234", "至少 8 个"), ("12345678", "太容易"), ("87654321", "太容易"),
        ("aaaaaaaa", "太容易"), ("Password", "太容易"), ("woaini1314", "太容易"), ("zhangsanzhangsan", "用户名"),
        ("ｐａｓｓｗｏｒｄ", "太容易"), ("x" * 201, "不超过"),
    ],
)  # fmt: skip
def test_bad_passwords_are_told_why(password: str, why: str) -> None:
    assert why in (passwords.problem(password, "zhangsan") or "")


@pytest.mark.parametrize(
    "password", ["三只猫爬上了屋顶", "correct horse battery", "Xk29-qqLm", "我家住三楼302"]
)
def test_good_passwords_need_no_odd_signs(password: str) -> None:
    assert passwords.problem(password, "张三") is None


def test_hashes_are_argon2_and_salted() -> None:
    one, two = passwords.hashed("Ａｂｃ 三只猫"), passwords.hashed("Abc 三只猫")
    assert one.startswith("$argon2id$")
    assert one != two
    assert passwords.matches(one, "Abc 三只猫")  # typed with full-width letters or without
    assert not passwords.matches(one, "abc 三只猫")
    assert not passwords.matches("", "")
    assert not passwords.matches("no hash", "x")


@given(st.integers(0, 40), st.integers(-100_000, 100_000))
def test_waits(failures: int, later: int) -> None:
    """By hand: nothing for three tries, then 30 s doubled up to a quarter of an hour; a clock set back adds none."""
    whole = 0 if failures < 3 else min(900, 30 * 2 ** (failures - 3))
    assert passwords.wait_after(failures) == whole
    left = passwords.left_to_wait(failures, START, START + timedelta(seconds=later))
    assert left == max(0, min(whole, whole - later))


def test_codes_can_be_typed_as_one_likes() -> None:
    code = passwords.new_code()
    assert len(code) == 24
    assert passwords.code_as_kept(f" {code.lower().replace('-', ' ')} ") == passwords.code_as_kept(code)
    assert len({passwords.new_code() for _ in range(200)}) == 200


# -- coming in ------------------------------------------------------------------------------------------------


def test_without_users_nobody_signs_in_and_the_log_still_names_who(store: Store) -> None:
    with store.changing("建人") as session:
        people.save_person(session, None, {"name": "王五"})
    with store.reading() as session:
        assert not rights.sign_in_on(session)
        assert session.scalars(select(audit.Act.who).order_by(audit.Act.id.desc())).first() == "张三"


def test_the_office_may_name_who_acts(store: Store) -> None:
    unnamed = Store.open(store.where)
    try:
        with unnamed.changing("设置") as session:
            settings.put(session, "clerk_name", "赵会计")
        assert unnamed.who == "赵会计"
        with unnamed.changing("建人") as session:
            people.save_person(session, None, {"name": "王五"})
        with unnamed.reading() as session:
            assert session.scalars(select(audit.Act.who).order_by(audit.Act.id.desc())).first() == "赵会计"
    finally:
        unnamed.close()


def test_turning_on_makes_the_first_administrator(store: Store, code: str) -> None:
    assert store.actor is not None
    assert (store.actor.name, store.actor.base) == ("李主任", BaseRole.ADMIN)
    assert store.who == "李主任"
    with pytest.raises(UserError, match="已经启用"), store.changing("启用登录") as session:
        users.turn_on(session, "别人", OTHER)
    with store.reading() as session:
        assert "三只猫" not in str(session.execute(text("SELECT * FROM changes")).all())
        assert "argon2" not in str(session.execute(text("SELECT * FROM changes")).all())
    assert code not in str(said(store))
    users.leave(store)
    with pytest.raises(Forbidden, match="请先登录"), store.changing("建人") as session:
        people.save_person(session, None, {"name": "王五"})


def test_bad_names_and_passwords_are_refused(store: Store, code: str) -> None:
    with store.reading() as session:
        roles = {each.name: each.id for each in session.scalars(select(users.Role))}
    wrong = (("", GOOD, "name"), ("李主任", GOOD, "name"), ("李\u200b主任", GOOD, "name"), ("新人", "123", "password"))
    for name, password, field in wrong:
        with pytest.raises(Invalid) as refused, store.changing("添加用户") as session:
            users.add(session, name, roles["经办"], password)
        assert set(refused.value.problems) == {field}


def test_signing_in_and_out(store: Store, code: str) -> None:
    add(store, "小王")
    users.leave(store)
    assert users.enter(store, " 小王 ", OTHER).name == "小王"
    with store.changing("建人") as session:
        people.save_person(session, None, {"name": "王五"})
    with store.reading() as session:
        assert session.scalars(select(audit.Act.who).order_by(audit.Act.id.desc())).first() == "小王"
    assert ("小王", "登录") in said(store)


def test_wrong_passwords_make_the_wait_longer_also_after_a_restart(
    store: Store, code: str, clock: Clock
) -> None:
    users.leave(store)
    for _ in range(2):
        with pytest.raises(users.Refused, match="用户名或密码不对") as refused:
            users.enter(store, "李主任", "错的密码错的")
        assert refused.value.wait == 0
    with pytest.raises(users.Refused) as refused:
        users.enter(store, "李主任", "错的密码错的")
    assert refused.value.wait == 30
    again = Store.open(store.where)
    again.clock = clock
    try:
        clock.now += timedelta(seconds=10)
        with pytest.raises(users.Refused, match="请等 20 秒") as refused:
            users.enter(again, "李主任", GOOD)  # right, but too early: it is not even looked at
        assert refused.value.wait == 20
        clock.now -= timedelta(days=400)
        with pytest.raises(users.Refused, match="请等 30 秒"):
            users.enter(again, "李主任", GOOD)
        clock.now += timedelta(days=400, seconds=20)
        assert users.enter(again, "李主任", GOOD).name == "李主任"
        users.leave(again)
        with pytest.raises(users.Refused) as refused:
            users.enter(again, "李主任", "错的密码错的")
        assert refused.value.wait == 0  # counted anew
    finally:
        again.close()
    words = [what for who, what in said(store) if who == "李主任"]
    assert [what for what in words if "连续第" in what] == [
        f"登录被拒：用户名或密码不对，连续第 {n} 次" for n in (1, 2, 3, 1)
    ]
    assert store.verify() == []


def test_an_unknown_name_gets_the_same_answer_and_is_logged(store: Store, code: str) -> None:
    users.leave(store)
    with pytest.raises(users.Refused, match="用户名或密码不对"):
        users.enter(store, "没有这个人", GOOD)
    assert said(store)[-1] == ("（没有这个人）", "登录被拒：用户名或密码不对")


def test_a_disabled_user_is_out_at_once(store: Store, code: str) -> None:
    user = add(store, "小王")
    seat = store.actor
    wang = users.enter(store, "小王", OTHER)
    store.actor = seat
    with store.changing("停用") as session:
        users.change(session, user, enabled=False)
    store.actor = wang
    with pytest.raises(Forbidden, match="登录已失效"), store.changing("建人") as session:
        people.save_person(session, None, {"name": "王五"})
    users.leave(store)
    with pytest.raises(users.Refused):
        users.enter(store, "小王", OTHER)


def test_changing_ones_own_password(store: Store, code: str) -> None:
    user = add(store, "小王")
    wang = users.enter(store, "小王", OTHER)
    for old, new, field in (
        ("不对的原密码", GOOD, "old"),
        (OTHER, "短", "password"),
        (OTHER, OTHER, "password"),
    ):
        with pytest.raises(Invalid) as refused, store.changing("改密码") as session:
            users.change_password(session, wang.id, old, new)
        assert set(refused.value.problems) == {field}
    with store.changing("改密码") as session:
        users.change_password(session, user, OTHER, "新的密码也好记")
    with pytest.raises(Forbidden), store.changing("改密码") as session:
        users.change_password(session, user - 1, GOOD, "别人的密码别改")
    users.leave(store)
    assert users.enter(store, "小王", "新的密码也好记").name == "小王"


def test_the_administrator_resets_a_forgotten_password(store: Store, code: str, clock: Clock) -> None:
    user = add(store, "小王")
    seat = store.actor
    for _ in range(4):
        with pytest.raises(users.Refused):
            users.enter(store, "小王", "不记得了不记得")
        clock.now += timedelta(minutes=5)
    store.actor = seat
    with store.changing("重置密码") as session:
        users.reset(session, user, "临时的密码一个")
    assert users.enter(store, "小王", "临时的密码一个").must_change
    with store.changing("改密码") as session:
        users.change_password(session, user, "临时的密码一个", OTHER)
    assert not users.enter(store, "小王", OTHER).must_change


def test_the_recovery_code_works_once_and_is_logged(store: Store, code: str, clock: Clock) -> None:
    users.leave(store)
    with pytest.raises(users.Refused, match="用户名或恢复码不对"):
        users.come_back_by_code(store, "李主任", passwords.new_code(), OTHER)
    answer = users.come_back_by_code(store, "李主任", code.lower().replace("-", ""), OTHER)
    assert answer.actor is not None
    assert answer.code != code
    assert "恢复码已作废并换发" in said(store)[-1][1]
    users.leave(store)
    with pytest.raises(users.Refused):
        users.come_back_by_code(store, "李主任", code, GOOD)
    assert users.enter(store, "李主任", OTHER).name == "李主任"
    with store.changing("换发") as session:
        fresh = users.new_code(session, answer.actor.id)
    users.leave(store)
    with pytest.raises(users.Refused):
        users.come_back_by_code(store, "李主任", answer.code, GOOD)
    assert users.come_back_by_code(store, "李主任", fresh, GOOD).actor is not None


@pytest.mark.parametrize("column", ["password", "recovery"])
def test_a_password_put_in_past_the_program_is_told(store: Store, code: str, clock: Clock, column: str) -> None:
    user = add(store, "小王")
    with store.changing("改密码") as session:
        users.reset(session, user, "临时的密码一个")
    users.come_back_by_code(store, "李主任", code, GOOD)
    assert office.verify(store, deep=True) == []
    with store.engine.begin() as raw:
        values = {"hash": passwords.hashed("我自己定的密码"), "user": user}
        raw.execute(text(f"UPDATE user_keys SET {column} = :hash WHERE user_id = :user"), values)
    assert office.verify(store) == ["用户“小王”的密码或恢复码是绕过程序改的"]


def test_a_clerk_has_no_recovery_code(store: Store, code: str) -> None:
    user = add(store, "小王")
    with pytest.raises(UserError, match="只给管理员"), store.changing("换发") as session:
        users.new_code(session, user)
    with store.reading() as session:
        assert session.scalars(select(UserKey.recovery).where(UserKey.user_id == user)).one() == ""


def test_turning_off_leads_back_to_one_person(store: Store, code: str) -> None:
    add(store, "小王")
    with store.changing("停用登录") as session:
        users.turn_off(session)
    users.leave(store)
    with store.changing("建人") as session:
        people.save_person(session, None, {"name": "王五"})
    assert store.who == "张三"
    with pytest.raises(Invalid, match="已有用户"):
        users.begin(store, "小王", GOOD)
    users.begin(store, "新主任", GOOD)
    assert store.who == "新主任"
    assert store.verify() == []


# -- duties ---------------------------------------------------------------------------------------------------


def test_the_table_of_pairs_has_two_sides() -> None:
    for pair in duties.PAIRS:
        assert pair.one is not pair.other
        assert pair.basis
        assert pair.other in duties.opposite(pair.one)
        assert pair.one in duties.opposite(pair.other)
    assert duties.opposite(Duty.APPROVE) == {Duty.APPLY}


@rights.open_to_all
def contract(session: Session, number: int, duty: Duty) -> None:
    """What the verbs of a later domain will do."""
    duties.check(session, "contracts", number, duty)


def test_nobody_is_on_both_sides(store: Store, code: str) -> None:
    add(store, "小王", BaseRole.ADMIN)
    with store.changing("申请") as session:
        contract(session, 7, Duty.APPLY)
    with pytest.raises(SamePerson, match="李主任已经做过这件事的“申请”"), store.changing("审批") as session:
        contract(session, 7, Duty.APPROVE)
    with store.changing("审批") as session:
        contract(session, 8, Duty.APPROVE)  # another subject
    users.enter(store, "小王", OTHER)
    with store.changing("审批") as session:
        contract(session, 7, Duty.APPROVE)
    with store.reading() as session:
        assert [(each.duty, each.who) for each in duties.done(session, "contracts", 7)] == [
            (Duty.APPLY, "李主任"),
            (Duty.APPROVE, "小王"),
        ]
        assert duties.marks(session) == []


def test_one_person_alone_is_let_through_with_a_mark(store: Store) -> None:
    november = Month.make(2026, 11)
    with store.changing("结账") as session:
        months.close(session, november, at=START)
    with store.changing("反结账") as session:
        months.reopen(session, november, "漏记一张")
    with store.reading() as session:
        assert duties.marks(session) == [
            duties.Mark("closed_months", int(november), "张三", Duty.REOPEN, Duty.CLOSE)
        ]
    assert ("张三", "不相容岗位由同一人办理：张三 结账、反结账") in said(store)
    assert store.verify() == []


def test_an_office_may_choose_marks_for_its_users_too(store: Store, code: str) -> None:
    with store.changing("设置") as session:
        settings.put(session, "incompatible_duties", "mark")
    with store.changing("付款") as session:
        contract(session, 7, Duty.PAY)
        contract(session, 7, Duty.REVIEW)
    with store.reading() as session:
        assert [(each.who, each.duty) for each in duties.marks(session)] == [("李主任", Duty.REVIEW)]


def test_who_closed_does_not_reopen(store: Store, code: str) -> None:
    november = Month.make(2026, 11)
    with store.changing("结账") as session:
        months.close(session, november, at=START)
    with pytest.raises(SamePerson, match="“结账”"), store.changing("反结账") as session:
        months.reopen(session, november, "漏记一张")
    add(store, "小王", BaseRole.REVIEWER)
    users.enter(store, "小王", OTHER)
    with store.changing("反结账") as session:
        months.reopen(session, november, "漏记一张")


# -- personal numbers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("whole", "shown"),
    [
        ("11010519491231002X", "110105********002X"), ("110105491231002", "110105*****1002"),
        ("13812345678", "138****5678"), ("+8613812345678", "138****5678"), ("+86 13812345678", "138****5678"),
        ("6222021234567890123", "****0123"), ("6222 0212 3456 7890", "****7890"), ("0571-87654321", "*********4321"),
        ("87654321", "******21"), ("110", "**0"), ("9", "*"), ("", ""), ("138****5678", "138****5678"),
    ],
)  # fmt: skip
def test_masks(whole: str, shown: str) -> None:
    assert masked(whole) == shown
    assert masked(Whole(whole)) == whole


@given(st.text(min_size=1, max_size=40).filter(lambda words: "*" not in words))
def test_a_mask_hides_at_least_half(words: str) -> None:
    assert len(masked(words).strip("*")) <= max(10, len(words) // 2)
    assert "*" in masked(words)


def staff(store: Store) -> int:
    with store.changing("建人") as session:
        made = people.save_person(session, None, {"name": "王五", "phone": "13812345678"})
        people.save_person(session, made, {"phone": "13912345678"})
        return made


def test_lists_files_and_history_mask(store: Store, tmp_path: Path) -> None:
    made = staff(store)
    listing = Listing(Person, ("name", "phone"))
    with store.reading() as session:
        assert listing.rows(session, [made]) == [("王五", "139****5678")]
        write_list(tmp_path / "人员.xlsx", session, listing)
        write_list(tmp_path / "全部.xlsx", session, listing.narrowed(whole=True))
        steps = [
            step for told in history(session, Person, made) for step in told.steps if step.label == "电话"
        ]
    assert load_workbook(tmp_path / "人员.xlsx").active["B2"].value == "139****5678"
    assert load_workbook(tmp_path / "全部.xlsx").active["B2"].value == "13912345678"
    assert {(step.before, step.after) for step in steps} == {
        ("138****5678", "139****5678"),
        ("—", "138****5678"),
    }
    assert fields(Person)["phone"].show("13912345678") == "139****5678"


def test_looking_at_a_number_whole_is_a_right_and_logged(store: Store, code: str) -> None:
    made = staff(store)
    with store.changing("查看") as session:
        assert revealing.reveal(session, Person, made) == {"phone": "13912345678"}
    assert said(store)[-1] == ("李主任", "查看完整的电话")
    add(store, "小王", BaseRole.LEADER)
    users.enter(store, "小王", OTHER)
    with pytest.raises(Forbidden, match="查看完整的电话"), store.changing("查看") as session:
        revealing.reveal(session, Person, made)
    whole = Listing(Person, ("name", "phone"), whole=True)
    with pytest.raises(Forbidden), store.reading() as session:
        whole.first_page(session)


def test_a_masked_number_does_not_come_back_in(store: Store, tmp_path: Path) -> None:
    made = staff(store)
    with store.reading() as session:
        write_list(tmp_path / "人员.xlsx", session, Listing(Person, ("name", "phone", "remark")))
    book = load_workbook(tmp_path / "人员.xlsx")
    book.active["A2"].value = "别的人"
    book.save(tmp_path / "人员.xlsx")
    with store.reading() as session:
        planned = register_import.read(session, Person, tmp_path / "人员.xlsx")
        assert [fault.reason for fault in planned.faults] == ["这是遮盖过的号码，请填写完整的号码，或空着"]
        assert records.get(session, Person, made).phone == "13912345678"
