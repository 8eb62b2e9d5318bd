"""凭证: the vouchers of a closed month, their balance in each set, the files handed over, numbers sent back."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QSplitter, QTabWidget, QWidget

from app.finance import service
from app.finance.models import AccountSet, Profile
from app.finance.read_back import ReadBack, read_back
from app.finance.service import Exported, Gathered
from app.finance.vouchers import Voucher, totals
from app.kit.errors import UserError
from app.kit.months import Month
from ui.finance_view import View, batch_line, batch_table, look
from ui.kit import crash, files, prefs, toast, ways
from ui.kit.command import Command
from ui.kit.desk import Desk
from ui.kit.job import Job, strip_of
from ui.kit.parts import Card, Empty, Notice, Words, button, column, framed, heading, row
from ui.kit.plain_screen import PlainScreen
from ui.kit.plain_table import Head, Line, PlainTable

SUFFIX = {Profile.NEUTRAL: ".xlsx", Profile.KINGDEE: ".xlsx", Profile.YONYOU: ".txt"}
KINDS = {".xlsx": files.XLSX, ".txt": "文本文件 (*.txt)"}


class FinanceScreen(PlainScreen):
    """Choose a closed month, see what is handed over, export it, take the numbers back."""

    title = "凭证"
    tables = frozenset(
        {"closed_months", "export_batches", "voucher_numbers", "settings", "accounts", "assets"}
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.view: View | None = None
        self._wanted: Month | None = None
        self._arrange()

    # -- the contract ----------------------------------------------------------------------------------

    def question(self) -> tuple[Callable[..., View], tuple[Month | None]]:
        return look, (self._wanted,)

    def commands(self) -> list[Command]:
        ready = bool(self.view and self.view.gathered and self.view.gathered.vouchers)
        return [
            Command("导出凭证", "Ctrl+S", self.ask_export, ready and self.desk.may("vouchers.export"), "file-down"),
            Command("读回凭证号", "", self.ask_read_back, self.back.isEnabled(), "file-up"),
        ]

    # -- what stands where -----------------------------------------------------------------------------

    def _arrange(self) -> None:
        self.month = QComboBox()
        self.month.setAccessibleName("月份")
        self.month.setMinimumWidth(140)
        self.month.activated.connect(self._month_chosen)
        self.profile = QComboBox()
        self.profile.setAccessibleName("导出格式")
        for profile in Profile:
            self.profile.addItem(profile.label, profile)
        self.profile.setCurrentIndex(max(0, self.profile.findData(Profile(prefs.text("profile", "neutral")))))
        self.export = button("导出凭证", self.ask_export, "file-down", "primary", hint="Ctrl+S")
        self.back = button("读回凭证号", self.ask_read_back, "file-up")
        self.back.setEnabled(self.desk.may("vouchers.read_back"))
        for widget in (self.month, self.profile, self.back, self.export):
            self.tools.addWidget(widget)
        self.state = Notice()
        self.vouchers = PlainTable(
            "凭证", Head("单据号", 16), Head("业务", 7), Head("日期", 8), Head("摘要", 0),
            Head("借方合计(元)", 11, True), Head("已回填凭证号", 9),
        )  # fmt: skip
        self.vouchers.picked.connect(self._show_lines)
        self.lines = PlainTable(
            "分录", Head("账套", 5), Head("科目编码", 6), Head("科目名称", 11), Head("摘要", 0), Head("部门", 8),
            Head("借方(元)", 8, True), Head("贷方(元)", 8, True), empty="选一张凭证，这里列出它的分录",
        )  # fmt: skip
        self.uncovered = PlainTable("待财务处理", Head("资产编号", 12), Head("资产名称", 14), Head("原因", 0))
        self.uncovered.opened.connect(self._open_card)
        self.batches = batch_table()
        self.balance = row(spacing=12)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.split = split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(framed(self.vouchers))
        split.addWidget(framed(self.lines))
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        self.tabs.addTab(split, "凭证")
        self.tabs.addTab(framed(self.batches), "导出批次")
        self.tabs.addTab(framed(self.uncovered), "待财务处理")
        self.empty = Empty(
            "landmark", "还没有结过账", "凭证按已结账的月份导出。先到“结账”里把本月结了，再回到这里。",
            button("转到结账", self._to_months, kind="primary"),
        )  # fmt: skip
        self.full = QWidget()
        full = column(self.state, self.balance, self.tabs, spacing=12)
        full.setContentsMargins(24, 0, 24, 16)
        full.setStretchFactor(self.tabs, 1)
        self.full.setLayout(full)
        self.body.addWidget(self.full)
        self.body.addWidget(self.empty)
        self.full.hide()
        self.empty.hide()

    # -- showing ---------------------------------------------------------------------------------------

    def arrived(self, answer: View) -> None:
        self.view = answer
        self.full.setVisible(answer.month is not None)
        self.empty.setVisible(answer.month is None)
        for widget in (self.month, self.profile, self.back, self.export):
            widget.setVisible(answer.month is not None)
        if answer.month is None:
            return
        self.month.clear()
        for month in answer.months:
            self.month.addItem(month.chinese, month)
        self.month.setCurrentIndex(answer.months.index(answer.month))
        gathered = answer.gathered or Gathered((), ())
        self.export.setEnabled(bool(gathered.vouchers) and self.desk.may("vouchers.export"))
        self._say_state(answer, gathered)
        self._show_balance(gathered.vouchers)
        self.vouchers.put(self._voucher_line(answer, voucher) for voucher in gathered.vouchers)
        # A month with one voucher leaves the room to its entries.
        upper = (min(len(gathered.vouchers), 8) + 2) * self.vouchers.row_height()
        self.split.setSizes([upper, max(upper, self.split.height() - upper)])
        if gathered.vouchers:
            self.vouchers.selectRow(0)
        else:
            self.lines.put([])
        self.uncovered.put(
            Line((each.asset_no, each.name, each.reason), each.asset_no) for each in gathered.uncovered
        )
        self.batches.put(batch_line(batch) for batch in answer.batches)
        self.tabs.setTabText(0, f"凭证 {len(gathered.vouchers):,}")
        self.tabs.setTabText(1, f"导出批次 {len(answer.batches):,}")
        self.tabs.setTabText(2, f"待财务处理 {len(gathered.uncovered):,}")
        self.tabs.setTabVisible(2, bool(gathered.uncovered))
        self.status_changed.emit(f"{answer.month.chinese}：{len(gathered.vouchers):,} 张凭证")

    def _say_state(self, view: View, gathered: Gathered) -> None:
        earlier = [batch for batch in view.batches if batch.month == view.month]
        if view.trouble:
            self.state.tell("bad", view.trouble)
        elif not gathered.vouchers:
            self.state.tell("info", f"{_chinese(view.month)}没有计提折旧，也没有资产增减，没有可导出的凭证。")
        elif earlier:
            last = earlier[0]
            when = last.exported_at.astimezone().strftime("%Y-%m-%d %H:%M")
            self.state.tell(
                "warn",
                f"{_chinese(view.month)}的凭证已导出 {len(earlier)} 次，最近是 {last.batch_no}（{when}，{last.exported_by}）。"
                "再导出会标明重复，请先和财务核对，免得重复入账。",
            )
        else:
            self.state.tell("info", f"{_chinese(view.month)}的凭证还没有导出。")

    def _show_balance(self, vouchers: tuple[Voucher, ...]) -> None:
        while (item := self.balance.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for account_set, (debit, credit) in totals(line for each in vouchers for line in each.lines).items():
            even = debit == credit
            words = "借贷相等" if even else f"相差 {abs(debit - credit):,.2f} 元"
            self.balance.addWidget(
                Card(
                    row(heading(account_set.label), None, Words(f"● {words}", "good" if even else "bad")),
                    row(Words("借方", "second"), Words(f"{debit:,.2f}"), 24, Words("贷方", "second"), Words(f"{credit:,.2f}"), None),
                    spacing=4, margin=12,
                )
            )  # fmt: skip

    def _voucher_line(self, view: View, voucher: Voucher) -> Line:
        amount = sum(
            (line.debit for line in voucher.lines if line.account_set is AccountSet.FINANCIAL), Decimal(0)
        )
        summary = voucher.lines[0].summary if voucher.lines else ""
        number = view.numbers.get(voucher.document_no)
        return Line((voucher.document_no, voucher.kind, voucher.day, summary, amount, number), voucher)

    @Slot(object)
    def _show_lines(self, voucher: Voucher | None) -> None:
        if voucher is None or self.view is None:
            self.lines.put([])
            return
        names = self.view.names
        self.lines.put(
            Line((each.account_set, each.account, names.get(each.account, ""), each.summary, each.department,
                  each.debit or None, each.credit or None))
            for each in voucher.lines
        )  # fmt: skip

    # -- doing -----------------------------------------------------------------------------------------

    @Slot(int)
    def _month_chosen(self, index: int) -> None:
        self._wanted = Month(self.month.itemData(index))
        self.ask()

    @Slot()
    def ask_export(self) -> None:
        view = self.view
        if view is None or view.month is None or not self.export.isEnabled():
            return
        earlier = [batch.batch_no for batch in view.batches if batch.month == view.month]
        if earlier:
            question = f"{view.month.chinese}的凭证已在批次 {earlier[-1]} 里导出过。再导出的文件标明“重复导出”，财务不应再次入账。"
            if not self.desk.ask(self, "导出凭证", question, "仍然导出"):
                return
        profile = Profile(self.profile.currentData())
        suffix = SUFFIX[profile]
        files.ask_save(
            self, "导出凭证", f"凭证 {view.month} {profile.label}{suffix}", KINDS[suffix], self.export_to
        )

    def export_to(self, path: Path) -> None:
        """Write the chosen month in the chosen format."""
        assert self.view is not None
        assert self.view.month is not None
        profile = Profile(self.profile.currentData())
        prefs.keep("profile", profile.value)
        store = self.desk.store
        done = self.desk.perform(
            self,
            "导出凭证",
            service.export,
            self.view.month,
            profile,
            path,
            store.who,
            self.desk.today(),
            store.clock(),
        )
        if done is not None:
            self._tell_export(done)

    def _tell_export(self, done: Exported) -> None:
        words = (
            f"已导出 {done.batch_no}：{done.vouchers:,} 张凭证，{done.rows:,} 行分录，存为 {done.path.name}"
        )
        if done.changed:
            words += "。内容与首次导出时不同，请告诉财务"
        toast.tell(self, words, [("查看批次", self._show_batches)])

    @Slot()
    def _show_batches(self) -> None:
        self.tabs.setCurrentIndex(1)

    @Slot()
    def ask_read_back(self) -> None:
        files.ask_open(self, "读回财务的凭证号", files.TABLES, self.read_from)

    def read_from(self, path: Path) -> None:
        """Take voucher numbers from a table that the finance office sent back."""
        job = Job("读回凭证号", _read_back, self.desk, path)
        job.finished.connect(self._read)
        job.failed.connect(self._not_read)
        strip_of(self).follow(job)
        job.start()

    @Slot(object)
    def _read(self, done: ReadBack) -> None:
        without = f"，{done.without_number:,} 行还没有凭证号" if done.without_number else ""
        toast.tell(self, f"已读回 {done.documents:,} 个凭证号，写到 {done.cards:,} 张卡片上{without}")
        self.desk.changed.emit({"voucher_numbers", "assets"})

    @Slot(object)
    def _not_read(self, error: BaseException) -> None:
        if isinstance(error, UserError):
            self.desk.complain(self, "读回凭证号", str(error))
        else:
            crash.report(error)

    @Slot(object)
    def _open_card(self, asset_no: str) -> None:
        from app.kit.filters import Contains

        ways.show_cards(self, Contains("asset_no", asset_no))

    @Slot()
    def _to_months(self) -> None:
        ways.go(self, "months")


def _read_back(desk: Desk, path: Path, progress: Callable[..., None]) -> ReadBack:
    progress(0, 0, path.name)
    with desk.store.changing("读回凭证号") as session:
        return read_back(session, path, desk.store.clock())


def _chinese(month: Month | None) -> str:
    return month.chinese if month is not None else ""
