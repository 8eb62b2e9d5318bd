"""The tabs of an order's page that show and do not write: its course with the clock, and what it took."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.workorders.choices import UNDONE
from app.workorders.queries import Event
from ui.kit.parts import Card, Notice, Words, button, column, heading, row, scrolled
from ui.kit.plain_table import Head, Line, PlainTable
from ui.workorders.look import Limit, View

MINUTE = timedelta(minutes=1)
MOST = 6  # rows of a table that are seen at once
BLANK = " "  # an empty cell would say “—”


def span(minutes: int) -> str:
    """45 分钟, 3 小时 20 分, 2 天 4 小时."""
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours // 24} 天 {hours % 24} 小时"
    return f"{hours} 小时 {rest} 分" if hours and rest else f"{hours} 小时" if hours else f"{rest} 分钟"


def when(at: datetime | None, year: bool = False) -> str | None:
    """11-27 10:49: these tables stand two abreast, and the year stands in the story."""
    form = "%Y-%m-%d %H:%M" if year else "%m-%d %H:%M"
    return None if at is None else at.astimezone().strftime(form)


class Course(QWidget):
    """时限, 暂停, 经过. `opened(id)` for an order that belongs to this one."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.waiting, self.owed = Notice("warn"), Notice("warn")
        self.limits = PlainTable(
            "时限", Head("环节", 5), Head("时限", 7), Head("实际", 7), Head("用时", 7), Head("结果", 0)
        )
        self.waits = PlainTable(
            "暂停", Head("暂停", 5), Head("自", 7), Head("至", 7), Head("原因", 0), empty="没有暂停过"
        )
        self.linked = PlainTable(
            "关联的报修单", Head("关系", 5), Head("报修单号", 9), Head("故障描述", 0), Head("状态", 7)
        )
        self.linked.opened.connect(self.opened)
        self.story = PlainTable(
            "经过", Head("时间", 9), Head("进入", 8), Head("说明", 0), Head("办理人", 5), empty="还没有记录"
        )
        self.links = Card(heading("关联的报修单"), self.linked)
        left = column(
            Card(heading("时限与时钟"), self.limits),
            Card(heading("暂停"), self.waits),
            self.links,
            None,
            spacing=12,
        )
        right = Card(heading("经过"), self.story)
        both = row(spacing=12)
        both.addLayout(left, 1)
        both.addWidget(right, 1)
        inner = QWidget()
        whole = column(self.waiting, self.owed, both, spacing=12)
        whole.setStretch(2, 1)
        whole.setContentsMargins(24, 12, 24, 16)
        inner.setLayout(whole)
        self.setLayout(column(scrolled(inner)))

    def put(self, view: View, now: datetime) -> None:
        order = view.order
        self.limits.put([_limit(each, view, now) for each in view.limits])
        self.limits.fit_rows(MOST)
        self.waits.put(
            [
                Line((each.kind, when(each.started_at), when(each.ended_at) or "还在暂停", each.reason))
                for each in view.waits
            ]
        )
        self.waits.fit_rows(4)
        self.links.setVisible(bool(view.linked))
        self.linked.put([Line((each[2], each[1], each[3], each[4]), key=each[0]) for each in view.linked])
        self.linked.fit_rows(4)
        self.story.put([_told(each) for each in view.story])
        open_wait = next((each for each in view.waits if each.ended_at is None), None)
        self.waiting.setVisible(open_wait is not None and order["paused_at"] is not None)
        if open_wait is not None:
            until = f"，预计 {open_wait.expected_on} 恢复" if open_wait.expected_on else ""
            stopped = span((now - open_wait.started_at) // MINUTE)
            self.waiting.tell(
                "warn", f"{open_wait.kind.label}：{open_wait.reason}{until}。时钟已停 {stopped}。"
            )
            self.waiting.setVisible(order["paused_at"] is not None)
        owed = next((each for each in view.calls if each.called_at is None), None)
        self.owed.setVisible(owed is not None)
        if owed is not None:
            self.owed.tell(
                "warn", f"{owed.kind.label}：请在 {owed.due_at.astimezone():%Y-%m-%d %H:%M} 前回访。"
            )


def _told(event: Event) -> Line:
    """A line of the story; how late something was stands with the notes."""
    words, _, late = event.words.partition("，")
    note = "；".join(filter(None, (late, event.note)))
    return Line(
        (when(event.at, year=True), words, note or BLANK, event.who or BLANK), tone="bad" if event.bad else ""
    )


def _limit(limit: Limit, view: View, now: datetime) -> Line:
    """How a limit was kept, or how long there is still."""
    words, tone = "", ""
    if limit.late is not None:
        words, tone = ("超时", "bad") if limit.late else ("按时", "good")
    elif limit.by is not None and limit.done_at is None and view.order["state"] in UNDONE:
        up_to = view.order["paused_at"] or now
        left = (limit.by - up_to) // MINUTE
        words, tone = (f"还有 {span(left)}", "") if left >= 0 else (f"已超 {span(-left)}", "bad")
    used = span(limit.minutes) if limit.minutes is not None else None
    return Line((limit.words, when(limit.by), when(limit.done_at), used, words or None), tone=tone)


class Took(QWidget):
    """用料、工时与费用; each table with the button that adds to it."""

    def __init__(
        self, hours: Callable[[], object], issue: Callable[[], object], back: Callable[[], object],
        cost: Callable[[], object],
    ) -> None:  # fmt: skip
        super().__init__()
        self.add_hours = button("登记工时…", hours, icon="plus")
        self.issue, self.give_back = button("领用备件…", issue, icon="plus"), button("退料…", back)
        self.set_cost = button("外协费…", cost)
        self.sum = Words("", bold=True)
        self.pays = Words("", "second")
        self.hours = PlainTable(
            "工时", Head("日期", 8), Head("维修人员", 0), Head("小时", 6, right=True), empty="还没有登记工时"
        )
        self.parts = PlainTable(
            "备件", Head("日期", 8), Head("类型", 5), Head("备件", 0), Head("数量", 8, right=True),
            Head("金额(元)", 8, right=True), empty="没有用料",
        )  # fmt: skip
        self.answers = PlainTable("检查表", Head("检查内容", 0), Head("结果", 8), empty="这个类别没有检查表")
        self.calls = PlainTable(
            "回访",
            Head("回访", 9),
            Head("时限", 7),
            Head("时间", 9),
            Head("结果", 6),
            Head("记录", 0),
            empty="没有回访",
        )
        upper = row(
            Card(row(heading("用料"), None, self.issue, self.give_back), self.parts, None),
            Card(row(heading("工时"), None, self.add_hours), self.hours, None), spacing=12,
        )  # fmt: skip
        lower = row(
            Card(heading("回访"), self.calls, None), Card(heading("检查表"), self.answers, None), spacing=12
        )
        for each in (upper, lower):
            each.setStretch(0, 3)
            each.setStretch(1, 2)
        inner = QWidget()
        whole = column(Card(row(self.sum, self.pays, None, self.set_cost)), upper, lower, None, spacing=12)
        whole.setContentsMargins(24, 12, 24, 16)
        inner.setLayout(whole)
        self.setLayout(column(scrolled(inner)))

    def put(self, view: View, may: bool) -> None:
        order = view.order
        for each in (self.add_hours, self.issue, self.give_back, self.set_cost):
            each.setEnabled(may)
        self.give_back.setEnabled(may and bool(view.parts))
        total = order["parts_cost"] + order["outside_cost"]
        self.sum.setText(
            f"费用 {total:,.2f} 元　材料 {order['parts_cost']:,.2f}　外协 {order['outside_cost']:,.2f}　"
            f"工时 {order['hours']:,.2f} 小时"
        )
        self.pays.setText(view.pays)
        self.hours.put([Line((on, name, hours)) for name, on, hours in view.hours])
        self.parts.put(
            [
                Line((on, kind, name, f"{quantity.normalize():f} {unit}", amount))
                for name, kind, on, quantity, unit, amount in view.parts
            ]
        )
        self.answers.put([Line(each) for each in view.answers])
        self.calls.put(
            [
                Line((each.kind, when(each.due_at), when(each.called_at), each.result, each.words))
                for each in view.calls
            ]
        )
        for table in (self.hours, self.parts, self.answers, self.calls):
            table.fit_rows(MOST)
