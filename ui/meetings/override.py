"""One act that was let go without its resolution."""

from __future__ import annotations

from app.kit import records
from app.meetings.models import Override
from ui.kit.desk import Desk
from ui.kit.facts import Facts
from ui.kit.parts import column, scrolled
from ui.meetings.sheet import Sheet, page_of


class OverrideSheet(Sheet):
    tables = frozenset({"resolution_overrides"})

    def __init__(self, desk: Desk, override_id: int) -> None:
        super().__init__(desk, override_id)
        self.facts = Facts()
        self.tabs.addTab(scrolled(page_of(column(self.facts, None))), "放行")
        self.refresh()

    def show_it(self) -> None:
        held = self.desk.read(records.values, Override, self.record_id)
        self.number.setText(held["reference"])
        self.say_status("已放行，待追认", "warn")
        self.who.setText(f"{held['act'].label} · {held['granted_by']}")
        self.facts.put(
            [
                ("放行日期", held["granted_on"]), ("金额(元)", held["amount"]), ("所缺程序", held["rule"]),
                ("放行理由", held["reason"]),
            ]
        )  # fmt: skip
