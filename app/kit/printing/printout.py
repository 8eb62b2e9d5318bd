"""A printout: what it is called, what it gathers, how it is drawn; and `render`, which makes the PDF.

    Printout("asset-card", "资产卡片", gather=cards, draw=draw_card, takes="records")

`gather(session, …)` holds all queries and returns frozen slips; `draw(slip)` is pure and returns blocks.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from app.kit.errors import UserError

Progress = Callable[[int, int], None]
"""Called with (done, all); it may raise to cancel."""


@dataclass(frozen=True)
class Printout:
    """One kind of paper. `takes` says what `gather` is given after the session: "records" and "list" ids of
    records in the order of the screen (for a list None means all of them), "month" a month.

    `signatures` ("移交人 接收人") adds a row of boxes at the end. `stock` names the label stock where the
    paper is a sheet of labels; `draw` then returns a Label. `samples` gives slips for tests and previews.

    `each_page` ("主持人 记录人") are signed at the foot of every page. `layout` "official" is the page of
    GB/T 9704-2012 (`draw` returns parts of kit.printing.official), "cut" a sheet of equal pieces to be cut
    (a Cut), "halves" the copies of a form two to a sheet (a list of Copy), "packet" several papers in one file (a Packet).
    """

    name: str
    title: str
    gather: Callable[..., Sequence[Any]]
    draw: Callable[[Any], Any]
    takes: Literal["records", "month", "list"]
    landscape: bool = False
    signatures: str = ""
    version: int = 1
    stock: str = ""
    each_page: str = ""
    layout: Literal["form", "official", "cut", "halves", "packet"] = "form"
    samples: Callable[[], Sequence[Any]] = tuple


@dataclass(frozen=True)
class Head:
    """What stands around the forms of one printing: the unit, the day, who prints, the short hash of the
    change log's head, and `copy`: "" for a first print, "补打" for another copy, "草稿" for a draft."""

    unit: str = ""
    day: date | None = None
    who: str = ""
    digest: str = ""
    copy: Literal["", "补打", "草稿"] = ""


@dataclass(frozen=True)
class Opening:
    """The lines above the frame; first of a slip's blocks if there is one. Empty `left` is the unit,
    empty `title` the printout's; `right` stands where there is no number, as 金额单位：元. They are repeated
    on each page of the slip."""

    title: str = ""
    left: str = ""
    middle: str = ""
    number: str = ""
    right: str = ""


def render(
    printout: Printout,
    slips: Sequence[Any],
    head: Head,
    *,
    stock: str = "",
    first: int = 1,
    progress: Progress | None = None,
) -> bytes:
    """The PDF of all slips, each from a page of its own with 第 x 页 共 y 页 counted within the slip.

    For labels: `stock` chooses another label stock, `first` (from 1) the first free label of a used sheet.
    Raises UserError where there is nothing to print.
    """
    if not slips:
        raise UserError(f"{printout.title}：没有可以打印的内容，请先选定要打印的记录。")
    if printout.stock:
        from app.kit.printing.labels import render_labels

        labels: list[Any] = [printout.draw(slip) for slip in slips]
        return render_labels(
            labels, head, title=printout.title, stock=stock or printout.stock, first=first, progress=progress
        )
    from app.kit.printing.layouts import render_pages

    return render_pages(printout, slips, head, progress)
