"""The data rows of a found table, without what only decorates it, each with its number in Excel."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.kit.readers import is_blank, read_text
from app.kit.sheets.headings import Layout
from app.kit.sheets.matching import tidy
from app.kit.sheets.reading import Row, Rows

_TOTALS = re.compile(
    r"(本页|本类|本月|本年|分类|部门)?(小计|合计|总计|累计|共计|总合计|合计数)[:：]?|(接|承|转|过)(上|前|次|下)页"
)
_SIGNATURE = re.compile(
    r"(制表|填表|编制|经办|复核|审核|审批|批准|主管|负责|盘点|监盘|保管|会计|出纳|资产管理|单位负责|部门负责|财务负责)"
    r"(人|员|人员|领导|日期|时间)?(签字|签名|签章|盖章)?[（(]?(签字|签名|签章|盖章)?[）)]?\s*[:：]"
    r"|(填报|制表|填表|编制|打印|导出|报送)(日期|时间|单位|部门)\s*[:：]|(单位)?[（(]?(公章|盖章)[）)]?\s*[:：]?$"
    r"|^(注|说明|备注)\s*[:：]|^第\s*\d+\s*页"
)
_MOST_CELLS_OF_FOOT = 6


@dataclass
class Skipped:
    """How many lines were passed over, by kind."""

    blank: int = 0
    totals: int = 0
    signature: int = 0
    headings: int = 0

    @property
    def total(self) -> int:
        return self.blank + self.totals + self.signature + self.headings


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
    at = [column.index for key in keys if (column := layout.of(key)) is not None]
    mapped = [column.index for column in layout.columns]
    width = max(mapped) + 1
    headings = {tidy(column.heading) for column in layout.columns}
    found = DataRows([], [], Skipped())
    blanks = 0
    for number, row in enumerate(rows[layout.first_data_row :], layout.first_data_row + 1):
        if len(row) < width:
            row = [*row, *[None] * (width - len(row))]
        kind = "" if _is_surely_record(row, at, headings) else _kind(row, mapped, headings, at)
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


def _is_surely_record(row: Row, keys: Sequence[int], headings: set[str]) -> bool:
    """Decides most rows at once: its number is text but no total's word nor heading, its cost is there."""
    if len(keys) < 2:
        return False
    number, cost = row[keys[0]], row[keys[1]]
    if number.__class__ is not str:
        return _is_filled(number) and _is_filled(cost)
    return (
        number != ""
        and cost != ""
        and cost is not None
        and "计" not in number
        and number not in headings
        and not number.isspace()
    )


def _is_filled(cell: object) -> bool:
    return cell != "" and cell is not None and not (isinstance(cell, str) and not cell.strip())


def _repeats_headings(row: Row, mapped: Sequence[int], headings: set[str]) -> bool:
    """True for a heading row pasted in again at a page's top. Cheap: its first filled cell tells most."""
    first = next((cell for cell in row if _is_filled(cell)), None)
    if not isinstance(first, str) or tidy(first) not in headings:
        return False
    words = [tidy(cell) for at in mapped if isinstance(cell := row[at], str) and not is_blank(cell)]
    return len(words) >= 2 and sum(word in headings for word in words) > len(words) / 2


def _kind(row: Row, mapped: Sequence[int], headings: set[str], keys: Sequence[int]) -> str:
    """blank, totals, signature, headings, or "" for a record that merely lacks something."""
    filled = [cell for cell in row if _is_filled(cell)]
    if not filled:
        return "blank"
    if _repeats_headings(row, mapped, headings):
        return "headings"
    texts = [read_text(cell) or "" for cell in filled if isinstance(cell, str)]
    if any(_TOTALS.fullmatch(tidy(text)) for text in texts):
        return "totals"
    if len(filled) > _MOST_CELLS_OF_FOOT or not any(_SIGNATURE.search(text) for text in texts):
        return ""
    # A record whose remark says 经办人：… has a number or a cost, and stays.
    stays = any(_is_filled(row[index]) for index in keys) and not _SIGNATURE.search(texts[0])
    return "" if stays else "signature"
