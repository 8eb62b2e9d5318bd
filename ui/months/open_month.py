"""The month to be closed: what it would post by class and department, and why it differs from the last."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLayout, QWidget

from app.assets.months import CardDifference, Preview, Reason
from app.assets.preview import Difference, Group
from ui.kit.parts import FIGURE, Card, Icon, Words, button, column, framed, heading, row, scrolled
from ui.kit.plain_table import Head, Line, PlainTable

SHOWN = 500


class Amount(QWidget):
    """A word above, a figure below it."""

    def __init__(self, words: str, step: int = FIGURE) -> None:
        super().__init__()
        self.figure = Words("—", step=step, bold=True)
        self.setLayout(column(Words(words, "second"), self.figure, spacing=2))


class OpenMonth(QWidget):
    """`asked(reason)` wants the cards behind a difference; `lacking` the cards that are not charged;
    `opened(asset_no)` one card."""

    asked = Signal(object)
    lacking = Signal()
    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.preview: Preview | None = None
        self.said: list[str] = []
        self.amount, self.cards = Amount("本月计提（元）"), Amount("计提卡片（张）")
        self.before, self.more = Amount("上月计提（元）"), Amount("比上月（元）")
        self.figures = Card(row(self.amount, 40, self.cards, 40, self.before, 40, self.more, None, spacing=0))
        self.checks = column(spacing=6)
        self.see_lacking = button("查看这些卡片", self.lacking.emit, kind="quiet")
        self.see_lacking.hide()
        checks = Card(row(heading("结账前检查"), None, self.see_lacking), self.checks, spacing=6)
        group = (Head("卡片", 5, True), Head("本月折旧(元)", 9, True))
        self.by_class = PlainTable("按类别", Head("资产类别", 0), *group)
        self.by_department = PlainTable("按部门", Head("使用部门", 0), *group)
        self.by_account = PlainTable("按费用科目", Head("费用科目", 0), *group)
        self.reasons = PlainTable(
            "与上月的差异", Head("原因", 0), Head("卡片", 5, True), Head("金额(元)", 7, True),
            empty="与上月一样",
        )  # fmt: skip
        self.reasons.picked.connect(self._picked)
        self.behind = PlainTable(
            "差异的卡片", Head("资产编号", 7), Head("资产名称", 0), Head("上月(元)", 6, True), Head("本月(元)", 6, True),
            Head("相差(元)", 6, True), empty="选一个原因，这里列出它背后的卡片",
        )  # fmt: skip
        self.behind.opened.connect(self.opened)
        self.why = heading("与上月的差异")
        self.first = Words("第一次结账，没有上月可比。", "second")
        self.differences = QWidget()
        pair = row(framed(self.reasons), framed(self.behind), spacing=12)
        pair.setStretch(0, 3)
        pair.setStretch(1, 5)
        self.differences.setLayout(pair)
        left = column(
            heading("按资产类别"), framed(self.by_class), heading("按费用科目"), framed(self.by_account), None
        )
        right = column(heading("按使用部门"), framed(self.by_department), None)
        groups = row(left, right, spacing=12)
        groups.setStretch(0, 1)
        groups.setStretch(1, 1)
        whole = column(self.figures, checks, self.why, self.first, self.differences, groups, None, spacing=12)
        whole.setContentsMargins(0, 12, 0, 24)
        inner = QWidget()
        inner.setLayout(whole)
        self.setLayout(column(scrolled(inner), spacing=0))

    def put(self, preview: Preview) -> None:
        """Show the month as it would be closed now."""
        self.preview = preview
        self.amount.figure.setText(f"{preview.amount:,.2f}")
        self.cards.figure.setText(f"{preview.cards:,}")
        compared = preview.last is not None
        more = preview.amount - preview.last_amount
        self.before.figure.setText(f"{preview.last_amount:,.2f}")
        self.more.figure.setText(f"{more:+,.2f}" if more else "0.00")
        for part in (self.before, self.more, self.differences):
            part.setVisible(compared)
        self.first.setVisible(not compared)
        self._put_checks(preview)
        for table, groups in (
            (self.by_class, preview.by_class), (self.by_department, preview.by_department),
            (self.by_account, preview.by_account),
        ):  # fmt: skip
            table.put(_lines(groups))
            table.fit_height()
        self.reasons.put(_reasons(preview.differences))
        self.behind.put([])
        most = max(5, len(preview.differences) + 1)
        for table in (self.reasons, self.behind):
            table.setFixedHeight(table.horizontalHeader().height() + most * table.row_height() + 8)
        if preview.differences:
            self.reasons.selectRow(0)

    def put_behind(self, reason: Reason, cards: Sequence[CardDifference]) -> None:
        """Show the cards behind a difference."""
        lines = [
            Line((card.asset_no, card.name, card.last, card.now, card.now - card.last), card.asset_no)
            for card in cards
        ]
        if len(cards) >= SHOWN:
            lines.append(Line((f"…… 只列前 {SHOWN} 张",), tone="second"))
        self.behind.put(lines)

    def _put_checks(self, preview: Preview) -> None:
        while (item := self.checks.takeAt(0)) is not None:
            _clear(item.layout())
        self.said = []
        words = preview.warnings or ("该提折旧的卡片资料齐全，可以结账。",)
        tone, icon = ("warn", "triangle-alert") if preview.warnings else ("good", "circle-check")
        for each in words:
            self.said.append(each)
            line = row(Icon(icon, tone, 16), Words(each, wrap=True), spacing=8)
            line.setStretch(1, 1)
            self.checks.addLayout(line)
        self.see_lacking.setVisible(bool(preview.lacking_count))

    @Slot(object)
    def _picked(self, reason: object) -> None:
        if isinstance(reason, Reason):
            self.asked.emit(reason)


def _clear(layout: QLayout | None) -> None:
    while layout is not None and (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


def _lines(groups: Sequence[Group]) -> list[Line]:
    lines = [Line((group.label, group.cards, group.amount)) for group in groups]
    whole = (sum(group.cards for group in groups), sum((group.amount for group in groups), Decimal("0.00")))
    return [*lines, Line(("合计", *whole), total=True)] if lines else []


def _reasons(differences: Sequence[Difference]) -> list[Line]:
    lines = [Line((each.reason.label, each.cards, each.amount), each.reason) for each in differences]
    whole = (
        sum(each.cards for each in differences),
        sum((each.amount for each in differences), Decimal("0.00")),
    )
    return [*lines, Line(("合计", *whole), total=True)] if lines else []
