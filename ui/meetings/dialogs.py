"""The small windows of meetings: each asks for what one verb needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from app.kit import records
from app.meetings import arranging, deciding, deliberating, requiring, sealing, sitting
from app.meetings.choices import ActKind, VoteKind
from app.meetings.models import Meeting
from app.meetings.queries import ItemView
from app.meetings.rules import PassRule, Quorum
from app.people.models import Person
from ui.kit.desk import Desk
from ui.kit.verb_dialog import VerbDialog, asked


def notify(parent: QWidget, desk: Desk, meeting_id: int) -> VerbDialog:
    """Notice was given; the materials may have gone with it."""
    held_on = desk.read(records.values, Meeting, meeting_id)["held_on"]
    fields = [
        asked("on", "通知日期", "date", required=True),
        asked("materials_on", "材料送达", "date", hint="还没有送达的先不填"),
    ]
    dialog = VerbDialog(
        parent, desk, "发会议通知", "登记通知", fields, "on materials_on",
        partial(_notify, meeting_id=meeting_id, today=desk.today()),
        "通知以后议程就定了，按当天的任期确定应到人员；只有紧急议题还能再加。",
    )  # fmt: skip
    dialog.put(on=min(desk.today(), held_on))
    return dialog


def _notify(session: Session, values: Mapping[str, Any], *, meeting_id: int, today: date) -> None:
    arranging.notify(session, meeting_id, values["on"], today=today)
    if values["materials_on"] is not None:
        arranging.send_materials(session, meeting_id, values["materials_on"], today=today)


def send_materials(parent: QWidget, desk: Desk, meeting_id: int, days: int) -> VerbDialog:
    """When the materials reached the members."""
    dialog = VerbDialog(
        parent, desk, "材料送达", "登记送达", [asked("on", "送达日期", "date", required=True)], "on",
        lambda session, values: arranging.send_materials(
            session, meeting_id, values["on"], today=desk.today()
        ),
        f"会议材料应在会前 {days} 天送达，开会时核对。",
    )  # fmt: skip
    dialog.put(on=min(desk.today(), desk.read(records.values, Meeting, meeting_id)["held_on"]))
    return dialog


def begin(parent: QWidget, desk: Desk, meeting_id: int) -> VerbDialog:
    dialog = VerbDialog(
        parent, desk, "开会", "宣布开会", [asked("at", "开始时间", "text", required=True, hint="例如 09:00")], "at",
        lambda session, values: sitting.begin(session, meeting_id, today=desk.today(), at=values["at"]),
        "开会时核对通知、材料、主持人、记录人和到会人数。",
    )  # fmt: skip
    dialog.put(at=desk.read(records.values, Meeting, meeting_id)["begins_at"] or _clock(desk))
    return dialog


def end(parent: QWidget, desk: Desk, meeting_id: int, waiting: int) -> VerbDialog:
    words = f"还有 {waiting} 项没有审议，散会后回到“待上会”。" if waiting else "议题已全部议决。"
    dialog = VerbDialog(
        parent, desk, "散会", "宣布散会", [asked("at", "结束时间", "text", required=True, hint="例如 11:30")], "at",
        lambda session, values: sitting.end(session, meeting_id, at=values["at"]), words,
    )  # fmt: skip
    dialog.put(at=_clock(desk))
    return dialog


def _clock(desk: Desk) -> str:
    now: datetime = desk.store.clock().astimezone()
    return f"{now:%H:%M}"


def number_minutes(parent: QWidget, desk: Desk, meeting_id: int) -> VerbDialog:
    dialog = VerbDialog(
        parent, desk, "纪要文号", "保存文号",
        [asked("number", "纪要文号", "text", hint="例如 〔2026〕3号")], "number",
        lambda session, values: sealing.number_minutes(session, meeting_id, values["number"] or ""),
    )  # fmt: skip
    dialog.put(number=desk.read(records.values, Meeting, meeting_id)["minutes_no"])
    return dialog


def cancel(parent: QWidget, desk: Desk, meeting_id: int) -> VerbDialog:
    return VerbDialog(
        parent, desk, "取消会议", "取消这次会议", [asked("reason", "取消原因", "note", required=True)], "reason",
        lambda session, values: arranging.cancel(session, meeting_id, values["reason"]),
        "取消后不能恢复，会议编号保留；议程里的议题回到“待上会”。", danger=True,
    )  # fmt: skip


def sit_in(parent: QWidget, desk: Desk, meeting_id: int) -> VerbDialog:
    """Somebody who sits in without a vote."""
    fields = [
        asked("person_id", "列席人员", "link", required=True, target=Person),
        asked("post", "职务", "text", hint="不填则用人员登记的职务"),
    ]
    return VerbDialog(
        parent, desk, "列席", "加入列席", fields, "person_id post",
        lambda session, values: sitting.sit_in(
            session, meeting_id, values["person_id"], values["post"] or ""
        ),
        "列席人员不计入应到，不参加表决。",
    )  # fmt: skip


def away(parent: QWidget, desk: Desk, meeting_id: int, person_id: int, name: str, left: bool) -> VerbDialog:
    """Why somebody is not there, or leaves before the end."""
    verb = sitting.leave if left else sitting.excuse
    word = "退席" if left else "缺席"
    return VerbDialog(
        parent, desk, f"登记{word}", f"登记{word}", [asked("reason", f"{word}原因", "note", required=True)], "reason",
        lambda session, values: verb(session, meeting_id, person_id, values["reason"]),
        f"{name}：退席以后不再计入实到。" if left else f"{name}：缺席的人仍计入应到，书面意见不计票。",
    )  # fmt: skip


def recuse(parent: QWidget, desk: Desk, item_id: int, person_id: int, name: str) -> VerbDialog:
    return VerbDialog(
        parent, desk, "登记回避", f"{name}回避", [asked("reason", "回避事由", "note", required=True)], "reason",
        lambda session, values: deliberating.recuse(session, item_id, person_id, values["reason"]),
        f"{name}在这一项离场，不发言、不表决。",
    )  # fmt: skip


def report(parent: QWidget, desk: Desk, view: ItemView, values: Mapping[str, Any]) -> VerbDialog:
    """Who reported and the gist of it; of a ballot also who watched and who counted."""
    fields = [
        asked("reporter_id", "汇报人", "link", target=Person),
        asked("report", "汇报要点", "note"),
        asked("scrutineer_id", "监票人", "link", target=Person),
        asked("teller_id", "计票人", "link", target=Person),
    ]
    ballots = view.vote_kind in (VoteKind.SECRET, VoteKind.NAMED)
    layout = "reporter_id\nreport" + ("\nscrutineer_id teller_id" if ballots else "")
    dialog = VerbDialog(
        parent, desk, "汇报", "保存", fields, layout, partial(_report, item_id=view.item_id), view.title
    )
    dialog.put(**{name: values[name] for name in layout.split()})
    return dialog


def _report(session: Session, values: Mapping[str, Any], *, item_id: int) -> None:
    held = dict(values)
    deliberating.report(session, item_id, held.pop("reporter_id"), held.pop("report") or "", **held)


def rules(parent: QWidget, desk: Desk, view: ItemView) -> VerbDialog:
    """Other rules for an item while it waits."""
    fields = [
        asked("vote_kind", "表决方式", "choice", required=True, choices=VoteKind),
        asked("quorum", "到会要求", "choice", required=True, choices=Quorum),
        asked("pass_rule", "通过规则", "choice", required=True, choices=PassRule),
    ]
    dialog = VerbDialog(
        parent, desk, "表决规则", "保存", fields, "vote_kind quorum\npass_rule",
        lambda session, values: arranging.set_rules(session, view.item_id, **values),
        f"第 {view.position} 项 {view.title}。事项清单里定了的规则不能改。",
    )  # fmt: skip
    dialog.put(vote_kind=view.vote_kind, quorum=view.quorum, pass_rule=view.pass_rule)
    return dialog


def reword(parent: QWidget, desk: Desk, statement_id: int, name: str, words: str) -> VerbDialog:
    dialog = VerbDialog(
        parent, desk, "修改发言", "保存", [asked("words", "发言内容", "note", required=True)], "words",
        lambda session, values: deliberating.reword(session, statement_id, values["words"]),
        f"{name}的发言；发言人和顺序不变。",
    )  # fmt: skip
    dialog.put(words=words)
    return dialog


def word(parent: QWidget, desk: Desk, view: ItemView) -> VerbDialog:
    dialog = VerbDialog(
        parent, desk, "修改决定文字", "保存", [asked("decision", "决定内容", "note", required=True)], "decision",
        lambda session, values: deciding.word(session, view.item_id, values["decision"]),
        "封存以前可以润色文字，票数和结果不变。",
    )  # fmt: skip
    dialog.put(decision=view.decision)
    return dialog


def dissent(parent: QWidget, desk: Desk, view: ItemView) -> VerbDialog:
    fields = [
        asked("person_id", "保留人", "link", required=True, target=Person),
        asked("words", "意见内容", "note", required=True),
    ]
    return VerbDialog(
        parent, desk, "保留意见", "记入会议记录", fields, "person_id\nwords",
        lambda session, values: deciding.dissent(
            session, view.item_id, values["person_id"], values["words"]
        ),
        view.title,
    )  # fmt: skip


def override(parent: QWidget, desk: Desk) -> VerbDialog:
    """Let one act go without the resolution it needs."""
    fields = [
        asked("kind", "业务", "choice", required=True, choices=ActKind),
        asked("amount", "金额", "money", unit="元"),
        asked("reference", "关联单据", "text", required=True, hint="资产编号、合同编号……"),
        asked("reason", "放行理由", "note", required=True),
    ]
    return VerbDialog(
        parent, desk, "没有决议先放行", "放行这一笔", fields, "kind amount\nreference\nreason",
        lambda session, values: requiring.override(
            session, values["kind"], values["amount"], values["reference"], values["reason"],
            today=desk.today(),
        ),
        "放行会记入操作日志和放行清单，事后应提交会议追认。", danger=True,
    )  # fmt: skip
