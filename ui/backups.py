"""设置 › 备份: what is proven, back up now, restore, where and how long backups are kept, encryption."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QSpinBox, QVBoxLayout, QWidget

from app.kit import backups, cipher, keys, rights, settings
from app.kit.backups import Backup, Choices
from app.kit.errors import UserError
from app.kit.files import size_words
from app.kit.recovery_sheet import RecoverySheet, sheet_pdf
from ui.kit import files
from ui.kit.desk import Desk
from ui.kit.parts import Card, Notice, Words, button, column, heading, row, scrolled
from ui.kit.plain_table import Head, Line, PlainTable
from ui.kit.preview import Document, preview
from ui.passphrase import PassphraseDialog
from ui.recover import BACKUPS

WIDTH = 860
HEADS = (
    Head("时间", 11), Head("种类", 5), Head("日志到", 7, True), Head("附件", 5, True), Head("大小", 7, True),
    Head("核验", 9), Head("文件", 0),
)  # fmt: skip
RULES = (("daily", "最近", "天"), ("weekly", "最近", "周"), ("monthly", "最近", "个月"))
PASSPHRASE_LOST = "口令丢失后，任何人都打不开。"


class BackupsPage(QWidget):
    """Asks the window's keeper for what is done; everything chosen here holds for this PC."""

    def __init__(self, desk: Desk, keeper: Any) -> None:
        super().__init__()
        self.desk, self.keeper = desk, keeper
        self._dialog: PassphraseDialog | None = None
        path = desk.store.path
        if path is None:
            self.setLayout(column(Notice("info", "服务器上的数据请由服务器备份。"), None))
            return
        self.path: Path = path
        inner = QWidget()
        inner.setMaximumWidth(WIDTH)
        self.keeps = True
        self.places, self.sealed_card, self.cipher_card = self._places(), self._sealing(), self._cipher()
        parts = (self._proof(), self._list(), self.places, self.sealed_card, self.cipher_card)
        inner.setLayout(column(*parts, None, spacing=16))
        body = QWidget()
        body.setLayout(row(inner, None))
        body.layout().setContentsMargins(24, 12, 24, 16)  # type: ignore[union-attr]
        body.layout().setStretchFactor(inner, 100)  # type: ignore[union-attr]
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(body))
        keeper.kept.connect(self.load)
        self.load()

    # -- parts ---------------------------------------------------------------------------------------

    def _proof(self) -> Card:
        self.state = Notice("info")
        self.now = button("立即备份", self.back_up, icon="archive", kind="primary")
        self.whole = button(
            "完整核对并备份", self.back_up_thoroughly, hint="逐条索引核对、走完整条日志链，较慢；自动每周一次"
        )
        return Card(heading("最近一份核验过的备份"), self.state, row(self.now, self.whole, None))

    def _places(self) -> Card:
        self.first, self.second = Words("", "second"), Words("", "second")
        self.no_second = button("不用", partial(self.choose, second=""), kind="quiet")
        lines = (
            row(Words("备份文件夹"), self.first, None, button("更改…", self.ask_first), spacing=12),
            row(Words("第二份（U 盘、共享）"), self.second, None, self.no_second, button("选择…", self.ask_second), spacing=12),
        )  # fmt: skip
        self.spins: dict[str, QSpinBox] = {}
        kept = row(Words("自动备份保留"), spacing=8)
        for name, before, unit in RULES:
            spin = self.spins[name] = QSpinBox()
            spin.setRange(1, 999)
            spin.setAccessibleName(f"保留{before}几{unit}的备份")
            spin.valueChanged.connect(partial(self._rule, name))
            for part in (Words(before), spin, Words(unit)):
                kept.addWidget(part)
        kept.addWidget(Words("各一份；手工和升级前的一直保留", "second"))
        kept.addStretch(1)
        self.automatic = QCheckBox("启动和退出时自动备份（没有变化时不重复）")
        self.automatic.clicked.connect(lambda on: self.choose(automatic=on))
        note = Words("这些选择只对本机有效。", "second", step=-1)
        return Card(heading("存放和保留"), *lines, kept, self.automatic, note, spacing=12)

    def _sealing(self) -> Card:
        self.sealed = Words("", "second", wrap=True)
        self.seal = button("用口令加密…", self.ask_seal)
        self.unseal = button("不再加密", partial(self.choose, key="", wrapped=None))
        line = row(self.sealed, self.unseal, self.seal)
        line.setStretch(0, 1)
        return Card(heading("备份加密"), line)

    def _cipher(self) -> Card:
        self.ciphered = Words("", "second", wrap=True)
        self.encrypt = button("加密数据…", self.ask_encrypt, icon="lock")
        self.change = button("更改口令…", self.ask_change)
        self.sheet = button("重做恢复单…", self.ask_sheet, icon="printer")
        self.decrypt = button("解除加密…", self.ask_decrypt, icon="lock-open")
        return Card(
            heading("数据文件加密"),
            self.ciphered,
            row(self.encrypt, self.change, self.sheet, self.decrypt, None),
        )

    def _list(self) -> Card:
        self.table = PlainTable("备份", *HEADS, empty="还没有备份")
        self.table.picked.connect(self._picked)
        self.table.opened.connect(self.restore)
        self.take = button("恢复到所选备份…", self._restore_picked, icon="history")
        self.other = button("从文件恢复…", self.ask_file, icon="folder-open")
        return Card(row(heading("已有的备份"), None, self.other, self.take), self.table)

    # -- what is shown -------------------------------------------------------------------------------

    @Slot()
    def load(self) -> None:
        """Read anew what lies there and what was chosen."""
        found, chosen = backups.listed(self.path), backups.choices_of(self.path)
        self._say_last(found[0] if found else None)
        self._say_chosen(chosen)
        encrypted = self.desk.ready and self.desk.store.key is not None
        self.ciphered.setText(
            "已加密，附件也是。" if encrypted
            else "未加密。加密后，打开时要输入口令；附件一起加密。" if cipher.available()
            else "本机没有装加密组件 sqlcipher3，不能加密。"
        )  # fmt: skip
        self.encrypt.setVisible(not encrypted)
        self.encrypt.setEnabled(cipher.available())
        for each in (self.change, self.sheet, self.decrypt):
            each.setVisible(encrypted)
        self.table.put([_line(each) for each in found])
        self.table.fit_height()
        self._offer()

    def _offer(self) -> None:
        """What who sits here may do."""
        may = self.desk.ready and self.desk.may(rights.BACK_UP)
        for each in (self.now, self.whole):
            each.setEnabled(may)
        self.keeps = self.desk.ready and self.desk.may(rights.KEEP)
        self.take.setEnabled(False)
        for part in (self.other, self.places, self.sealed_card, self.cipher_card):
            part.setEnabled(self.keeps)

    def _say_last(self, last: Backup | None) -> None:
        if last is None:
            self.state.tell("warn", "还没有核验过的备份。请现在备份一次。")
            return
        facts = last.manifest
        missing = f"，{facts.missing} 个附件缺失" if facts.missing else ""
        words = f"{facts.made_at.astimezone():%Y-%m-%d %H:%M}，日志到第 {facts.number:,} 号，{facts.attachments} 个附件{missing}"
        old = (self.desk.store.clock() - facts.made_at).days
        self.state.tell(
            "warn" if old > 7 or missing else "good", words + (f"，已过 {old} 天" if old > 7 else "")
        )

    def _say_chosen(self, chosen: Choices) -> None:
        self.first.setText(chosen.folder or "数据文件旁边")
        self.second.setText(chosen.second or "没有")
        if chosen.second and not Path(chosen.second).is_dir():
            self.second.setText(f"{chosen.second}（现在不在）")
        self.no_second.setVisible(bool(chosen.second))
        self.automatic.setChecked(chosen.automatic)
        for name, spin in self.spins.items():
            spin.blockSignals(True)
            spin.setValue(getattr(chosen, name))
            spin.blockSignals(False)
        encrypted = self.desk.ready and self.desk.store.key is not None
        self.seal.setVisible(not encrypted)
        self.unseal.setVisible(chosen.sealed and not encrypted)
        self.sealed.setText(
            "数据是加密的，备份和附件随它加密，恢复时输入做备份时的口令。" if encrypted
            else "备份和备份里的附件都用口令加密，在别的电脑上恢复时要输入口令。" if chosen.sealed
            else "备份没有加密。放在 U 盘或共享上时，建议用口令加密。"
        )  # fmt: skip
        self.seal.setText("换口令…" if chosen.sealed else "用口令加密…")

    @Slot(object)
    def _picked(self, key: Any) -> None:
        self.take.setEnabled(key is not None and self.keeps)

    # -- what is done --------------------------------------------------------------------------------

    @Slot()
    def back_up(self) -> None:
        self.keeper.back_up()

    @Slot()
    def back_up_thoroughly(self) -> None:
        self.keeper.back_up(True)

    def choose(self, **changes: Any) -> None:
        """Keep a choice for this PC; a refusal is told."""
        if self._may("备份设置"):
            try:
                backups.keep_choices(self.path, **changes)
            except UserError as error:
                self.desk.complain(self, "备份设置", str(error))
        self.load()

    def _rule(self, name: str, count: int) -> None:
        self.choose(**{name: count})

    @Slot()
    def ask_first(self) -> None:
        files.ask_folder(self, "备份文件夹", lambda folder: self.choose(folder=str(folder)))

    @Slot()
    def ask_second(self) -> None:
        files.ask_folder(self, "第二份备份的文件夹", lambda folder: self.choose(second=str(folder)))

    @Slot()
    def ask_seal(self) -> None:
        def run(_: str, passphrase: str) -> None:
            key = keys.new_key()
            self.choose(key=key.hex(), wrapped=keys.wrap(key, passphrase))

        words = f"从下一份备份起加密；以前的备份不变。请把口令写下来锁好：{PASSPHRASE_LOST}"
        self._ask("备份加密", "加密备份", words, run)

    def _restore_picked(self) -> None:
        line = self.table.currentIndex().row()
        if 0 <= line < len(self.table.lines()):
            self.restore(self.table.lines()[line].key)

    @Slot(object)
    def restore(self, path: Path) -> None:
        """Ask, and for a pass-phrase where one is needed, then go back to a backup."""
        if not self._may("恢复"):
            return
        known = backups.read(path)
        since = f"{known.made_at.astimezone():%Y-%m-%d %H:%M} " if known else ""
        question = (
            f"数据和附件回到 {since}的备份，在那以后录入的内容需要重新录入。现在的数据改名留存，不会删除。"
        )
        if not self.desk.ask(self, "恢复备份", question, "恢复"):
            return
        if known is not None and known.keys is None and not self._needs_secret(known):
            self.keeper.restore(path, self.path)
            return
        words = "这份备份可能是加密的，请输入做备份时的口令；没有加密的不必输入。"
        self._ask(
            "恢复备份",
            "恢复",
            words,
            lambda old, _: self.keeper.restore(path, self.path, old or None),
            old=True,
            new=False,
        )

    def _needs_secret(self, known: backups.Manifest) -> bool:
        return known.sealed and not backups.choices_of(self.path).sealed

    @Slot()
    def ask_file(self) -> None:
        files.ask_open(self, "选一份备份", BACKUPS, self.restore)

    # -- encryption at rest --------------------------------------------------------------------------

    @Slot()
    def ask_encrypt(self) -> None:
        words = (
            "加密后每次打开都要口令。随后会给出一张恢复单，请打印、密封、存入保险柜。"
            "口令和恢复单都丢失后，任何人都打不开。以前的备份没有加密，仍可读。附件一起加密。"
        )
        self._ask(
            "加密数据",
            "加密数据",
            words,
            lambda _, new: self.keeper.encrypt(new, partial(_show_sheet, self.keeper)),
        )

    @Slot()
    def ask_change(self) -> None:
        words = "以前的备份仍用旧口令。忘记旧口令时，在第一行输入恢复码。"
        self._ask("更改口令", "更改口令", words, self._change, old=True)

    def _change(self, old: str, new: str) -> None:
        cipher.change_passphrase(self.path, old, new)
        self.desk.told.emit("口令已更改")

    @Slot()
    def ask_sheet(self) -> None:
        words = "换一个新的恢复码；旧恢复单作废，请销毁。"
        self._ask("重做恢复单", "换恢复码", words, self._sheet, old=True, new=False)

    def _sheet(self, old: str, _: str) -> None:
        print_sheet(self, self.desk, self.path, cipher.new_recovery(self.path, old))

    @Slot()
    def ask_decrypt(self) -> None:
        words = "解除后，拿到文件的人都能读。加密的原数据改名留存。"
        self._ask("解除加密", "解除加密", words, self._decrypt, old=True, new=False)

    def _decrypt(self, old: str, _: str) -> None:
        cipher.key_for(self.path, old)  # a wrong one is told while the dialog is there
        self.keeper.decrypt(old)

    def _ask(
        self,
        title: str,
        verb: str,
        words: str,
        run: Callable[[str, str], object],
        old: bool = False,
        new: bool = True,
    ) -> None:
        if self._may(title):
            self._dialog = PassphraseDialog(self, title, verb, words, run, old, new)
            self._dialog.open()

    def _may(self, title: str) -> bool:
        try:
            self.desk.read(rights.need, rights.KEEP)
        except UserError as error:
            self.desk.complain(self, title, str(error))
            return False
        return True


def _line(backup: Backup) -> Line:
    facts = backup.manifest
    how = "完整" if facts.thorough else "逐页"
    how += "，已加密" if facts.sealed or facts.keys else ""
    values = (
        backup.made_at, facts.kind_label, facts.number, facts.attachments, size_words(facts.size), how, str(backup.path)
    )  # fmt: skip
    return Line(values, backup.path)


def _show_sheet(keeper: Any, made: Any) -> None:
    """The recovery sheet of a store that was just encrypted, over whatever screen is shown then."""
    shown = keeper.window.screen_now
    if shown is not None and keeper.desk.ready:
        print_sheet(shown, keeper.desk, keeper.desk.store.path, made.recovery)


def print_sheet(widget: QWidget, desk: Desk, path: Path, recovery: str) -> None:
    """The recovery sheet as a page to print; the key is on it and nowhere else."""
    office = desk.read(settings.get, "office_name")
    slip = RecoverySheet(path.name, office, desk.today(), recovery)

    def make(**_: Any) -> bytes:
        return sheet_pdf(slip, desk.store.who)

    preview(widget, desk, [Document("台账数据恢复单", make)])
