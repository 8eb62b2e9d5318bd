"""The base of all tables: exact column types, choices, and `Record`, a row that people keep."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Self

from sqlalchemy import BigInteger, ColumnElement, DateTime, Integer, MetaData, String, Text, inspect
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

from app.kit.months import Month as MonthNumber

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

BigId = BigInteger().with_variant(Integer, "sqlite")


class Choice(StrEnum):
    """One of a few words, stored by its value, shown by its label: `IN_USE = "in_use", "在用"`."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label or value
        return member

    @classmethod
    def labels(cls) -> dict[str, Self]:
        """Label → member, in the order of declaration."""
        return {member.label: member for member in cls}


class Fixed(TypeDecorator[Decimal]):
    """A Decimal with a fixed number of places, stored as a whole number: exact, and summable in SQL.

    Floats are refused (TypeError), as is a value with more places than the column keeps (ValueError).
    """

    impl = BigInteger
    cache_ok = True

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:
        return None if value is None else to_whole(value, self.places)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-self.places)


class Money(Fixed):
    """Yuan as Decimal with two places; whole fen in the store."""

    cache_ok = True

    def __init__(self) -> None:
        super().__init__(2)

    def __repr__(self) -> str:
        return "Money()"


class UtcTime(TypeDecorator[datetime]):
    """A moment, aware and in UTC; stored without zone. Naive datetimes are refused (TypeError)."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a naive datetime is no moment")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class MonthType(TypeDecorator[MonthNumber]):
    """A month as its number, so that SQL can count months."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> MonthNumber | None:
        return None if value is None else MonthNumber(value)


class ChoiceType(TypeDecorator[Choice]):
    """A Choice stored by value in a String: adding a member needs no migration."""

    impl = String(32)
    cache_ok = True

    def __init__(self, choices: type[Choice]) -> None:
        super().__init__()
        self.choices = choices
        self._members: dict[str, Choice] = {member.value: member for member in choices}

    def process_bind_param(self, value: Choice | str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.choices(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Choice | None:
        # Five times as quick as asking the enumeration; lists read a hundred thousand rows of them.
        return None if value is None else self._members.get(value) or self.choices(value)


def to_whole(value: Decimal | int, places: int) -> int:
    """`12.34` at two places → 1234. Raises TypeError for a float, ValueError for more places."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise TypeError(f"exact numbers only, not {value!r}")
    whole = Decimal(value).scaleb(places)
    if whole != whole.to_integral_value():
        raise ValueError(f"{value} has more than {places} places")
    return int(whole)


def fen(amount: Decimal) -> int:
    """Yuan → whole fen."""
    return to_whole(amount, 2)


def yuan(whole: int) -> Decimal:
    """Whole fen → yuan with two places."""
    return Decimal(whole).scaleb(-2)


def round_money(amount: Decimal) -> Decimal:
    """Half up to the fen, as books are kept."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


class Base(DeclarativeBase):
    """All tables of the store.

    `logged_by`: of a table whose rows are no Records and yet are logged, the columns by which they are written
    and deleted together, such as the month of postings.
    """

    logged_by: ClassVar[tuple[str, ...]] = ()
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcTime(),
        Decimal: Money(),
        MonthNumber: MonthType(),
    }


class Record(Base):
    """A row that people keep: an id, a version against silent overwriting, and rules.

    Class facts: `name_cn` what one is called; `title_column` what stands for it in pickers and links;
    `twin_columns` what tells two of the same title apart; `kept_by` the base roles beside the administrator
    that may edit and remove one (app.kit.rights), None where only verbs write it.
    """

    __abstract__ = True
    name_cn: ClassVar[str] = "记录"
    title_column: ClassVar[str] = "name"
    twin_columns: ClassVar[tuple[str, ...]] = ()
    kept_by: ClassVar[str | None] = "clerk"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}

    def __init__(self, **values: Any) -> None:
        """A new record stands on its columns' defaults at once, so that rules see what will be stored."""
        super().__init__(**(defaults(type(self)) | values))

    @classmethod
    def offered(cls) -> ColumnElement[bool] | None:
        """Which ones pickers offer; None for all."""
        return None

    def prepare(self) -> None:
        """Set the columns that follow from others. Called before the rules are checked."""

    def problems(self) -> dict[str, str]:
        """Rules on this one record: field name → sentence. Called before every flush of a new or dirty one."""
        return {}


@cache
def defaults(model: type[Record]) -> dict[str, Any]:
    """Column name → plain default value."""
    return {
        attribute.key: column.default.arg
        for attribute in inspect(model).column_attrs
        if (column := attribute.columns[0]).default is not None and column.default.is_scalar
    }


class Searchable:
    """Mixed into a Record that is found by words, number and pinyin; the kit fills these columns on save."""

    search_text: Mapped[str] = mapped_column(Text, default="", server_default="")
    search_key: Mapped[str] = mapped_column(String(64), default="", server_default="", index=True)
    sort_key: Mapped[str] = mapped_column(String(160), default="", server_default="", index=True)
