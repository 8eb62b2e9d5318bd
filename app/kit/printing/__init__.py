"""Paper: fonts, pages, boxed grids, tables, labels. `render` makes the PDF; drawing loads when it is used."""

from app.kit.printing.head import head_of
from app.kit.printing.printout import Head, Opening, Printout, render

__all__ = ["Head", "Opening", "Printout", "head_of", "render"]
