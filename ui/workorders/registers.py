"""What the repair desk chooses from, kept among the settings: staff, teams, companies, categories, words, parts, days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from app.workorders import stock
from app.workorders.models import Part, RepairCategory, RepairKeyword, RepairVendor, Team, WorkDay, Worker
from ui.kit.base import Action
from ui.kit.register import Register
from ui.kit.verb_dialog import VerbDialog, asked


class WorkerScreen(Register):
    model, title, icon, unit = Worker, "维修人员", "wrench", "人"
    columns = "name team_id person_id phone left_on remark"
    form = "name team_id\nperson_id phone\nleft_on\nremark"
    sort = "name"
    empty_words = "派工时从这里选。可以逐个新增，或在导入报修登记簿时一并新建。"


class TeamScreen(Register):
    model, title, icon, unit = Team, "班组", "users", "个"
    columns = "name leader phone closed remark"
    form = "name leader\nphone closed\nremark"
    sort = "name"


class VendorScreen(Register):
    model, title, icon, unit = RepairVendor, "外协单位", "building-2", "家"
    columns = "name trade contact phone closed remark"
    form = "name trade\ncontact phone\nclosed\nremark"
    sort = "name"


class RepairCategoryScreen(Register):
    model, title, icon, unit = RepairCategory, "报修类别", "tag", "类"
    columns = "name position urgency team_id vendor_id closed"
    form = "name position\nurgency team_id\nvendor_id closed"
    sort = "position"


class KeywordScreen(Register):
    model, title, icon, unit = RepairKeyword, "报修关键词", "tag", "个"
    columns = "word place_id category_id urgency team_id vendor_id"
    form = "word place_id\ncategory_id urgency\nteam_id vendor_id"
    sort = "word"
    empty_words = "来电里的词和地点，决定建议的类别、紧急程度和派工。"


class WorkDayScreen(Register):
    model, title, icon, unit = WorkDay, "节假日与调休", "calendar", "天"
    columns = "day kind name basis"
    form = "day kind\nname basis"
    sort = "-day"


def _move(screen: PartScreen, ids: Sequence[int], count: bool) -> None:
    today, verb = screen.desk.today(), "盘点" if count else "入库"
    fields = [
        asked("quantity", "实盘数量" if count else "数量", "number", required=True),
        asked("amount", "金额", "money", required=True, unit="元"),
        asked("moved_on", "日期", "date", required=True), asked("note", "说明", "text"),
    ]  # fmt: skip

    def run(session: Session, values: Mapping[str, Any]) -> None:
        day, note = values["moved_on"], values["note"] or ""
        if count:
            stock.count(session, ids[0], values["quantity"], day, today, note)
        else:
            stock.receive(session, ids[0], values["quantity"], values["amount"], day, today, note)

    layout = "quantity moved_on\nnote" if count else "quantity amount\nmoved_on note"
    dialog = VerbDialog(screen, screen.desk, verb, verb, fields, layout, run)
    dialog.put(moved_on=today)
    dialog.finished.connect(dialog.deleteLater)
    screen.dialog = dialog
    dialog.show_at_size()


class PartScreen(Register):
    """The small store-room: what is on hand follows from what came in and what orders took."""

    model, title, icon, unit = Part, "备件", "package", "种"
    columns = "name model on_hand unit minimum value shelf remark"
    form = "name model\nunit minimum\nshelf\non_hand value\nremark"
    sort = "name"
    sums = "value"
    own_actions = (
        Action("入库…", partial(_move, count=False), icon="plus", needs="one", right=stock.KEEP),
        Action("盘点…", partial(_move, count=True), icon="check", needs="one", right=stock.KEEP),
    )
    dialog: VerbDialog | None = None
