"""Paper: fonts, pages, boxed grids, tables, labels. `render` makes the PDF; drawing loads when it is used."""

from app.kit.printing.printout import Head, Opening, Printout, render

__all__ = ["Head", "Opening", "Printout", "render"]
