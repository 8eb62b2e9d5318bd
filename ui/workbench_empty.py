"""What an office without a card sees on its workbench: three steps to begin."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from ui.kit.parts import FIGURE, Card, Words, button, column, heading, row

LEDGER = (
    "把现在用的固定资产明细账（.xlsx、.xls、.et、.csv）原样导入，列名不必改。"
    "导入前先试算，不合格的行逐格说明原因。"
)
MONTH = "导入时确认台账的数字截止到哪个月末；从下一个月起由本程序计提折旧、逐月结账。"


class EmptyOffice(QWidget):
    """本单位 → 导入台账 → 建账月份; the button of the next step is the filled one."""

    def __init__(self) -> None:
        super().__init__()
        self.office, self.ledger = button("填写本单位"), button("导入台账")
        self.card, self.month = button("新增第一张卡片", kind="quiet"), button("查看结账")
        self.named = Words("", "second", wrap=True)
        steps = (
            ("1", "本单位", self.named, (self.office,)),
            ("2", "导入台账", Words(LEDGER, "second", wrap=True), (self.ledger, self.card)),
            ("3", "建账月份", Words(MONTH, "second", wrap=True), (self.month,)),
        )
        parts = [_step(*step) for step in steps]
        welcome = Words("三步开始使用", step=8, bold=True)
        calm = Words("随时可以停下，做过的都已存好。", "second")
        inside = QWidget()
        inside.setMaximumWidth(720)
        inside.setLayout(column(8, welcome, calm, 8, *parts, None, spacing=12))
        line = row(None, inside, None)
        line.setStretch(1, 8)
        self.setLayout(line)

    def put(self, office: str) -> None:
        """`office` is its name, empty while it has none."""
        self.named.setText(f"{office}，已经填好。" if office else "填写单位名称和编码，它们印在每一张表上。")
        self.office.setText("修改" if office else "填写本单位")
        for each, first in ((self.office, not office), (self.ledger, bool(office))):
            each.setProperty("primary", "true" if first else "")
            each.style().unpolish(each)
            each.style().polish(each)


def _step(number: str, name: str, words: Words, buttons: tuple[QPushButton, ...]) -> Card:
    text = column(heading(name), words, spacing=4)
    head = row(Words(number, "second", step=FIGURE, bold=True), 8, text, spacing=8)
    head.setStretch(2, 1)
    return Card(head, row(None, *buttons), spacing=8)
