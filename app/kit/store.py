"""The open database: one act of a person is one transaction, and what went wrong is said in plain words."""

from __future__ import annotations

import contextlib
import getpass
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from app.kit import audit, cipher, heads, holding, paths, records, rights, search, server, settings, structure
from app.kit.errors import Damaged, Moved, Stale, UserError
from app.kit.folding import Folding
from app.kit.shelves import Shelf

LATEST = re.compile(r"^(\d{4})_.*\.py$")


def newest_revision() -> str:
    """The number of the last migration shipped with this program."""
    found = [
        m[1] for file in paths.MIGRATIONS.joinpath("versions").iterdir() if (m := LATEST.match(file.name))
    ]
    return max(found)


class Store:
    """An office's data: a SQLite file (with attachments beside it) or a PostgreSQL URL.

    Open with `Store.open`, make with `Store.create`. Reads: `with store.reading() as session`. Acts:
    `with store.changing("资产报废") as session`, committed and logged at the end or rolled back whole.
    """

    def __init__(self, where: str | Path, who: str | None = None, key: bytes | None = None) -> None:
        self.where = str(where)
        self.key = key  # of an encrypted file; see app.kit.cipher
        self.recovery_key = ""  # told once, by `create`, to be printed
        self.actor: rights.Actor | None = None  # who has signed in, where that is asked for
        self._given = self._who = who
        self.closed = False  # for whoever still holds it and would ask
        self.own_acts: set[int] = set()  # numbers of the acts of this program, until somebody has seen them
        self._shared: str | None = None  # see `files`; read when first asked for
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.engine = self._connect()
        self._folding = None if is_url(where) else Folding(self.engine, Path(where))
        self._reader = sessionmaker(self._reading_engine(), expire_on_commit=False, autoflush=False)
        self._writer = sessionmaker(
            self.engine.execution_options(immediate=True), expire_on_commit=False, autoflush=False
        )
        rights.listen(self._writer)
        records.listen(self._writer)
        audit.listen(self._writer)

    # -- opening -------------------------------------------------------------------------------------

    @classmethod
    def create(cls, where: str | Path, who: str | None = None, passphrase: str | None = None) -> Store:
        """A new, empty store, encrypted where a pass-phrase is given. Raises UserError when something is
        already there or the folder is no good."""
        if not is_url(where):
            make_room(Path(where))
        key, recovery = (
            cipher.begin(Path(where), passphrase) if passphrase and not is_url(where) else (None, "")
        )
        store = cls(where, who, key)
        store.recovery_key = recovery
        with store._opening():
            if store.path is not None:
                heads.forget(store.path)  # of a store that lay here before
            else:
                with store.engine.connect() as connection:
                    if server.tables(connection):
                        raise UserError("这个数据库里已经有表，没有改动。请建一个空的数据库再来。")
            store.upgrade()
        return store

    @classmethod
    def open(
        cls, where: str | Path, who: str | None = None, passphrase: str | None = None, even_moved: bool = False
    ) -> Store:
        """An existing store, upgraded after a backup where it is older. Raises UserError with what is wrong:
        Damaged where a backup would help, Locked for an encrypted one without its pass-phrase, Moved for what is
        left of an office that went over to a server (`even_moved` opens it)."""
        key: bytes | None = None
        if not is_url(where):
            path = Path(where)
            if not path.exists():
                raise Damaged(f"没有找到数据文件“{path}”。请检查位置，或从备份恢复。")
            if path.is_dir():
                raise UserError(f"“{path}”是文件夹，不是数据文件。")
            _refuse_network(path)
            key = cipher.key_for(path, passphrase)
            _refuse_foreign(path, key)
        store = cls(where, who, key)
        with store._opening():
            revision = store.revision()
            newest = newest_revision()
            if revision is None:
                raise Damaged(f"“{store.shown}”不是后勤台账的数据文件，或者已经损坏。可以从备份恢复。")
            if revision > newest:
                raise UserError(
                    f"这份数据由更新的程序保存（{revision}），本程序只认识到 {newest}。请升级程序后再打开。"
                )
            if revision < newest:
                if store.path:
                    from app.kit import backups

                    backups.make(store, backups.UPGRADE)
                store.upgrade()
            if not even_moved:
                store._refuse_moved()
        return store

    def _refuse_moved(self) -> None:
        if self.path is None:
            return
        kept = settings.SettingValue
        with self.reading() as session:
            url = session.scalar(select(kept.value).where(kept.key == settings.MOVED))
        if url:
            raise Moved(
                f"这份数据已经迁到服务器：{url}。请改为打开那里的数据；"
                "若确要继续用这一份，请执行命令 move-to --stay。",
                url,
            )

    @contextlib.contextmanager
    def _opening(self) -> Iterator[None]:
        """Whatever stops the opening is said in words, and leaves nothing open."""
        try:
            with translated(self.where):
                yield
        except BaseException:
            self.close()
            raise

    @property
    def shown(self) -> str:
        """Where the store lies, as it may be told: a URL without its password."""
        return self.engine.url.render_as_string(hide_password=True) if is_url(self.where) else self.where

    @property
    def path(self) -> Path | None:
        """The SQLite file; None for a server."""
        return None if is_url(self.where) else Path(self.where)

    @property
    def files(self) -> Path:
        """The folder of attachments: beside the store; for one on a server the folder that the office shares,
        and where it named none, one on this computer."""
        if self.path is None:
            if self._shared is None:
                with self.reading() as session:
                    self._shared = settings.get(session, settings.FILES)
            if self._shared:
                return Path(self._shared)
        base = self.path or paths.default_store()
        return base.with_name(base.stem + ".附件")

    @property
    def shelf(self) -> Shelf:
        """The attachments, in the clear or sealed as the store itself is."""
        return Shelf(self.files, self.key)

    @property
    def backup_folder(self) -> Path:
        base = self.path or paths.default_store()
        return base.with_name(base.stem + ".备份")

    def _connect(self) -> Engine:
        if is_url(self.where):
            return server.connect(self.where)
        address = f"sqlite:///{Path(self.where).as_posix()}"
        if self.key is None:
            engine = create_engine(address, connect_args={"timeout": 5})
        else:
            engine = create_engine(address, module=cipher.module(), creator=self._opened)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    def _opened(self) -> Any:
        return cipher.connect(Path(self.where), self.key, create=True)

    def _reading_engine(self) -> Engine:
        """Reads see one moment, also on a server, and can write nothing there."""
        if self.path is not None:
            return self.engine
        return self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def revision(self) -> str | None:
        """The migration that the store stands at, None for a store that is not ours."""
        with self.engine.connect() as connection:
            names = connection.dialect.get_table_names(connection)
            if "alembic_version" not in names:
                return None
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()

    def upgrade(self) -> None:
        """Bring the store to the newest migration, whole or not at all."""
        with self.engine.execution_options(immediate=True).connect() as connection:
            if self.engine.dialect.name == "sqlite":
                # Batch operations on a parent table would delete its children otherwise; the PRAGMA is
                # ignored inside a transaction, hence on the raw connection before one begins.
                raw: Any = connection.connection.dbapi_connection
                raw.execute("PRAGMA foreign_keys=OFF")
            with connection.begin():
                migrate(connection)
                if self.engine.dialect.name == "sqlite":
                    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
                    if broken:
                        raise UserError(f"升级后有 {len(broken)} 处数据失去对应，已退回升级前的状态。")
        self.engine.dispose()

    # -- using ---------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reading only."""
        with translated(self.where), self._reader() as session:
            session.info[rights.ACTOR] = self.actor
            yield session

    def need(self, key: str) -> None:
        """For what is done to a store as a whole, outside an act: go on only with this right. Raises Forbidden."""
        with self.reading() as session:
            rights.need(session, key)

    @property
    def who(self) -> str:
        """Who acts, as the log will name them: who has signed in, else the name given to `open`, else the
        one kept for an office without sign-in, else the computer's user."""
        if self.actor is not None:
            return self.actor.name
        if self._who is None:
            with self.reading() as session:
                self._who = settings.get(session, "clerk_name") or getpass.getuser()
        return self._who

    @contextlib.contextmanager
    def changing(self, operation: str, reason: str = "") -> Iterator[Session]:
        """One act: everything done in it is committed and logged together, or not at all."""
        who = self.who
        with translated(self.where, self._holder), self._writer() as session:
            session.info[rights.ACTOR] = self.actor
            session.info["pending"] = audit.Pending(operation, who, reason)
            session.connection()  # the lock first: rules must see all that others have committed
            with holding.hold(self.path, who, operation):
                yield session
                session.flush()
                now = self.clock()
                sealed = audit.seal(session, now)
                session.commit()
                if sealed is not None:
                    self.own_acts.add(sealed[0])
                if sealed is not None and self.path is not None:
                    heads.write(self.path, heads.Head(*sealed, now))
        if self._folding is not None:
            self._folding.after_act()
        if "settings" in session.info["touched"]:
            self._who, self._shared = self._given, None

    def _holder(self) -> str:
        """Who keeps us from writing, in words; empty where that is not known."""
        return holding.holder(self.path) if self.path else server.busy(self.engine)

    def backup(self, target: Path) -> Path:
        """A whole copy of the store at one moment under this name, proven (app.kit.backups). Raises UserError."""
        from app.kit import backups

        return backups.to_file(self, target).path

    def verify(self) -> list[str]:
        """Check file, links and log; every problem is a sentence. Empty when all is well."""
        found: list[str] = []
        with self.reading() as session:
            if self.engine.dialect.name == "sqlite":
                checked = [row[0] for row in session.execute(text("PRAGMA integrity_check(10)"))]
                found += [f"数据文件：{line}" for line in checked if line != "ok"]
                for table, row, parent, _ in session.execute(text("PRAGMA foreign_key_check")):
                    found.append(f"{table} 第 {row} 行所指的 {parent} 不存在")
            found += structure.problems(session)
            if not structure.readable(session):
                return found
            from app.kit import replay

            found += audit.verify(session) or replay.bent_rows(session)
        if self.path is not None:
            from app.kit import backups

            found += heads.problems(self) or backups.cut_off(self)
        return found

    def close(self) -> None:
        self.closed = True
        if self._folding is not None:
            self._folding.wait()
        self.engine.dispose()


def migrate(connection: Connection) -> None:
    """Bring the tables to the newest migration, within the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(paths.MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def is_url(where: str | Path) -> bool:
    return "://" in str(where)


def make_room(path: Path) -> None:
    """The folder for a new store. Raises UserError when something is already there or the place is no good."""
    if path.exists():
        raise UserError(f"“{path}”已经存在，没有覆盖。请换一个文件名，或直接打开它。")
    _refuse_network(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"不能在“{path.parent}”建立数据文件夹：{error.strerror}。请换一个文件夹。") from error


def _refuse_network(path: Path) -> None:
    if paths.on_network(path):
        raise UserError(
            f"“{path}”在网络共享文件夹上，几台电脑同时写会损坏数据。请放在本机硬盘，多人共用请改用 PostgreSQL。"
        )


def _refuse_foreign(path: Path, key: bytes | None) -> None:
    """Look before opening: our connections put a file into WAL mode, and somebody else's is left as it is.

    A program that was killed while it left WAL mode leaves a journal, which must be rolled back to read on."""
    halted = path.with_name(path.name + "-journal").exists()
    with translated(str(path)), contextlib.closing(cipher.connect(path, key, read_only=not halted)) as connection:
        asked = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
        with cipher.readable():
            found = connection.execute(asked).fetchone()
        if found is None:
            raise Damaged(f"“{path}”不是后勤台账的数据文件，或者已经损坏。可以从备份恢复。")


def _prepare_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout=5000")
    connection.execute("PRAGMA foreign_keys=ON")
    with cipher.readable():
        connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA cache_size=-65536")
    connection.execute("PRAGMA temp_store=MEMORY")
    connection.execute("PRAGMA wal_autocheckpoint=0")  # see app.kit.folding
    connection.create_function("spaced", 1, search.spaced, deterministic=True)


def _begin_sqlite(connection: Any) -> None:
    immediate = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


_WORDS: tuple[tuple[str, str], ...] = (
    ("database is locked", "数据正被另一个程序占用，等了 5 秒仍不能写入。请稍后再试，或关闭另一个窗口。"),
    ("database or disk is full", "磁盘空间不足，这次操作没有保存。请清理磁盘后再试。"),
    ("attempt to write a readonly database", "数据文件是只读的，这次操作没有保存。请检查文件夹的权限。"),
    ("unable to open database file", "打不开数据文件“{where}”。请检查文件夹是否存在、是否有权限。"),
    ("file is not a database", "“{where}”不是后勤台账的数据文件，或者已经损坏。可以从备份恢复。"),
    ("could not decode to utf-8", "数据文件“{where}”里有读不出的文字，已损坏。请从最近的备份恢复。"),
    ("malformed database schema", "数据文件“{where}”已损坏。请从最近的备份恢复。"),
    ("database disk image is malformed", "数据文件“{where}”已损坏。请从最近的备份恢复。"),
    ("disk I/O error", "读写磁盘出错，这次操作没有保存。请检查磁盘。"),
    ("UNIQUE constraint failed", "这个编号或名称已经有了，没有重复保存（{detail}）。"),
    ("FOREIGN KEY constraint failed", "它还被别的记录用着，不能删除；或者所选的记录已不存在。"),
    ("log is append-only", "操作日志只能追加，不能改动。"),
    ("closed month", "这个月份已经结账，不能再改。"),
    ("sealed meeting", "封存：这次会议的记录已经归档封存，不能再改。需要变更的，请提交新的议题重新议决。"),
    ("exported batch", "已导出的批次不能改动。需要更正时请重新导出，程序会标明是重复导出。"),
)


@contextlib.contextmanager
def translated(where: str, holder: Callable[[], str] | None = None) -> Iterator[None]:
    """Turn the store's own faults into words a person can act on; the rest goes through as a bug.

    `holder` is asked who holds the store when somebody else does.
    """
    try:
        yield
    except StaleDataError as error:
        raise Stale("这条记录刚刚被别人改过。请重新读取后再改，您输入的内容仍在。") from error
    except Exception as error:
        if not isinstance(error, (DBAPIError, *cipher.errors())):
            raise
        cause = getattr(error, "orig", None) or error
        words = _said_by_us(str(cause), where) or server.explained(cause)
        if words is None:
            raise
        if holder is not None and (name := _blocked(cause) and holder()):
            words = f"{words}\n{name}。"
        raise (Damaged if _broken(cause) else UserError)(words) from error


def _said_by_us(message: str, where: str) -> str | None:
    for sign, words in _WORDS:
        if sign.lower() in message.lower():
            return words.format(where=where, detail=message.rpartition(":")[2].strip())
    return None


def _broken(cause: BaseException) -> bool:
    return any(sign in str(cause) for sign in ("malformed", "not a database", "Could not decode"))


def _blocked(cause: BaseException) -> bool:
    return "database is locked" in str(cause) or getattr(cause, "sqlstate", None) == "55P03"
