"""The data rows of a found table, without what only decorates it, each with its number in Excel."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.kit.readers import Cell, is_blank, read_text
from app.kit.sheets.book import Row, Rows
from app.kit.sheets.headings import Layout
from app.kit.sheets.matching import tidy

_SUMS = "(小计|合计|总计|累计|共计|合计数)"
_TOTALS = re.compile(rf".{{0,20}}{_SUMS}[:：]?|{_SUMS}[:：(].*|(接|承|转|过)(上|前|次|下)页")
_SIGNATURE = re.compile(
    r"(制表|填表|编制|经办|复核|审核|审批|批准|主管|负责|盘点|监盘|保管|会计|出纳|资产管理|单位负责|部门负责|财务负责)"
    r"(人|员|人员|领导|日期|时间)?(签字|签名|签章|盖章)?[（(]?(签字|签名|签章|盖章)?[）)]?\s*[:：]"
    r"|(填报|制表|填表|编制|打印|导出|报送)(日期|时间|单位|部门)\s*[:：]|(单位)?[（(]?(公章|盖章)[）)]?\s*[:：]?$"
    r"|^(注|说明|备注)\s*[:：]|^第\s*\d+\s*页"
)
_CODE = re.compile(r"[\x21-\x7e]+")
_GROUP = re.compile(r"[（(]?[一二三四五六七八九十]+[)）、.．].*")
_MOST_CELLS_OF_FOOT = 6
_FEWEST_FOR_NOTES = 3  # columns of a table, for a lonely text to be none of its records
_TOTAL_STANDS_IN = 3  # among the first filled cells of its row


@dataclass
class Skipped:
    """How many lines were passed over, by kind."""

    blank: int = 0
    totals: int = 0
    signature: int = 0
    headings: int = 0
    notes: int = 0

    @property
    def total(self) -> int:
        return self.blank + self.totals + self.signature + self.headings + self.notes


@dataclass(frozen=True)
class DataRows:
    """Rows that carry data; `numbers` are theirs as Excel counts them."""

    numbers: list[int]
    rows: list[Row]
    skipped: Skipped


def data_rows(layout: Layout, rows: Rows, keys: Sequence[str]) -> DataRows:
    """Sort out the rows below the headings.

    `keys` are the fields that only a true record has together (an asset's number and cost): a row with all
    of them filled, and no total's word in them, is never skipped. Blank lines after the last filled row
    are not counted, since sheets end in any number of them.
    """
    table = _Table(layout, keys)
    found = DataRows([], [], Skipped())
    blanks = 0
    for number, row in enumerate(rows[layout.first_data_row :], layout.first_data_row + 1):
        if len(row) < table.width:
            row = [*row, *[None] * (table.width - len(row))]
        kind = "" if table.is_surely_record(row) else table.kind(row)
        if kind == "blank":
            blanks += 1
            continue
        found.skipped.blank += blanks
        blanks = 0
        if kind:
            setattr(found.skipped, kind, getattr(found.skipped, kind) + 1)
        else:
            found.numbers.append(number)
            found.rows.append(row)
    return found


class _Table:
    """What telling records from decoration needs to know of a layout."""

    def __init__(self, layout: Layout, keys: Sequence[str]) -> None:
        self.width = max(column.index for column in layout.columns) + 1
        self.headings = {tidy(column.heading) for column in layout.columns}
        self.mapped = [column.index for column in layout.fields.values()]
        self.keys = [column.index for key in keys if (column := layout.of(key)) is not None]
        number = layout.of(keys[0]) if keys else None
        self.number = number.index if number is not None else None

    def is_surely_record(self, row: Row) -> bool:
        """Decides most rows at once: its number is text but no total's word nor heading, its cost is there."""
        if self.number is None or len(self.keys) < 2:
            return False
        number, cost = row[self.number], row[self.keys[1]]
        if number.__class__ is not str:
            return _is_filled(number) and _is_filled(cost)
        return (
            number != ""
            and cost != ""
            and cost is not None
            and "计" not in number
            and number not in self.headings
            and not number.isspace()
        )

    def kind(self, row: Row) -> str:
        """blank, totals, signature, headings, notes, or "" for a record that merely lacks something."""
        filled = [cell for cell in row if _is_filled(cell)]
        if not filled:
            return "blank"
        if self._repeats_headings(row, filled[0]):
            return "headings"
        texts = [read_text(cell) or "" for cell in filled if isinstance(cell, str)]
        if not self._is_numbered(row) and any(
            _TOTALS.fullmatch(tidy(text)) for text in texts[:_TOTAL_STANDS_IN]
        ):
            return "totals"
        if len(filled) <= _MOST_CELLS_OF_FOOT and any(_SIGNATURE.search(text) for text in texts):
            # A record whose remark says 经办人：… has a number or a cost, and stays.
            stays = any(_is_filled(row[index]) for index in self.keys) and not _SIGNATURE.search(texts[0])
            return "" if stays else "signature"
        if self._is_note(row, filled):
            return "notes"
        # Lines numbered beforehand, or with formulas that come to nought, hold nothing.
        return "" if any(_is_filled(row[at]) and row[at] != 0 for at in self.mapped) else "blank"

    def _is_numbered(self, row: Row) -> bool:
        """Whether a record's number stands in its column; 合计 may stand there too."""
        cell = row[self.number] if self.number is not None else None
        return _is_filled(cell) and not (isinstance(cell, str) and _TOTALS.fullmatch(tidy(cell)))

    def _repeats_headings(self, row: Row, first: Cell) -> bool:
        """True for a heading row pasted in again at a page's top. Cheap: its first filled cell tells most."""
        if not isinstance(first, str) or tidy(first) not in self.headings:
            return False
        words = [tidy(cell) for cell in row if isinstance(cell, str) and not is_blank(cell)]
        return len(words) >= 2 and sum(word in self.headings for word in words) > len(words) / 2

    def _is_note(self, row: Row, filled: Sequence[Cell]) -> bool:
        """A line of one text alone: a title repeated, 一、通用设备 above its group, a sentence at the foot."""
        if len(filled) > 1 or not isinstance(filled[0], str) or len(self.mapped) < _FEWEST_FOR_NOTES:
            return False
        text = filled[0].strip()
        if _GROUP.fullmatch(text):
            return True
        first = self.number == 0 or 0 not in self.mapped  # a lonely name is a record, poor as it is
        return first and row[0] == filled[0] and not _CODE.fullmatch(text)


def _is_filled(cell: object) -> bool:
    return cell != "" and cell is not None and not (isinstance(cell, str) and not cell.strip())
