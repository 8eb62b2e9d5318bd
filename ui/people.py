"""部门 and 人员: the registers from which cards, papers and vouchers choose."""

from __future__ import annotations

from collections.abc import Sequence

from app.kit.filters import Blank
from app.people import service
from app.people.models import Department, Person
from ui.kit.base import Action
from ui.kit.register import Register
from ui.kit.screen import Preset
from ui.kit.verb_dialog import VerbDialog, asked


class DepartmentScreen(Register):
    """Departments; the expense account of each decides where its depreciation goes."""

    model, title, icon, unit = Department, "部门", "building-2", "个"
    columns = "name code expense_account leader phone remark"
    form = "== 部门\nname code\nexpense_account leader\nphone\nremark"
    sort = "name"
    verb = staticmethod(service.save_department)
    empty_words = "部门决定折旧记到哪个费用科目。可以逐个新增，从 Excel 导入，或在导入资产台账时一并新建。"


def _leave(screen: PersonScreen, ids: Sequence[int]) -> None:
    fields = [asked("on", "离岗日期", "date", required=True)]
    dialog = VerbDialog(
        screen, screen.desk, "离岗", f"登记 {len(ids)} 人离岗", fields, "on",
        lambda session, values: service.leave(session, ids, values["on"]),
        "离岗后不再出现在选人列表里，经手过的单据不变。名下还有资产的，请先办理交接。",
    )  # fmt: skip
    dialog.put(on=screen.desk.today())
    screen.dialog = dialog
    dialog.show_at_size(520)


def _come_back(screen: PersonScreen, ids: Sequence[int]) -> None:
    screen.desk.perform(screen, "返岗", service.come_back, ids)


class PersonScreen(Register):
    """Staff: those who work here, and those who left, for the papers they signed."""

    model, title, icon, unit = Person, "人员", "users", "人"
    columns = "name code department_id employment post phone left_on remark"
    form = "== 基本信息\nname code\ndepartment_id employment\npost phone\nleft_on\nremark"
    sort = "name"
    verb = staticmethod(service.save_person)
    presets = (Preset("在岗", (Blank("left_on"),)), Preset("已离岗", (Blank("left_on", blank=False),)))
    own_actions = (
        Action("离岗…", _leave, when=lambda values: not values.get("left_on"), icon="archive", right="people.edit"),
        Action("返岗", _come_back, when=lambda values: bool(values.get("left_on")), icon="undo-2", right="people.edit"),
    )
    empty_words = "使用人、保管人和单据上的签字人从这里选。可以从花名册导入，或在导入资产台账时一并新建。"
    dialog: VerbDialog | None = None
