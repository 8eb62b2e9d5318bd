"""A 议题, whole: what is asked for, its way up the chain, its prerequisites with their evidence, its papers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.kit import rights
from app.meetings import submitted, submitting
from app.meetings.choices import ReviewResult, ReviewStep, SubmissionStatus
from app.meetings.models import Check, Submission
from app.meetings.submitted import SubmissionView
from ui.kit.attachments_tab import AttachmentsTab
from ui.kit.desk import Desk
from ui.kit.facts import Facts
from ui.kit.history_tab import HistoryTab
from ui.kit.pages import Page, lay_over
from ui.kit.parts import Notice, Steps, button, column, framed, heading, row, scrolled
from ui.kit.plain_table import Head, Line, PlainTable
from ui.meetings import follow_dialogs, papers, words
from ui.meetings.lists import SubmissionList
from ui.meetings.sheet import Sheet, laid_over, page_of
from ui.meetings.sheet_form import SheetForm
from ui.meetings.submission_form import submission_form

PAPERS = "把请示、方案、报价等材料的扫描件拖到这里，或点“添加”，上会时随议题送达。"
CHAIN = ("申报", "部门负责人", "分管领导", "主要负责人", "上会", "议决")
AT = {
    SubmissionStatus.DRAFT: 0, SubmissionStatus.DEPARTMENT: 1, SubmissionStatus.DEPUTY: 2,
    SubmissionStatus.CHIEF: 3, SubmissionStatus.APPROVED: 4, SubmissionStatus.SCHEDULED: 5,
    SubmissionStatus.DECIDED: 6, SubmissionStatus.WITHDRAWN: 0,
}  # fmt: skip
WAITING = {SubmissionStatus(step.value): step for step in ReviewStep}


def open_submission(
    widget: QWidget, desk: Desk, submission_id: int | None, start: Mapping[str, Any] | None = None
) -> Page:
    """The submission, or a new one, over the page that one is on."""
    sheet = SubmissionSheet(desk, submission_id, start)
    return laid_over(widget, sheet, f"议题 · {sheet.number.text()}")


class SubmissionSheet(Sheet):
    """`submission_id` None raises a new one; saved, it stays here to be proved and handed in."""

    tables = frozenset(
        {
            "submissions",
            "submission_reviews",
            "submission_checks",
            "attachments",
            "agenda_items",
            "resolutions",
        }
    )

    def __init__(self, desk: Desk, submission_id: int | None, start: Mapping[str, Any] | None = None) -> None:
        super().__init__(desk, submission_id or 0)
        self._start = start
        self.view: SubmissionView | None = None
        self.form: SheetForm | None = None
        self.steps = Steps(*CHAIN)
        self.under.addWidget(self.steps)
        self.facts = Facts()
        self.reading = scrolled(page_of(column(self.facts, None)))
        self.first = QStackedWidget()
        self.first.setProperty("inner", True)
        self.first.addWidget(self.reading)
        self.lacking = Notice("warn")
        self.proofs = PlainTable(
            "前置程序",
            Head("程序", 7),
            Head("要求", 4),
            Head("完成日期", 7),
            Head("证明材料", 0),
            Head("附件", 4, True),
        )
        self.proofs.opened.connect(self.prove)
        self.prove_it = button("登记完成…", self.prove_current, icon="check", hint="Enter")
        self.scans = button("附件…", self.open_scans, icon="paperclip")
        self.signed = PlainTable(
            "审核意见",
            Head("环节", 7),
            Head("审核人", 6),
            Head("结论", 6),
            Head("意见", 0),
            Head("日期", 7),
            empty="还没有人审核",
        )
        steps = column(
            self.lacking, row(heading("前置程序"), None, self.scans, self.prove_it), framed(self.proofs),
            heading("审核意见"), framed(self.signed), None, spacing=8,
        )  # fmt: skip
        self.files, self.history = AttachmentsTab(desk, Submission, PAPERS), HistoryTab(desk, Submission)
        for page, title in (
            (self.first, "议题"), (scrolled(page_of(steps)), "程序"), (self.files, "附件"), (self.history, "历史"),
        ):  # fmt: skip
            self.tabs.addTab(page, title)
        self.tabs.currentChanged.connect(self._show_tab)
        self.refresh()

    # -- showing ---------------------------------------------------------------------------------------

    def refresh(self) -> None:
        if self.record_id:
            super().refresh()
            return
        self.steps.at(0)
        self.number.setText("新的议题")
        self.who.setText("保存以后登记前置程序、添加附件，再提交审核。")
        for at in range(1, self.tabs.count()):
            self.tabs.setTabEnabled(at, False)
        self._edit()

    def show_it(self) -> None:
        view = self.view = self.desk.read(submitted.submission, self.record_id)
        for at in range(1, self.tabs.count()):
            self.tabs.setTabEnabled(at, True)
        self.number.setText(view.submission_no)
        self.say_status(view.status.label, SubmissionList.tones["status"].get(view.status, "second"))
        self.who.setText(
            " · ".join(
                filter(
                    None,
                    [
                        view.matter or "不在事项清单内",
                        view.body,
                        words.money(view.amount),
                        "紧急议题" if view.emergency else "",
                    ],
                )
            )
        )
        self._show_steps(view)
        self._offer(view)
        if view.status is SubmissionStatus.DRAFT:
            self._edit()
        else:
            self._read(view)
        self._show_proofs(view)
        self._show_tab(self.tabs.currentIndex())

    def _show_steps(self, view: SubmissionView) -> None:
        self.steps.at(AT[view.status])
        last = {each.step: each for each in view.signed if each.result is ReviewResult.AGREED}
        for step, shown in zip(ReviewStep, self.steps.steps[1:4], strict=True):
            if step in last and shown.state == "done":
                shown.put("done", f"{last[step].name} {last[step].on}")
        if view.emergency and view.status is not SubmissionStatus.DRAFT:
            for shown in self.steps.steps[1:3]:
                shown.put("done", "紧急，免")
        if view.sittings:
            sitting = view.sittings[-1]
            self.steps.steps[4].put(self.steps.steps[4].state, f"{sitting.meeting_no} {sitting.held_on}")
            if sitting.outcome is not None and view.status is SubmissionStatus.DECIDED:
                self.steps.steps[5].put("done", sitting.outcome.label)

    def _offer(self, view: SubmissionView) -> None:
        if not self.offers(view.status, view.resolution_id):
            return
        raising, status = "submissions.raise", view.status
        if status not in (SubmissionStatus.DECIDED, SubmissionStatus.WITHDRAWN, SubmissionStatus.SCHEDULED):
            self.verb("撤回", self.withdraw, right=raising)
        if status is SubmissionStatus.DRAFT:
            self.verb("提交审核", self.hand_in, kind="primary", right=raising)
        elif status in WAITING:
            self.verb("审核…", self.review, kind="primary", right="submissions.review")
        elif view.resolution_id is not None:
            self.verb("查看决议", self._see, icon="circle-check")
        self.verb("打印", self.print, icon="printer", right=rights.PRINT)

    def _edit(self) -> None:
        if self.form is None:
            self.form = submission_form(self.desk, self.record_id or None, self._start)
            self.form.saved.connect(self._form_saved)
            self.form.closed.connect(self.closed)
            self.first.addWidget(self.form)
        self.first.setCurrentWidget(self.form)

    def _read(self, view: SubmissionView) -> None:
        if self.form is not None:
            self.first.removeWidget(self.form)
            self.form.deleteLater()
            self.form = None
        self.first.setCurrentWidget(self.reading)
        sittings = "；".join(
            f"{each.title}（{each.held_on}）{each.outcome.label if each.outcome else ''}"
            for each in view.sittings
        )
        self.facts.put(
            [
                ("议题名称", view.title), ("决策事项", view.matter), ("决策机构", view.body),
                ("金额(元)", view.amount), ("关联单据", view.reference), ("申报部门", view.department),
                ("汇报人", view.handler), ("申报日期", view.raised_on),
                ("目的", view.aim), ("原议题", view.about),
                ("表决规则", f"{view.quorum.label}；{view.vote_kind.label}，{view.pass_rule.label}"),
                ("依据", view.basis), ("议题内容", view.content), ("拟办意见", view.proposal),
                ("紧急理由", view.emergency_reason), ("上会情况", sittings), ("决议编号", view.resolution_no),
            ]
        )  # fmt: skip

    def _show_proofs(self, view: SubmissionView) -> None:
        needed = [each for each in view.proofs if each.needed]
        proved = [each for each in needed if each.done_on is not None]
        self.tabs.setTabText(1, f"程序 {len(proved)}/{len(needed)}" if needed else "程序")
        self.tabs.setTabText(2, f"附件 {len(view.papers)}" if view.papers else "附件")
        names = "、".join(each.label for each in view.lacking)
        self.lacking.tell("warn" if names else "good", f"上会前还要完成{names}" if names else "前置程序齐全")
        at = max(0, self.proofs.currentIndex().row())
        self.proofs.put(
            Line(
                (each.kind, "必须" if each.needed else "可选", each.done_on, each.evidence, len(each.papers) or None),
                each, tone="" if each.done_on is not None else "warn" if each.needed else "second",
            )
            for each in view.proofs
        )  # fmt: skip
        self.proofs.fit_height()
        self.proofs.selectRow(at)
        over = view.status in (SubmissionStatus.DECIDED, SubmissionStatus.WITHDRAWN)
        self.prove_it.setEnabled(not over and self.desk.may("submissions.raise"))
        self.signed.put(
            Line(
                (each.step, each.name, each.result, each.opinion, each.on),
                tone="" if each.result is ReviewResult.AGREED else "warn",
            )
            for each in view.signed
        )
        self.signed.fit_height(8)

    def _show_tab(self, at: int) -> None:
        if self.record_id and at >= 2:
            tab: Any = self.files if at == 2 else self.history
            tab.show_record(self.record_id)

    def _form_saved(self, submission_id: int) -> None:
        self.record_id = submission_id
        self.refresh()
        self.saved.emit(submission_id)

    def request_close(self) -> bool:
        """Close, or ask on the form when something is not saved."""
        if self.form is not None:
            if self.form.dirty:
                self.tabs.setCurrentIndex(0)
            return self.form.request_close()
        self.closed.emit()
        return True

    def focus_first(self) -> None:
        if self.form is not None:
            self.form.focus_first()
        else:
            super().focus_first()

    # -- verbs -----------------------------------------------------------------------------------------

    def hand_in(self) -> None:
        """Up the chain, as it stands: what is typed is saved first."""
        if self.form is not None and self.form.dirty and not self.form.save():
            return
        self.trouble.do("提交议题", submitting.hand_in, self.record_id)

    def withdraw(self) -> None:
        question = "撤回以后不能再用，编号保留；需要时重新申报。"
        if self.desk.ask(self, "撤回议题", question, "撤回这个议题"):
            self.trouble.do("撤回议题", submitting.withdraw, self.record_id)

    def review(self) -> None:
        """Sign where it waits."""
        if self.view is not None and self.view.status in WAITING:
            step = WAITING[self.view.status]
            self.ask(follow_dialogs.review(self, self.desk, self.record_id, step, self.view.title))

    def prove(self, proof: Any) -> None:
        if self.prove_it.isEnabled():
            self.ask(follow_dialogs.prove(self, self.desk, self.record_id, proof))

    def _proof(self) -> Any:
        at = self.proofs.currentIndex().row()
        return self.proofs.lines()[at].key if at >= 0 else None

    def prove_current(self) -> None:
        if (proof := self._proof()) is not None:
            self.prove(proof)

    def open_scans(self) -> None:
        """The papers that hang on a proof."""
        proof = self._proof()
        if proof is None or proof.check_id is None:
            self.trouble.say("附件：请先登记这项程序的完成日期和证明材料，再添加扫描件。")
            return
        page = Page(f"{proof.kind.label} · 附件", "返回议题")
        tab = AttachmentsTab(self.desk, Check)
        tab.show_record(proof.check_id)
        page.body.addWidget(tab)
        lay_over(self, page)

    def print(self) -> None:
        if self.record_id:
            papers.print_submission(self, self.desk, self.record_id)

    def _see(self) -> None:
        from ui.meetings.resolution import open_resolution

        if self.view is not None and self.view.resolution_id is not None:
            open_resolution(self, self.desk, self.view.resolution_id)
