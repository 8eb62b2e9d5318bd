"""Promises that must be true of every domain: facts on columns, choices, imports, migrations."""

import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

import app
import app.models
from app.kit.db import Base, Choice, Record
from app.kit.fields import Field, fields
from app.kit.store import Store, newest_revision

ROOT = Path(__file__).parents[1]
RECORDS = sorted(
    (mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Record)),
    key=lambda model: model.__name__,
)
# Columns that people never see by themselves: keys of the machinery and facts said by another column.
UNSEEN = {"id", "version", "search_text", "search_key", "sort_key", "match_key"}


def modules(package: str) -> list[str]:
    found = importlib.import_module(package)
    return [info.name for info in pkgutil.walk_packages(found.__path__, f"{package}.")]


def test_imports_keep_to_the_contracts() -> None:
    # In a process of its own: import-linter switches off every logger that is there.
    code = "import sys, importlinter.cli as c; sys.exit(c.lint_imports('pyproject.toml', cache_dir=None))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_app_stands_without_qt() -> None:
    for file in (ROOT / "app").rglob("*.py"):
        assert not re.search(r"^\s*(from|import) (PySide6|ui)\b", file.read_text("utf-8"), re.M), file


def test_migrations_import_nothing_of_ours() -> None:
    for file in (ROOT / "migrations" / "versions").glob("*.py"):
        assert not re.search(r"^\s*(from|import) (app|ui)\b", file.read_text("utf-8"), re.M), file


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_records_say_what_they_are(model: type[Record]) -> None:
    known = fields(model)
    assert model.name_cn != Record.name_cn or model is Record
    assert model.title_column in {column.key for column in sa.inspect(model).column_attrs}
    for name in model.twin_columns:
        assert name in known
    assert len({field.label for field in known.values()}) == len(known), "two columns of one label"
    for field in known.values():
        assert field.label == field.label.strip()
        if field.kind == "link":
            assert field.target is not None
        if field.kind == "choice":
            assert field.choices is not None


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_every_value_reads_back_from_what_is_shown(model: type[Record]) -> None:
    for field in fields(model).values():
        if field.choices is not None:
            for member in field.choices:
                assert field.read(field.show(member)) is member
        assert field.read("") is None
        assert field.show(None) == "—"


def choices(base: type[Choice] = Choice) -> list[type[Choice]]:
    return [kind for child in base.__subclasses__() for kind in (child, *choices(child))]


@pytest.mark.parametrize("kind", choices(), ids=lambda kind: kind.__name__)
def test_choices_have_labels_of_their_own(kind: type[Choice]) -> None:
    labels = [member.label for member in kind]
    assert len(set(labels)) == len(labels)
    assert all(member.label and len(member.value) <= 32 for member in kind)


def test_migrations_build_what_the_models_say(store: Store) -> None:
    seen, server = sa.inspect(store.engine), store.path is None
    names = {name for name in seen.get_table_names() if "_fts" not in name}
    assert names - {"alembic_version"} == set(Base.metadata.tables)
    for name, table in Base.metadata.tables.items():
        built = {column["name"]: column for column in seen.get_columns(name)}
        assert set(built) == {column.name for column in table.columns}, name
        for column in table.columns:
            assert built[column.name]["nullable"] == bool(column.nullable), f"{name}.{column.name}"
            kind = column.type.compile(store.engine.dialect)
            found = built[column.name]["type"].compile(store.engine.dialect)
            # On a server all text compares and sorts by code point, as on SQLite.
            ordered = ' COLLATE "C"' if server and kind.startswith(("VARCHAR", "TEXT")) else ""
            assert found == kind + ordered, f"{name}.{column.name}"
        indexes = {
            index["name"]: index["column_names"]
            for index in seen.get_indexes(name)
            if "duplicates_constraint" not in index and not str(index["name"]).endswith("_trigrams")
        }
        assert indexes == {index.name: [c.name for c in index.columns] for index in table.indexes}, name
        unique = {tuple(found["column_names"]) for found in seen.get_unique_constraints(name)}
        wanted = {
            tuple(column.name for column in constraint.columns)
            for constraint in table.constraints
            if isinstance(constraint, sa.UniqueConstraint)
        }
        assert unique == wanted, name
        links = {(tuple(k["constrained_columns"]), k["referred_table"]) for k in seen.get_foreign_keys(name)}
        assert links == {
            (tuple(key.column_keys), key.referred_table.name) for key in table.foreign_key_constraints
        }, name


def test_the_newest_migration_is_reached(store: Store) -> None:
    assert store.revision() == newest_revision()


def test_every_module_can_be_imported() -> None:
    for name in modules("app") + modules("ui"):
        if not name.endswith("__main__"):
            importlib.import_module(name)


def test_labels_of_fields_have_headings() -> None:
    cost = fields(app.models.assets.Asset)["original_cost"]
    assert isinstance(cost, Field)
    assert cost.heading == "原值(元)"
