"""Papers with long texts: a page break leaves no lonely first row of a group."""

import io

import pytest
from pypdf import PdfReader

from app.kit.printing import render
from app.kit.printing.grid import Grid, Group
from app.kit.printing.printout import Head, Opening, Printout


@pytest.mark.parametrize("rows", range(20, 36))
def test_a_group_is_not_cut_after_its_first_rows(rows: int) -> None:
    def draw(slip: int) -> list[object]:
        first = Group([((f"前{number}", "值"),) for number in range(slip)], "基本信息")
        last = Group([((f"后{number}", "值"),) for number in range(12)], "使用信息")
        return [Opening(title="卡片"), Grid([first, last])]

    form = Printout("card", "卡片", gather=lambda session, ids: [], draw=draw, takes="records")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(render(form, [rows], Head()))).pages]
    for page in pages[:-1]:
        here = sum(f"后{number}" in page for number in range(12))
        assert here == 0 or here >= 3
