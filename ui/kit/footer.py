"""The foot of a list: how many, and the sums, of what is filtered and of what is selected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.kit.fields import Field
from app.kit.listing import Totals
from ui.kit.parts import Words, button


class Footer(QFrame):
    """`all_wanted`: select everything that is filtered."""

    all_wanted = Signal()

    def __init__(self, fields: Sequence[Field], unit: str = "条") -> None:
        super().__init__()
        self.setObjectName("foot")
        self._fields, self._unit = list(fields), unit
        self._totals: Totals | None = None
        self._narrow = False
        self.whole, self.part = Words(), Words()
        self.all = button("", self.all_wanted.emit, kind="quiet")
        self.all.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.whole)
        row.addStretch(1)
        row.addWidget(self.part)
        row.addWidget(self.all)
        self.setFixedHeight(36)

    def waiting(self) -> None:
        """The count is being made."""
        self._totals = None
        self.whole.tone("second")
        self.whole.setText("正在计数……")

    def tell_whole(self, totals: Totals, narrow: bool) -> None:
        """What the whole list comes to; `narrow` when it is filtered."""
        self._totals, self._narrow = totals, narrow
        self.whole.tone("")
        self.whole.setText(self.words())

    def words(self, sums: bool = True) -> str:
        """How many there are, and their sums."""
        if self._totals is None:
            return self.whole.text()
        return f"{'符合条件' if self._narrow else '共'} {self.said(self._totals, sums)}"

    def tell_part(self, chosen: int, totals: Totals | None) -> None:
        """How many are selected; their sums, when they are known, in place of those of the whole."""
        self.whole.setText(self.words(sums=chosen < 2))
        counted = f"{chosen:,} {self._unit}"
        self.part.setText("" if chosen < 2 else f"已选 {self.said(totals) if totals else counted}")
        count = self._totals.count if self._totals is not None else 0
        self.all.setVisible(1 < chosen < count)
        self.all.setText(f"选择全部 {count:,} {self._unit}")

    def said(self, totals: Totals, sums: bool = True) -> str:
        """`1,169 条 · 原值 5,210,332.10 · 净值 …`"""
        parts = [f"{totals.count:,} {self._unit}"]
        parts += [f"{field.label} {_amount(totals.sums, field)}" for field in self._fields if sums]
        return "  ·  ".join(parts)


def _amount(sums: Mapping[str, Decimal], field: Field) -> str:
    return field.show(sums.get(field.name, Decimal("0.00")))
