"""事项清单, 议事机构 and 机构成员: the rules that an office decides by, kept under 设置."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.kit import records
from app.kit.filters import Blank
from app.meetings import catalogue
from app.meetings.models import Body, BodyMember, Matter
from ui.kit.base import Action
from ui.kit.register import Register
from ui.kit.screen import Preset
from ui.kit.verb_dialog import VerbDialog, asked
from ui.meetings.doing import opened


def _seed(screen: Register, ids: Sequence[int]) -> None:
    made = screen.desk.perform(screen, "载入内置事项清单", catalogue.seed)
    if made is not None:
        screen.desk.told.emit(
            f"已载入 {made} 个事项，金额和规则请改成本单位的规定" if made else "已经有事项清单，没有重复载入"
        )


SEED = Action("载入内置清单", _seed, icon="download", needs="none", place="button", right="matters.edit")


def _revise(screen: MatterScreen, ids: Sequence[int]) -> None:
    matter = screen.desk.read(records.values, Matter, ids[0])
    fields = [
        asked("effective_from", "生效日期", "date", required=True),
        asked("threshold", "起点金额", "money", unit="元", hint="含本数；不填则不论金额"),
        asked("body_id", "决策机构", "link", required=True, target=Body),
        asked("basis", "依据文件", "note"),
    ]
    dialog = VerbDialog(
        screen, screen.desk, "修订事项", "从该日起执行", fields, "effective_from threshold\nbody_id\nbasis",
        lambda session, values: _revised(session, ids[0], values),
        f"{matter['code']} {matter['name']}：原来的到生效前一天为止，以前的议题不变。其他规则可在新的一行上再改。",
    )  # fmt: skip
    dialog.put(
        effective_from=screen.desk.today(),
        **{name: matter[name] for name in ("threshold", "body_id", "basis")},
    )
    screen.dialog = opened(screen, dialog)


def _revised(session: Session, matter_id: int, values: Mapping[str, Any]) -> int:
    held = dict(values)
    day: date = held.pop("effective_from")
    return catalogue.revise_matter(session, matter_id, held, day)


class MatterScreen(Register):
    """What goes to which body from which amount on, with its 依据."""

    model, title, icon, unit = Matter, "事项清单", "clipboard-check", "项"
    columns = (
        """code name kind act threshold body_id vote_kind pass_rule effective_from effective_until basis"""
    )
    form = """== 事项
        code kind
        name
        act threshold
        == 决策
        body_id vote_kind
        quorum pass_rule
        == 前置程序
        needs_appraisal needs_opinions
        needs_legal needs_finance
        needs_publicity
        == 依据
        effective_from effective_until
        basis"""
    sort = "code"
    verb = staticmethod(catalogue.save_matter)
    presets = (Preset("现行", (Blank("effective_until"),)),)
    own_actions = (
        SEED,
        Action("修订…", _revise, icon="calendar", needs="one", right="matters.edit"),
    )
    new_word = "新增事项"
    empty_words = "先载入内置清单作底稿，再把金额、决策机构和依据改成本单位的规定；也可以从 Excel 导入。"
    dialog: VerbDialog | None = None


class BodyScreen(Register):
    """Who decides together, and by which rules where a matter has none of its own."""

    model, title, icon, unit = Body, "议事机构", "landmark", "个"
    columns = "name short_name quorum pass_rule vote_kind dissolved_on basis"
    form = "== 机构\nname short_name\n== 议事规则\nquorum vote_kind\npass_rule dissolved_on\nbasis"
    sort = "name"
    verb = staticmethod(catalogue.save_body)
    presets = (Preset("在用", (Blank("dissolved_on"),)),)
    own_actions = (SEED,)
    new_word = "新增机构"
    empty_words = "载入内置清单会一并建立常用的议事机构；也可以逐个新增，再到“机构成员”登记成员和任期。"


def _end(screen: MemberScreen, ids: Sequence[int]) -> None:
    dialog = VerbDialog(
        screen, screen.desk, "任期结束", f"{len(ids)} 人任期到这一天止",
        [asked("on", "最后一天", "date", required=True)], "on",
        lambda session, values: catalogue.end_terms(session, ids, values["on"]),
        "当天仍算成员，第二天起不再计入应到。",
    )  # fmt: skip
    dialog.put(on=screen.desk.today())
    screen.dialog = opened(screen, dialog, width=520)


class MemberScreen(Register):
    """Seats with their terms: 应到 on a day follows from them."""

    model, title, icon, unit = BodyMember, "机构成员", "users", "人"
    columns = "body_id rank person_id post starts_on ends_on"
    form = "== 成员\nbody_id person_id\npost rank\nstarts_on ends_on"
    sort = "body_id"
    verb = staticmethod(catalogue.save_member)
    presets = (Preset("任期内", (Blank("ends_on"),)),)
    own_actions = (Action("任期结束…", _end, icon="archive", right="body_members.edit"),)
    new_word = "新增成员"
    empty_words = "会议的应到人数按成员和任期计算。逐个新增，或从 Excel 导入。"
    dialog: VerbDialog | None = None
