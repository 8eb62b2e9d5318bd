"""Stores for tests on each database: copies of an empty one that the migrations built once.

`new(folder)` is the place of an empty store, `copy(where, folder)` that of one like another, closed store,
`blank(folder)` a place where a store may be created. On a server `folder` only tells the names apart.
"""

from __future__ import annotations

import itertools
import os
import shutil
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL, make_url

from app.kit.store import Store
from tests.postgres import VARIABLE

Where = str | Path


class SqliteFiles:
    """Files in the test's own folder."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._template = folder / "空.houqin"
        Store.create(self._template, who="张三").close()

    def blank(self, folder: Path, name: str = "台账") -> Where:
        return folder / f"{name}.houqin"

    def new(self, folder: Path, name: str = "台账") -> Where:
        return self.copy(self._template, folder, name)

    def copy(self, where: Where, folder: Path, name: str = "台账") -> Where:
        place = folder / f"{name}.houqin"
        shutil.copyfile(where, place)
        return place

    def drop(self, where: Where) -> None:
        """Nothing: the folder goes by itself."""

    def end(self) -> None:
        """Nothing either."""


class ServerDatabases:
    """Databases on the server that HOUQIN_TEST_POSTGRES names, of names that no other process uses."""

    name = "postgresql"

    def __init__(self, folder: Path) -> None:
        self._url = make_url(os.environ[VARIABLE])
        plain = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._server = psycopg.connect(plain, autocommit=True)
        self._numbers = itertools.count(1)
        self._made: set[str] = set()
        self._template = self.blank(folder)
        Store.create(self._template, who="张三").close()

    def blank(self, folder: Path, name: str = "台账") -> Where:
        return self._make("")

    def new(self, folder: Path, name: str = "台账") -> Where:
        return self.copy(self._template, folder, name)

    def copy(self, where: Where, folder: Path, name: str = "台账") -> Where:
        return self._make(f"TEMPLATE {_database(where)} STRATEGY FILE_COPY")  # a quarter quicker, and there are many

    def _make(self, like: str) -> Where:
        name = f"houqin_{os.getpid()}_{next(self._numbers)}"
        self._server.execute(f"CREATE DATABASE {name} {like}".encode())
        self._made.add(name)
        return self._at(name).render_as_string(hide_password=False)

    def _at(self, name: str) -> URL:
        return self._url.set(database=name)

    def drop(self, where: Where) -> None:
        """Take a database away; whoever still works in it is put out."""
        name = _database(where)
        if name in self._made:
            self._server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
            self._made.discard(name)

    def end(self) -> None:
        for name in sorted(self._made):
            self._server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
        self._server.close()


def _database(where: Where) -> str:
    return str(make_url(str(where)).database)


# For tests of what is true of a file only, where another fixture brings the store.
on_file = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
on_server = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
Databases = SqliteFiles | ServerDatabases
KINDS = {"sqlite": SqliteFiles, "postgresql": ServerDatabases}
