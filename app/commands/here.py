"""What every command starts from: which store, which kind of answer; and how it speaks.

Answers go to standard output, everything else (progress, remarks, refusals) to standard error. With --json
the answer is one JSON document; a refusal is `{"error": …}` there and the same sentence on standard error.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from app.kit.months import Month
    from app.kit.store import Store

PIPED_WIDTH = 200


class Refused(Exception):
    """The command was refused and its answer already tells why: exit code 1."""


@dataclass
class Here:
    """The options before the command's name."""

    where: str | None = None
    as_json: bool = False
    passphrase_file: Path | None = None
    user: str | None = None
    used: str | None = None  # the pass-phrase or recovery key that opened the store

    @property
    def store(self) -> str | Path:
        from app.kit import paths

        return self.where or paths.default_store()

    @contextmanager
    def open(self, even_moved: bool = False) -> Iterator[Store]:
        """The store, open for the command. UserError when there is none yet."""
        import app.models  # noqa: F401  all tables must be known before the first query
        from app.kit.errors import UserError
        from app.kit.store import is_url

        if not is_url(self.store) and not Path(self.store).exists():
            raise UserError(f"没有找到数据文件“{self.store}”。请先用 init 新建，或用 --store 指明它在哪里。")
        store = self.unlocked(even_moved)
        try:
            self.sign_in(store)
            yield store
        finally:
            store.close()

    def sign_in(self, store: Store) -> None:
        """Where the store asks who one is: by --user and the password, else refused."""
        from app.kit import rights, users
        from app.kit.errors import UserError

        with store.reading() as session:
            if not rights.sign_in_on(session):
                return
        if not self.user:
            raise UserError("这份数据要登录：请用 --user 写明用户名（或设环境变量 HOUQIN_USER）。")
        actor = users.enter(store, *self.credentials())
        if actor.must_change:
            say("请尽快在窗口里修改密码：这个密码是管理员设的。")

    def credentials(self) -> tuple[str, str]:
        """Who acts, and the password, asked for where no variable holds it. Raises UserError."""
        assert self.user is not None
        return self.user, password("HOUQIN_PASSWORD", f"“{self.user}”的密码")

    def unlocked(self, even_moved: bool = False) -> Store:
        """The store, open for whoever has its pass-phrase; nobody has signed in yet."""
        from app.kit.cipher import Locked
        from app.kit.store import Store

        self.used = self.secret()
        try:
            return Store.open(self.store, passphrase=self.used, even_moved=even_moved)
        except Locked as error:
            self.used = self.ask_secret(str(error), error)
            return Store.open(self.store, passphrase=self.used, even_moved=even_moved)

    def secret(self) -> str | None:
        """The pass-phrase out of --passphrase-file; None without one. Raises UserError."""
        return None if self.passphrase_file is None else _first_line(self.passphrase_file)

    def ask_secret(self, words: str, error: Exception) -> str:
        """Ask for a pass-phrase where somebody sits at a terminal, else raise `error`."""
        if self.passphrase_file is not None or not sys.stdin.isatty():
            raise error
        import getpass

        say(words)
        return getpass.getpass("口令：")

    def new_secret(self, file: Path | None) -> str:
        """A new pass-phrase out of a file, or asked for twice. Raises UserError."""
        from app.kit.errors import UserError

        if file is not None:
            return _first_line(file)
        nobody = UserError("这里没有人可问，请用 --new-passphrase-file 指明新口令所在的文件。")
        first, second = self._ask("新口令：", nobody), self._ask("再输一遍：", nobody)
        if first != second:
            raise UserError("两次输入的口令不一样，没有改动。")
        return first

    def _ask(self, prompt: str, nobody: Exception) -> str:
        if not sys.stdin.isatty():
            raise nobody
        import getpass

        return getpass.getpass(prompt)

    def answer(self, data: Any, people: Callable[[], None] | str) -> None:
        """The result: `data` as JSON, or what people read."""
        if self.as_json:
            print(json.dumps(data, ensure_ascii=False, default=plain))
        elif isinstance(people, str):
            print(people)
        else:
            people()


def _first_line(file: Path) -> str:
    from app.kit.errors import UserError

    try:
        return file.read_text("utf-8-sig").splitlines()[0]
    except (OSError, UnicodeError, IndexError) as error:
        raise UserError(f"读不到口令文件“{file}”的第一行。") from error


def here(context: typer.Context) -> Here:
    found = context.find_root().obj
    assert isinstance(found, Here)
    return found


def plain(value: Any) -> Any:
    """Money as text with two decimals, days and months as ISO text."""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in an answer")


def number(value: Decimal | int | None) -> int | float | None:
    """A quantity as a JSON number: whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def password(variable: str, what: str, twice: bool = False) -> str:
    """A password out of an environment variable, else asked for at the terminal. Raises UserError."""
    import os

    from app.kit.errors import UserError

    if found := os.environ.get(variable):
        return found
    if not sys.stdin.isatty():
        raise UserError(f"没有{what}：请设环境变量 {variable}，或在终端里运行。")
    import getpass

    typed = getpass.getpass(f"{what}：")
    if twice and getpass.getpass("再输一遍：") != typed:
        raise UserError("两次输入的不一样，没有保存。")
    return typed


def say(text: str) -> None:
    """A remark beside the answer."""
    print(text, file=sys.stderr)


def table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]], right: str = "") -> None:
    """A table for people; `right` names the columns that are aligned right, by spaces."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(width=None if sys.stdout.isatty() else PIPED_WIDTH, highlight=False)
    shown = Table(box=SIMPLE_HEAD)
    for heading in headings:
        shown.add_column(heading, justify="right" if heading in right.split() else "left", overflow="fold")
    for row in rows:
        shown.add_row(*map(escape, row))
    print(title)
    console.print(shown)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error for long work, where somebody watches."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total or None)


def month(text: str) -> Month:
    """A month argument. Wrong usage when it is none."""
    from app.kit.errors import Unreadable
    from app.kit.months import Month

    try:
        return Month.read(text)
    except Unreadable as error:
        raise typer.BadParameter(str(error)) from error


def today(store: Store) -> date:
    return store.clock().astimezone().date()
