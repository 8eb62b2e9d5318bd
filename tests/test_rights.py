"""Every right × every role, decided here by hand and then tried for real; and no verb without a right."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.orm import Session

import app.models
import app.verbs
from app.assets import service
from app.assets.models import Asset, ClosedMonth
from app.kit import audit, records, rights, role_rights, users
from app.kit.errors import UserError
from app.kit.rights import Actor, Forbidden
from app.kit.roles import BaseRole, Role, RoleRight
from app.kit.store import Store
from app.people import service as people
from app.people.models import Department, Person
from tests import rights_office
from tests.rights_office import ASKED, BEFORE, CALLS, PLAIN, Office

KNOWN = app.verbs.load()

# The decision for every role, one line a right: who has it beside the administrator. A new verb has none yet,
# and fails until somebody thought about it here.
DECIDED = {
    "accounts.edit": "finance",
    "accounts.remove": "finance",
    "assets.bring_back": "reviewer",
    "assets.change": "clerk",
    "assets.change_back": "clerk reviewer",
    "assets.edit": "clerk",
    "assets.hand_over": "clerk",
    "assets.import": "clerk",
    "assets.import_back": "clerk reviewer",
    "assets.remove": "clerk",
    "assets.workload": "clerk",
    "assets.write_off": "clerk",
    "attachments.edit": "clerk finance",
    "attachments.remove": "clerk finance",
    "bodies.edit": "reviewer",
    "bodies.remove": "reviewer",
    "body_members.edit": "reviewer",
    "body_members.remove": "reviewer",
    "categories.edit": "clerk",
    "categories.remove": "clerk",
    "certificates.edit": "clerk",
    "certificates.remove": "clerk",
    "checklist_items.edit": "clerk",
    "checklist_items.remove": "clerk",
    "departments.edit": "clerk",
    "departments.remove": "clerk",
    "duty_shifts.edit": "clerk",
    "duty_shifts.hand_over": "clerk",
    "duty_shifts.remove": "clerk",
    "emergencies.handle": "clerk",
    "emergencies.review": "clerk reviewer",
    "emergency_materials.edit": "clerk",
    "emergency_materials.remove": "clerk",
    "emergency_plans.edit": "clerk",
    "emergency_plans.remove": "clerk",
    "follow_ups.close": "reviewer leader",
    "follow_ups.track": "clerk reviewer",
    "lists.export": "clerk reviewer leader finance",
    "maintenance_plans.edit": "clerk",
    "maintenance_plans.remove": "clerk",
    "maintenance_plans.run": "clerk",
    "matters.edit": "reviewer",
    "matters.remove": "reviewer",
    "meetings.arrange": "clerk",
    "meetings.override": "leader",
    "meetings.record": "clerk",
    "meetings.seal": "clerk reviewer",
    "months.close": "clerk finance",
    "months.reopen": "reviewer finance",
    "papers.print": "clerk reviewer leader finance",
    "parts.edit": "clerk",
    "parts.move": "clerk",
    "parts.remove": "clerk",
    "people.edit": "clerk",
    "people.remove": "clerk",
    "phone_entries.edit": "clerk",
    "phone_entries.remove": "clerk",
    "places.edit": "clerk",
    "places.remove": "clerk",
    "repair_categories.edit": "clerk",
    "repair_categories.remove": "clerk",
    "repair_keywords.edit": "clerk",
    "repair_keywords.remove": "clerk",
    "repair_vendors.edit": "clerk",
    "repair_vendors.remove": "clerk",
    "secrets.see": "clerk",
    "settings.edit": "",
    "settings.remove": "",
    "store.backup": "clerk finance",
    "store.keep": "",
    "store.move": "",
    "submissions.raise": "clerk",
    "submissions.review": "reviewer leader",
    "teams.edit": "clerk",
    "teams.remove": "clerk",
    "users.manage": "",
    "views.edit": "clerk reviewer leader finance",
    "views.remove": "clerk reviewer leader finance",
    "vouchers.export": "clerk finance",
    "vouchers.read_back": "clerk finance",
    "work_days.edit": "clerk",
    "work_days.remove": "clerk",
    "work_orders.cancel": "clerk reviewer",
    "work_orders.close": "clerk reviewer",
    "work_orders.confirm": "clerk",
    "work_orders.dispatch": "clerk",
    "work_orders.enter": "clerk",
    "work_orders.import": "clerk",
    "work_orders.import_back": "clerk reviewer",
    "work_orders.join": "clerk",
    "work_orders.reopen": "clerk",
    "work_orders.set_up": "clerk",
    "work_orders.watch": "clerk reviewer",
    "work_orders.work": "clerk",
    "workers.edit": "clerk",
    "workers.remove": "clerk",
}
# Called by verbs only. They have no right of their own: what they write is refused outside a verb.
INNER = {
    "app.kit.duties.check", "app.kit.numbering.take_many", "app.kit.settings.put", "app.kit.uses.remove",
    "app.kit.records.save", "app.kit.records.remove", "app.kit.records.add_many", "app.kit.register_import.store",
    "app.kit.audit.seal", "app.assets.balances.freeze", "app.assets.posted.keep", "app.assets.charging.post",
    "app.assets.charging.restore", "app.kit.user_keys.note",
    "app.meetings.arranging.call_members", "app.meetings.requiring.require",
    "app.workorders.moving.step", "app.workorders.moving.end_wait",
    "app.workorders.service.begin_again", "app.workorders.timing.breach",
}  # fmt: skip


class Undone(Exception):
    """Takes a call back, so that the next one finds the same office."""


def verbs() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function of the program that is called with a session."""
    for name, module in sorted(sys.modules.items()):
        if not name.startswith("app.") or name.startswith("app.commands"):
            continue
        for word, function in vars(module).items():
            own = inspect.isfunction(function) and function.__module__ == name
            if (
                own
                and not word.startswith("_")
                and [*inspect.signature(function).parameters][:1] == ["session"]
            ):
                yield f"{name}.{word}", function


WRITES = re.compile(
    r"\b(records|uses)\.(save|remove|add_many)\(|numbering\.take|settings\.put\(|duties\.check\("
    r"|session\.(add|add_all|delete|merge|flush)\(|\b(insert|update|delete)\([A-Z]|\.(insert|update|delete)\(\)"
    r"|[\"'\s](INSERT INTO|UPDATE|DELETE FROM) |audit\.(note|bulk)\("
)


def guarded() -> dict[Callable[..., Any], str]:
    return {function: function.right for _, function in verbs() if getattr(function, "right", "")}


# -- what there is --------------------------------------------------------------------------------------------


def test_every_right_is_decided_for_every_role() -> None:
    ours = {model.__tablename__ for model in rights.records() if model.__module__.startswith("app.")}
    known = {
        key: " ".join(sorted(role.value for role in each.roles - {BaseRole.ADMIN}))
        for key, each in KNOWN.items()
        if key.rpartition(".")[2] not in ("edit", "remove") or key.partition(".")[0] in ours
    }
    assert known == {key: " ".join(sorted(words.split())) for key, words in DECIDED.items()}
    assert all(BaseRole.ADMIN in each.roles and each.label and each.area for each in KNOWN.values())


def test_every_function_that_writes_carries_a_right() -> None:
    bare = []
    for name, function in verbs():
        if not hasattr(function, "right") and WRITES.search(inspect.getsource(function)):
            bare.append(name)
    # The log is a module or a package; its own writing is its own.
    bare = [name for name in bare if not name.startswith(("app.kit.audit.", "app.kit.search."))]
    assert set(bare) - INNER == set()


def test_every_verb_is_tried() -> None:
    assert set(guarded()) == set(CALLS)
    assert set(guarded().values()) | set(ASKED) | {
        rights.table_key(model, kind) for model in PLAIN for kind in (rights.EDIT, rights.REMOVE)
    } == set(DECIDED)


def test_no_screen_or_command_knows_another_right() -> None:
    folder = Path(app.__file__).parents[1]
    for file in (*folder.glob("ui/**/*.py"), *folder.glob("app/**/*.py")):
        for key in re.findall(
            r"(?:may|need|right)\((?:session, )?\"([a-z_]+\.[a-z_]+)\"", file.read_text("utf-8")
        ):
            assert key in DECIDED, f"{file}: {key}"


# -- the matrix, through real calls ---------------------------------------------------------------------------


def cells() -> Iterator[tuple[str, str, rights_office.Call, rights_office.Call | None]]:
    """(right, what is called, the call, what must have happened before)."""
    for verb, key in guarded().items():
        yield key, f"{verb.__module__}.{verb.__name__}", CALLS[verb], BEFORE.get(verb)
    for key, call in ASKED.items():
        yield key, key, call, None
    for model in PLAIN:
        edit, remove = rights_office.edit_plain(model), rights_office.remove_plain(model)
        yield rights.table_key(model), f"save {model.__name__}", edit, None
        yield rights.table_key(model, rights.REMOVE), f"remove {model.__name__}", remove, edit


def tried(store: Store, office: Office, call: rights_office.Call, before: rights_office.Call | None) -> str:
    """“allowed”, “forbidden”, or what else went wrong; nothing of it is kept."""
    try:
        with store.changing("试") as session:
            if before is not None:
                with rights.running(session, "test"):
                    before(session, office)
                    session.flush()
            entries = len(pending(session).entries)
            try:
                call(session, office)
                session.flush()
            except Forbidden:
                assert len(pending(session).entries) == entries, "something had happened"
                raise
            raise Undone
    except Undone:
        return "allowed"
    except Forbidden:
        return "forbidden"
    except UserError as error:
        return f"{type(error).__name__}: {error}"


def pending(session: Session) -> audit.Pending:
    found = audit.pending(session)
    assert found is not None
    return found


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    return rights_office.build(store, tmp_path)


@pytest.mark.parametrize("base", BaseRole, ids=lambda base: base.value)
def test_matrix(store: Store, office: Office, base: BaseRole) -> None:
    store.actor = rights_office.as_role(store, office, office.roles[base])
    for key, name, call, before in cells():
        wanted = base is BaseRole.ADMIN or base.value in DECIDED[key].split()
        assert tried(store, office, call, before) == ("allowed" if wanted else "forbidden"), (
            f"{base} × {name}"
        )
    assert store.verify() == []


def test_nobody_may_do_anything_before_signing_in(store: Store, office: Office) -> None:
    for _, name, call, before in cells():
        assert tried(store, office, call, before) == "forbidden", name


def test_without_users_everything_is_allowed(store: Store, office: Office) -> None:
    with store.changing("停用") as session, rights.running(session, "test"):
        users.turn_off(session)
    for key, name, call, before in cells():
        if key != users.MANAGE:
            assert tried(store, office, call, before) == "allowed", name


def test_each_decision_opens_and_closes_just_its_own_cells(store: Store, office: Office) -> None:
    """A role of one's own begins as 只读; one right after the other is given to it, and taken again."""
    actor = rights_office.as_role(store, office, office.spare)
    for key in DECIDED:
        store.actor = None
        decide(store, office.spare, key, True)
        store.actor = actor
        for cell, name, call, before in cells():
            if cell == key or crc32(name.encode()) % 7 == 0:  # its own, and some of the others
                got = tried(store, office, call, before)
                assert got == ("allowed" if cell == key else "forbidden"), f"{key}: {name}"
        store.actor = None
        decide(store, office.spare, key, False)
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(RoleRight)) == 0


def decide(store: Store, role_id: int, key: str, allowed: bool) -> None:
    with store.changing("改权限") as session, rights.running(session, "test"):
        role_rights.decide(session, role_id, key, allowed)


# -- nothing goes past it -------------------------------------------------------------------------------------


def reader(store: Store, office: Office) -> Actor:
    store.actor = rights_office.as_role(store, office, office.roles[BaseRole.READER])
    return store.actor


PAST: list[Callable[[Session], Any]] = [
    lambda s: s.add(Department(name="偷加的")),
    lambda s: s.execute(insert(Department).values(name="偷加的")),
    lambda s: s.execute(update(Person).values(post="科长")),
    lambda s: s.execute(text("UPDATE people SET post = '科长'")),
    lambda s: s.execute(text("  delete from people")),
    lambda s: setattr(s.get(Person, 1), "post", "科长"),
    lambda s: s.delete(s.scalars(select(Person)).first()),
    lambda s: s.execute(insert(RoleRight).values(role_id=1, key="users.manage", allowed=True)),
    lambda s: s.delete(s.scalars(select(ClosedMonth)).first()),
]


def test_a_write_past_every_verb_is_refused(store: Store, office: Office) -> None:
    reader(store, office)
    for past in PAST:
        with pytest.raises(Forbidden), store.changing("绕过") as session:
            past(session)
            session.flush()


def test_what_only_verbs_write_is_refused_even_to_the_administrator(store: Store, office: Office) -> None:
    store.actor = rights_office.as_role(store, office, office.roles[BaseRole.ADMIN])
    with pytest.raises(Forbidden, match="请用相应的业务"), store.changing("绕过") as session:
        session.delete(session.scalars(select(ClosedMonth)).one())


def test_a_refusal_says_what_and_to_whom_to_turn(store: Store, office: Office) -> None:
    reader(store, office)
    with pytest.raises(Forbidden) as refused, store.changing("改卡") as session:
        service.save_card(session, office.card, {"remark": "好"}, today=rights_office.DAY)
    assert str(refused.value) == "您没有“新增和修改资产卡片”的权限，请找管理员。"
    store.actor = None
    with pytest.raises(Forbidden, match="请先登录"), store.changing("改卡") as session:
        records.save(session, Asset, office.card, {"remark": "好"})


def test_a_right_taken_away_holds_at_the_next_act(store: Store, office: Office) -> None:
    clerk = rights_office.as_role(store, office, office.roles[BaseRole.CLERK])
    store.actor = clerk
    with store.changing("建部门") as session:
        people.save_department(session, None, {"name": "苗圃"})
    rights_office.as_role(store, office, office.roles[BaseRole.READER])  # by somebody elsewhere
    with pytest.raises(Forbidden), store.changing("建部门") as session:
        people.save_department(session, None, {"name": "车队"})


def test_an_administrator_always_remains(store: Store, office: Office) -> None:
    admin = {office.roles[BaseRole.ADMIN]}
    with store.reading() as session:
        user = users.by_name(session, "管理员甲")
        assert user is not None
        store.actor = rights.read_actor(session, user.id)
    assert store.actor is not None
    me = store.actor.id
    for act in (
        lambda s: users.change(s, me, enabled=False),
        lambda s: users.change(s, me, role_id=office.roles[BaseRole.CLERK]),
        lambda s: role_rights.decide(s, *admin, "users.manage", False),
        lambda s: role_rights.save_role(s, *admin, "管理员", BaseRole.READER),
    ):
        with pytest.raises(UserError, match="没有人能管理用户"), store.changing("改") as session:
            act(session)
    with store.changing("交给别人") as session:
        users.change(session, office.user, role_id=office.roles[BaseRole.ADMIN])
        users.change(session, me, enabled=False)
    with pytest.raises(Forbidden), store.changing("再改") as session:
        role_rights.save_role(session, None, "新", BaseRole.READER)


def test_roles_are_data(store: Store, office: Office) -> None:
    with store.reading() as session:
        names = set(session.scalars(select(Role.name)))
        grid = {each.name: each for each in role_rights.matrix(session)}
    assert names == {*BaseRole.labels(), "备用"}
    assert set(grid["管理员"].allowed) == set(KNOWN)
    assert all(grid["管理员"].allowed.values())
    assert not any(grid["只读"].allowed.values())
    with store.changing("删角色") as session, rights.running(session, "test"):
        with pytest.raises(UserError, match="经手人"):
            role_rights.remove_role(session, office.roles[BaseRole.READER])
        role_rights.remove_role(session, office.spare)


def test_a_verb_answers_for_what_it_calls(store: Store, office: Office) -> None:
    """Importing a ledger makes people and departments, which an importer's role need not be able to edit."""
    decide(store, office.spare, "assets.import", True)
    store.actor = rights_office.as_role(store, office, office.spare)
    for key, _, call, before in cells():
        if key == "assets.import":
            assert tried(store, office, call, before) == "allowed"
