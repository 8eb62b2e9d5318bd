"""What is seen, as a workbook or on paper: all that is filtered, the columns of the screen, in its order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from app.kit import audit, revealing
from app.kit.errors import UserError
from app.kit.listing import Listing
from app.kit.store import Store
from ui.kit import crash, files, toast
from ui.kit.job import Job, strip_of

if TYPE_CHECKING:
    from ui.kit.screen import RecordScreen


class ListOutput(QObject):
    """Kept by its screen; both run as a Job with progress and cancel."""

    def __init__(self, screen: RecordScreen) -> None:
        super().__init__(screen)
        self.screen = screen
        self.job: Job | None = None

    def seen(self) -> Listing:
        """The list as it stands on the screen, the columns from left to right."""
        return self.screen.listing.narrowed(columns=self.screen.table.shown_columns())

    def export(self) -> None:
        """Ask where, then write what is filtered to a workbook."""
        day = self.screen.desk.today()
        files.ask_save(
            self.screen, "导出 Excel", f"{self.screen.title}{day:%Y%m%d}.xlsx", files.XLSX, self.export_to
        )

    def export_to(self, path: Path) -> None:
        """Write what is filtered to `path`, off the screen's thread."""
        screen = self.screen
        self.job = Job("导出 Excel", _write, screen.desk.store, path, self.seen(), screen.title)
        self.job.finished.connect(self._written)
        self.job.failed.connect(self._failed)
        strip_of(screen).follow(self.job)
        self.job.start()

    @Slot(object)
    def _written(self, result: tuple[Path, int]) -> None:
        path, count = result
        show = partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(path)))
        toast.tell(self.screen, f"已导出 {count:,} {self.screen.unit}到 {path.name}", [("打开", show)])

    @Slot(object)
    def _failed(self, error: BaseException) -> None:
        if isinstance(error, UserError):
            self.screen.desk.complain(self.screen, "没有导出", str(error))
        else:
            crash.report(error)

    # -- paper ---------------------------------------------------------------------------------------

    def print(self) -> None:
        """Preview of the list as it is seen."""
        from ui.kit.preview import Document, preview

        desk, title = self.screen.desk, f"{self.screen.title}列表"
        make = partial(_draw, desk.store, self.seen(), title, desk.today(), self.screen.sum_names)
        preview(self.screen, desk, [Document(title, make, file_name=f"{title} {desk.today():%Y-%m-%d}")])


def _write(
    store: Store, path: Path, listing: Listing, title: str, progress: Callable[..., None]
) -> tuple[Path, int]:
    with store.reading() as session:
        from app.kit.list_file import write_list  # the writers load when something is written

        count = write_list(path, session, listing, title, progress)
    with store.changing("导出列表") as session:
        whole = "，含完整的电话等号码" if listing.whole and revealing.secret(listing.model) else ""
        words = f"导出{title or listing.model.name_cn} {count} 条到 {path.name}{whole}"
        audit.note(session, listing.model.__tablename__, 0, words)
    return path, count


def _draw(
    store: Store, listing: Listing, title: str, today: date, sums: Sequence[str], *,
    progress: Callable[..., None], copy: str = "", stock: str = "", first: int = 1,
) -> bytes:  # fmt: skip
    from app.kit.list_paper import list_paper

    progress(0, 0, "读取数据")
    with store.reading() as session:
        return list_paper(session, listing, title, store.who, today, sums, progress)
