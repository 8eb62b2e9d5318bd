"""Writes vouchers as files that a finance office takes in: a neutral table, 用友 TXT, 金蝶 Excel.

Layouts by what those importers document: one heading row, codes as text, days yyyy-mm-dd, amounts as numbers
with two decimals, exactly one side filled, the lines of a voucher together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from app.finance.models import AccountSet, Profile
from app.finance.vouchers import Line, Voucher
from app.kit.sheets import OutColumn, write_xlsx
from app.kit.sheets.writing import write_text

SUMMARY_LENGTH = 60
YONYOU_HEAD = "填制凭证,V800"
YONYOU_FIELDS = 35
_BREAKS = re.compile(r"[,\r\n\t\"]")
_WIDE = str.maketrans("=+-@", "＝＋－＠")


@dataclass(frozen=True)
class Handover:
    """All that a file of vouchers says. `repeats` and `numbers` go by document number."""

    batch_no: str
    vouchers: tuple[Voucher, ...]
    names: dict[str, str]
    word: str
    who: str
    repeats: dict[str, str]
    numbers: dict[str, str]

    def lines(self) -> Iterator[tuple[int, Voucher, Line]]:
        """Number of the voucher in this file, voucher, line; financial entries before budget entries."""
        for number, voucher in enumerate(self.vouchers, 1):
            for account_set in AccountSet:
                for line in voucher.lines:
                    if line.account_set is account_set:
                        yield number, voucher, line

    def summary(self, voucher: Voucher, line: Line, longest: int = 255) -> str:
        """What the entry is about, a repeated export marked in front, cut to the length that is taken."""
        first = self.repeats.get(voucher.document_no)
        mark = f"【重复导出，首次{first}】" if first else ""
        return (mark + line.summary)[:longest]


def write(path: Path, profile: Profile, handover: Handover) -> int:
    """Write the file whole or not at all; the number of lines. Raises UserError when it cannot be saved."""
    return _WRITERS[profile](path, handover)


# --- 凭证接口表 -------------------------------------------------------------------------------------------

NEUTRAL = (
    OutColumn("业务日期", "date", 11), OutColumn("业务类型", "text", 10), OutColumn("凭证序号", "int", 8),
    OutColumn("单据号", "text", 16), OutColumn("资产编号", "text", 14), OutColumn("合同号", "text", 14),
    OutColumn("摘要", "text", 36), OutColumn("账套", "text", 10), OutColumn("科目编码", "text", 10),
    OutColumn("科目名称", "text", 20), OutColumn("借方", "money", 14), OutColumn("贷方", "money", 14),
    OutColumn("部门", "text", 14), OutColumn("供应商", "text", 20), OutColumn("项目", "text", 14),
    OutColumn("功能分类", "text", 10), OutColumn("政府经济分类", "text", 12),
    OutColumn("部门经济分类", "text", 18), OutColumn("资金性质", "text", 14), OutColumn("资金来源", "text", 12),
    OutColumn("附件数", "int", 8), OutColumn("制单人", "text", 10), OutColumn("导出批次号", "text", 16),
    OutColumn("重复导出", "text", 24), OutColumn("已回填凭证号", "text", 14),
)  # fmt: skip


def _neutral(path: Path, handover: Handover) -> int:
    return write_xlsx(path, NEUTRAL, _neutral_rows(handover), "凭证接口表")


def _neutral_rows(handover: Handover) -> Iterator[list[object]]:
    for number, voucher, line in handover.lines():
        first = handover.repeats.get(voucher.document_no)
        yield [
            voucher.day, voucher.kind.label, number, voucher.document_no, voucher.asset_no,
            voucher.contract_no, handover.summary(voucher, line), line.account_set.label, line.account,
            handover.names.get(line.account, ""), line.debit or None, line.credit or None, line.department,
            voucher.supplier, voucher.project, None, None, line.economic_class, voucher.fund, None, 0,
            handover.who, handover.batch_no, f"重复导出，首次批次 {first}" if first else None,
            handover.numbers.get(voucher.document_no),
        ]  # fmt: skip


# --- 用友 TXT --------------------------------------------------------------------------------------------


def _yonyou(path: Path, handover: Handover) -> int:
    lines = [YONYOU_HEAD, *(_yonyou_line(handover, *each) for each in handover.lines())]
    write_text(path, "".join(f"{line}\r\n" for line in lines), "gbk")
    return len(lines) - 1


def _yonyou_line(handover: Handover, number: int, voucher: Voucher, line: Line) -> str:
    """制单日期, 类别字, 号, 附单据数, 摘要, 科目, 借, 贷, 数量, 外币, 汇率, 制单人, 结算方式, 票号,
    发生日期, 部门编码, and empty fields to the end."""
    day = voucher.day.isoformat()
    fields = [
        day, plain(handover.word), str(number), "0",
        plain(handover.summary(voucher, line, SUMMARY_LENGTH)), line.account,
        amount(line.debit), amount(line.credit), "", "", "", plain(handover.who), "", "", day,
        plain(line.department_code),
    ]  # fmt: skip
    return ",".join(fields + [""] * (YONYOU_FIELDS - len(fields)))


def plain(text: str) -> str:
    """Text that a comma-separated GBK file can hold: commas become ，, what GBK lacks becomes 〓. A sign that
    begins a formula becomes the wide one, for whoever opens the file in Excel."""
    spaced = _BREAKS.sub(lambda found: "，" if found[0] == "," else " ", text).strip()
    spaced = spaced[:1].translate(_WIDE) + spaced[1:]
    return "".join(sign if _in_gbk(sign) else "〓" for sign in spaced)


def _in_gbk(sign: str) -> bool:
    try:
        sign.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def amount(value: Decimal) -> str:
    return f"{value:.2f}"


# --- 金蝶 Excel ------------------------------------------------------------------------------------------

KINGDEE = (
    OutColumn("日期", "date", 11), OutColumn("凭证字", "text", 7), OutColumn("凭证号", "int", 7),
    OutColumn("附单据数", "int", 8), OutColumn("摘要", "text", 36), OutColumn("科目代码", "text", 10),
    OutColumn("科目名称", "text", 20), OutColumn("借方金额", "money", 14), OutColumn("贷方金额", "money", 14),
    OutColumn("币别", "text", 8), OutColumn("汇率", "number", 6), OutColumn("数量", "number", 8),
    OutColumn("单价", "money", 10), OutColumn("核算项目", "text", 24), OutColumn("制单人", "text", 10),
    OutColumn("审核", "text", 8), OutColumn("过账", "text", 8), OutColumn("单据号", "text", 16),
    OutColumn("导出批次号", "text", 16),
)  # fmt: skip


def _kingdee(path: Path, handover: Handover) -> int:
    return write_xlsx(path, KINGDEE, _kingdee_rows(handover), "凭证")


def _kingdee_rows(handover: Handover) -> Iterator[list[object]]:
    for number, voucher, line in handover.lines():
        items = [f"部门：{line.department}"] if line.department else []
        items += [f"供应商：{voucher.supplier}"] if voucher.supplier else []
        yield [
            voucher.day, handover.word, number, 0, handover.summary(voucher, line, SUMMARY_LENGTH),
            line.account, handover.names.get(line.account, ""), line.debit or None, line.credit or None,
            "人民币", 1, None, None, "；".join(items), handover.who, None, None, voucher.document_no,
            handover.batch_no,
        ]  # fmt: skip


_WRITERS: dict[Profile, Callable[[Path, Handover], int]] = {
    Profile.NEUTRAL: _neutral,
    Profile.YONYOU: _yonyou,
    Profile.KINGDEE: _kingdee,
}
