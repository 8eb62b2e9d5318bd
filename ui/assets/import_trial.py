"""The third step of an import: the fate of every row, told before anything is stored; and the last: what was done."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QTabWidget, QWidget

from app.assets.import_conclude import ClassTotal
from app.assets.import_fields import LABELS
from app.assets.import_plan import Plan
from app.kit.db import yuan
from ui.kit.parts import FIGURE, Card, Icon, Notice, Words, button, column, framed, heading, row
from ui.kit.plain_table import Head, Line, PlainTable

SHOWN = 2000  # accepted rows that are listed one by one; all of them are imported
SKIPPED = (("blank", "空行"), ("totals", "小计、合计行"), ("signature", "签名行"), ("headings", "重复的表头"))
LISTED = (
    "asset_no",
    "name",
    "model",
    "legacy_class",
    "original_cost",
    "accumulated_depreciation",
    "life_months",
)


class Count(QWidget):
    """A figure with its word."""

    def __init__(self, words: str, tone: str) -> None:
        super().__init__()
        self.figure = Words("0", tone, FIGURE, bold=True)
        self.under = Words(words, "second")
        self.setLayout(column(self.figure, self.under, spacing=0))

    def put(self, number: int, words: str) -> None:
        self.figure.setText(f"{number:,}")
        self.under.setText(words)


class Trial(QWidget):
    """`accepted` asks to store what is good; `mended` to save the refused rows; `back` to map anew."""

    accepted = Signal()
    mended = Signal()
    back = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.plan: Plan | None = None
        self.good, self.bad, self.skipped = (
            Count("可以导入", "good"),
            Count("退回", "bad"),
            Count("跳过", "second"),
        )
        self.agree = QCheckBox("一并新建")
        self.agree.toggled.connect(self._check)
        self.missing = Notice("warn", "", self.agree)
        self.notes = Notice("info")
        self.change = button("返回改对应", icon="chevron-left")
        self.save = button("存退回的行", icon="file-down", hint="原来的各列加一列原因，改好后可再导入")
        self.go = button("导入", self._go, kind="primary", hint="Ctrl+Enter")
        self.change.clicked.connect(self.back)
        self.save.clicked.connect(self.mended)
        counts = row(self.good, 32, self.bad, 32, self.skipped, None, self.change, self.save, self.go)
        self.errors = PlainTable(
            "退回的单元格", Head("行", 4, True), Head("列", 10), Head("内容", 14), Head("原因", 0),
            empty="没有退回的行",
        )  # fmt: skip
        self.rows = PlainTable(
            "可以导入的行", Head("资产编号", 10), Head("资产名称", 0), Head("规格型号", 10), Head("资产类别", 13),
            Head("原值(元)", 9, True), Head("累计折旧(元)", 9, True), Head("年限(月)", 5, True),
        )  # fmt: skip
        self.classes = class_table()
        self.new = PlainTable(
            "将新建", Head("种类", 6), Head("名称", 16), Head("说明", 0), empty="没有要新建的"
        )
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        for table, words in (
            (self.errors, "退回"), (self.rows, "可以导入"), (self.classes, "按类别合计"), (self.new, "将新建"),
        ):  # fmt: skip
            self.tabs.addTab(framed(table), words)
        self.month = Words("", "second")
        self.reasons = Words("", "second", wrap=True)
        whole = column(
            Card(counts, self.reasons, self.month, margin=16), self.missing, self.notes, self.tabs, spacing=12
        )
        whole.setStretch(3, 1)
        self.setLayout(whole)

    def put(self, plan: Plan) -> None:
        """Show what an import would do."""
        self.plan = plan
        self.good.put(plan.accepted, "行可以导入")
        self.bad.put(plan.refused, "行退回")
        kinds = [(getattr(plan.skipped, name), words) for name, words in SKIPPED]
        told = "、".join(f"{words} {number:,}" for number, words in kinds if number)
        self.skipped.put(plan.skipped.total, f"行跳过{f'（{told}）' if told else ''}")
        self.errors.put(Line((cell.row, cell.column, cell.value, cell.reason), cell) for cell in plan.errors)
        self.rows.put(_accepted(plan))
        self.classes.put(class_lines(plan))
        self.new.put(_missing(plan))
        self.agree.setChecked(False)
        self.missing.setVisible(bool(plan.missing))
        if plan.missing:
            self.missing.tell(
                "warn",
                f"台账里有还没有建档的{plan.missing.words()}。勾选后随这一批新建；名称有误的，请先在台账里改正。",
            )
        month = plan.opening_month
        if month is not None:
            self.month.setText(f"台账数字截止到{month.chinese}末，从{(month + 1).chinese}起计提折旧。")
        self.month.setVisible(month is not None)
        self.reasons.setText(f"退回的原因：{_reasons(plan)}。")
        self.reasons.setVisible(bool(plan.refused))
        if plan.notes:
            self.notes.tell("info", "\n".join(plan.notes))
        self.notes.setVisible(bool(plan.notes))
        for table, number in (
            (self.errors, plan.refused),
            (self.rows, plan.accepted),
            (self.new, len(self.new.lines())),
        ):
            at = self._tab(table)
            self.tabs.setTabText(at, f"{self.tabs.tabText(at).split(' ')[0]} {number:,}")
        self.tabs.setTabVisible(self._tab(self.new), bool(plan.missing))
        self.tabs.setCurrentIndex(self._tab(self.errors if plan.refused else self.rows))
        self.save.setVisible(bool(plan.refused))
        self.go.setText(f"导入合格的 {plan.accepted:,} 行" if plan.refused else f"导入 {plan.accepted:,} 行")
        if not plan.accepted:
            self.go.setText("没有可以导入的行")
        self._check()

    def _tab(self, table: PlainTable) -> int:
        frame = table.parentWidget()
        return self.tabs.indexOf(frame) if frame is not None else -1

    @Slot()
    def _check(self) -> None:
        plan = self.plan
        unsettled = bool(plan and plan.missing) and not self.agree.isChecked()
        self.go.setEnabled(bool(plan and plan.accepted) and not unsettled)
        self.go.setToolTip("请先勾选“一并新建”，或返回改正名称" if unsettled else "Ctrl+Enter")

    @Slot()
    def _go(self) -> None:
        if self.go.isEnabled():
            self.accepted.emit()


class Done(QWidget):
    """What was stored, and what can be done with it."""

    def __init__(self) -> None:
        super().__init__()
        self.words = Words("", step=6, bold=True)
        self.more = Words("", "second", wrap=True)
        self.see = button("查看这批卡片", kind="primary")
        self.print = button("打印明细账", icon="printer")
        self.undo = button("撤回这一批", icon="undo-2")
        self.save = button("存退回的行", icon="file-down")
        self.again = button("再导入一份", icon="file-up")
        head = row(Icon("circle-check", "good", 36), column(self.words, self.more, spacing=4), spacing=16)
        head.setStretch(1, 1)
        self.classes = class_table()
        actions = row(self.see, self.print, self.save, self.again, None, self.undo)
        whole = column(
            Card(head, 4, actions, spacing=12), heading("这一批按类别合计"), self.classes, spacing=12
        )
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def put(self, batch_no: str, plan: Plan) -> None:
        self.words.setText(f"已导入 {plan.accepted:,} 张卡片，批次 {batch_no}")
        parts = []
        if plan.refused:
            parts.append(f"退回 {plan.refused:,} 行，存成工作簿改好后可以再导入")
        if plan.missing:
            parts.append(f"新建了{plan.missing.words()}")
        parts.append("卡片没有改动、没有结账之前，可以整批撤回")
        self.more.setText("。".join(parts) + "。")
        self.save.setVisible(bool(plan.refused))
        self.classes.put(class_lines(plan))


def class_table() -> PlainTable:
    return PlainTable(
        "按类别合计", Head("资产类别", 0), Head("卡片", 7, True), Head("数量", 8, True), Head("原值(元)", 12, True),
        Head("累计折旧(元)", 12, True), Head("净值(元)", 12, True),
    )  # fmt: skip


def class_lines(plan: Plan) -> list[Line]:
    """The totals of the accepted rows by class, and of all."""
    lines = [Line(_amounts(each.label, total), each) for each, total in plan.totals.items() if total.count]
    whole = ClassTotal(
        sum(total.count for total in plan.totals.values()), sum(total.quantity for total in plan.totals.values()),
        sum(total.cost for total in plan.totals.values()), sum(total.accumulated for total in plan.totals.values()),
    )  # fmt: skip
    return [*lines, Line(_amounts("合计", whole), total=True)]


def _amounts(name: str, total: ClassTotal) -> tuple[object, ...]:
    quantity = yuan(total.quantity)
    whole = int(quantity) if quantity == int(quantity) else quantity
    return (
        name,
        total.count,
        whole,
        yuan(total.cost),
        yuan(total.accumulated),
        yuan(total.cost - total.accumulated),
    )


def _accepted(plan: Plan) -> list[Line]:
    columns = [plan.columns.get(name) for name in LISTED]
    lines = []
    for at in range(min(plan.accepted, SHOWN)):
        values = [None if cells is None else cells[at] for cells in columns]
        money = [None if value is None else yuan(value) for value in values[4:6]]
        lines.append(Line((*values[:4], *money, values[6]), at))
    if plan.accepted > SHOWN:
        lines.append(Line((f"…… 另有 {plan.accepted - SHOWN:,} 行，同样导入",), tone="second"))
    return lines


def _reasons(plan: Plan) -> str:
    """取得日期不成立 8、原值不是数 6 …: the kinds of refusals, the most frequent first."""
    counts = Counter(cell.reason.partition("：")[0] for cell in plan.errors)
    return "、".join(f"{kind} {number:,}" for kind, number in counts.most_common(8))


def _missing(plan: Plan) -> list[Line]:
    missing = plan.missing
    return [
        *(
            Line(("部门", name, "折旧费用科目先按 5101 单位管理费用，可在“设置”里改"))
            for name in missing.departments
        ),
        *(Line(("人员", name, home or "")) for name, home in missing.people.items()),
        *(Line(("地点", name, "")) for name in missing.places),
    ]


assert set(LISTED) <= set(LABELS)
