"""Statements that go to the database together, and writes of rows whose SQL is made once.

A way there and back takes longer than what most statements do there, and Python gives its lock away at each: while a
row is locked, others wait for all of them. So what is known to be asked for is asked for in one message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import Field, Model

# Rows that one statement writes at most.
BATCH = 500
# Values that a statement holds at most; SQLite takes 32,766.
MOST_VALUES = 30_000


class Statement(NamedTuple):
    """SQL with its values; `take` makes of the cursor what the caller gets, or notes it where it belongs.

    `types`: of SQL that stays the same, the types of the values by PostgreSQL's names; a server then has its plan kept.
    """

    sql: str
    params: Sequence[Any]
    take: Callable[[CursorWrapper], Any]
    types: Sequence[str] | None = None


class Message(str):
    """What PostgreSQL is asked at once, as it reads in logs. Servers send less of it (`postgresql/plans.py`)."""

    __slots__ = ("statements",)
    statements: Sequence[Statement]

    def __new__(cls, statements: Sequence[Statement]) -> Message:
        """The statements, one after the other."""
        made = super().__new__(cls, ";\n".join([statement.sql for statement in statements]))
        made.statements = statements
        return made


class Found(NamedTuple):
    """A value that the database looks up: SQL in brackets, with its values."""

    sql: str
    params: Sequence[Any]


def together(*statements: Statement) -> list[Any]:
    """What each of them gives, in their order; each sees what those before it have written.

    PostgreSQL gets them as one message, and takes a new look at the data for each. SQLite takes one at a time.
    """
    connection = connections["default"]
    if not statements:
        return []
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            return [_one(cursor, statement) for statement in statements]
        cursor.execute(Message(statements), [value for statement in statements for value in statement.params])
        found = []
        for place, statement in enumerate(statements):
            if place:
                cursor.nextset()
            found.append(statement.take(cursor))
        return found


def _one(cursor: CursorWrapper, statement: Statement) -> Any:
    cursor.execute(statement.sql, statement.params)
    return statement.take(cursor)


def nothing(_cursor: CursorWrapper) -> None:
    """For a statement whose answer says nothing."""


def saving(row: Model, names: Iterable[str], expressions: Mapping[str, str] | None = None) -> Statement:
    """Write these fields of a row that is there; `expressions` are fields that the database works out, as SQL.

    As `row.save(update_fields=names)`, but without signals, which are silent inside services.
    """
    connection = connections["default"]
    chosen = tuple(sorted(names))
    fields = [row._meta.get_field(name) for name in chosen]
    given = tuple((expressions or {}).items())
    sql = _update(type(row), chosen, given)
    return _kept(sql, [*_values(row, fields, connection, add=False), row.pk], nothing)


def saving_all(model: type[Model], pks: Sequence[int], **values: object) -> Statement:
    """Write the same values into the fields of several rows, by their ids."""
    connection, names = connections["default"], tuple(values)
    prepared = [model._meta.get_field(name).get_db_prep_save(values[name], connection) for name in names]  # type: ignore[union-attr]
    return Statement(_update(model, names, (), len(pks)), [*prepared, *pks], nothing)


def saving_each(rows: Sequence[Model], names: Iterable[str]) -> Iterator[Statement]:
    """Write these fields of many rows, to each row its own; a statement for each `BATCH` of them."""
    connection, chosen = connections["default"], tuple(sorted(names))
    for start in range(0, len(rows) if chosen else 0, BATCH):
        batch = rows[start : start + BATCH]
        model = type(batch[0])
        fields = [model._meta.pk, *(model._meta.get_field(name) for name in chosen)]
        params = [
            field.get_db_prep_save(getattr(row, field.attname), connection)  # type: ignore[union-attr]
            for row in batch
            for field in fields
        ]
        yield Statement(_update_each(model, chosen, len(batch), connection.vendor), params, nothing)


def making(row: Model, found: Mapping[str, Found] = MappingProxyType({})) -> Statement:
    """Write a new row, which then has its id. As `row.save(force_insert=True)`, but without signals.

    `found` are fields that the database looks up, such as the id of a row that is written in the same message.
    """
    connection = connections["default"]
    returns = connection.features.can_return_columns_from_insert
    given = tuple((name, each.sql) for name, each in found.items())
    params: list[Any] = []
    for field in _given_fields(type(row)):
        params += found[field.name].params if field.name in found else _values(row, [field], connection, add=True)

    def take(cursor: CursorWrapper) -> None:
        row.pk = cursor.fetchone()[0] if returns else cursor.lastrowid
        row._state.adding, row._state.db = False, connection.alias

    return _kept(_insert(type(row), returns, given), params, take)


def _kept(sql: str, params: Sequence[Any], take: Callable[[CursorWrapper], Any]) -> Statement:
    """One whose values have the types of their columns."""
    return Statement(sql, params, take, ["unknown"] * len(params))


def _values(row: Model, fields: Iterable[Any], connection: BaseDatabaseWrapper, *, add: bool) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, add), connection) for field in fields]


@cache
def _given_fields(model: type[Model]) -> tuple[Field[Any, Any], ...]:
    """All but the id, which the database gives."""
    return tuple(field for field in model._meta.local_concrete_fields if not field.primary_key)


@cache
def _update(model: type[Model], names: tuple[str, ...], expressions: tuple[tuple[str, str], ...], rows: int = 1) -> str:
    places = [f"{_column(model, name)} = %s" for name in names]
    places += [f"{_column(model, name)} = {sql}" for name, sql in expressions]
    wanted = f"IN ({', '.join(['%s'] * rows)})" if rows != 1 else "= %s"
    key = model._meta.pk.column
    return f'UPDATE "{model._meta.db_table}" SET {", ".join(places)} WHERE "{key}" {wanted}'  # noqa: S608  names of ours


@lru_cache(maxsize=64)
def _update_each(model: type[Model], names: tuple[str, ...], rows: int, vendor: str) -> str:
    key, table = model._meta.pk, model._meta.db_table
    columns = [_column(model, name) for name in names]
    # A list of values has the types that its literals seem to have.
    kind = "CAST(given.{} AS {})" if vendor == "postgresql" else "given.{}"
    types = [model._meta.get_field(name).db_type(connections["default"]) for name in names]  # type: ignore[union-attr]
    written = ", ".join(
        f"{column} = {kind.format(column, type_)}" for column, type_ in zip(columns, types, strict=True)
    )
    line = f"({', '.join(['%s'] * (len(names) + 1))})"
    return (
        f'WITH given("{key.column}", {", ".join(columns)}) AS (VALUES {", ".join([line] * rows)}) '  # noqa: S608
        f'UPDATE "{table}" SET {written} FROM given WHERE "{table}"."{key.column}" = given."{key.column}"'
    )


@lru_cache(maxsize=64)
def _insert(model: type[Model], returns: bool, found: tuple[tuple[str, str], ...], rows: int = 1) -> str:
    columns = [f'"{field.column}"' for field in _given_fields(model)]
    line = ", ".join([dict(found).get(field.name, "%s") for field in _given_fields(model)])
    places = "), (".join([line] * rows)
    answer = f' RETURNING "{model._meta.pk.column}"' if returns else ""
    return f'INSERT INTO "{model._meta.db_table}" ({", ".join(columns)}) VALUES ({places}){answer}'  # noqa: S608


def _column(model: type[Model], name: str) -> str:
    return f'"{model._meta.get_field(name).column}"'  # type: ignore[union-attr]
