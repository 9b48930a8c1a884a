"""Rows by the thousand: the one way in which many rows are written at once, without signals.

Django makes SQL of each value by itself, and psycopg looks for each place of a value in the SQL, which takes longer
than all else where rows are many. Here it is known once for each table what a value needs, and PostgreSQL gets rows by
COPY, which spares both sides the reading of SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from boardsite.database.statements import MOST_VALUES

# Rows that whoever makes them one after the other hands over at once.
MOST_ROWS = 1_000
# So many are written by a statement on PostgreSQL too: COPY would take two ways more.
FEW_ROWS = 40
# Fields whose values, as Python has them, every driver takes as they are.
_PLAIN = (
    models.AutoField,
    models.BooleanField,
    models.CharField,
    models.ForeignKey,
    models.IntegerField,
    models.TextField,
)
NOTHING: Mapping[str, Any] = MappingProxyType({})
Convert = Callable[[Any], Any]
Row = Mapping[str, Any]


def make_rows(model: type[models.Model], rows: Sequence[Row], **same: object) -> list[Any]:
    """Write new rows of a table; returns their keys in the same order.

    Each tells the same columns by their names (`attname`). Of the others all have what is the `same`, or the default
    of the field; what else a model does when it is saved, the caller has done.
    """
    if not rows:
        return []
    return Loader(model, _fields(model), same=_defaults(model, rows[0].keys()) | same).write_all(rows)


def make_all(rows: Sequence[models.Model]) -> None:
    """Write many new rows of one table, which then have their ids. As `bulk_create`, which takes many times as long."""
    if not rows:
        return
    model = type(rows[0])
    acting = [field for field in _fields(model) if _acts_before(field)]
    for row in rows:
        for field in acting:
            field.pre_save(row, True)
    keys = Loader(model, _fields(model)).write_all([row.__dict__ for row in rows])
    for row, key in zip(rows, keys, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, "default"


class Loader:
    """Writes rows of one table: `fields` of it, by the names of their columns (`attname`) in each row, or for all rows
    in `same`."""

    def __init__(
        self, model: type[models.Model], fields: Collection[models.Field], *, same: Mapping[str, Any] = NOTHING
    ) -> None:
        self._connection = connections["default"]
        self._table, self._key = model._meta.db_table, model._meta.pk.column
        told = [field for field in fields if field.attname not in same]
        alike = [field for field in fields if field.attname in same]
        self._columns = [_quoted(field.column) for field in (*told, *alike)]
        # One of them twice: of a single name it would give no tuple.
        self._values = itemgetter(*(field.attname for field in told), told[0].attname)
        self._same = [field.get_db_prep_save(same[field.attname], self._connection) for field in alike]
        made = [(place, _converter(field, self._connection)) for place, field in enumerate(told)]
        self._converters = [(place, convert) for place, convert in made if convert]
        self._has_keys = any(field.primary_key for field in told)
        self._room = max(1, MOST_VALUES // len(fields))
        # How many rows to hand over at once, where they are not all there yet.
        self.most = min(MOST_ROWS, self._room)

    def write_all(self, rows: Sequence[Row]) -> list[Any]:
        """As `write`, of however many; as few statements as there can be."""
        starts = range(0, len(rows), self._room)
        return [key for start in starts for key in self.write(rows[start : start + self._room])]

    def write(self, rows: Sequence[Row]) -> list[Any]:
        """Write these, about as many as `most`. Returns their keys in the same order where the database gives them."""
        if not rows:
            return []
        by_copy = self._connection.vendor == "postgresql" and len(rows) > FEW_ROWS
        with self._connection.cursor() as cursor:
            return (self._copied if by_copy else self._inserted)(cursor, self._converted(rows), len(rows))

    def _converted(self, rows: Iterable[Row]) -> Iterator[list[Any]]:
        for row in rows:
            values = list(self._values(row)[:-1])
            for place, convert in self._converters:
                if values[place] is not None:
                    values[place] = convert(values[place])
            yield values + self._same

    def _inserted(self, cursor: Any, rows: Iterable[list[Any]], count: int) -> list[Any]:
        cursor.execute(self._insert(count), [value for row in rows for value in row])
        return [] if self._has_keys else [key for (key,) in cursor.fetchall()]

    def _insert(self, count: int) -> str:
        line = f"({', '.join(['%s'] * len(self._columns))})"
        answer = "" if self._has_keys else f" RETURNING {_quoted(self._key)}"
        into = f"{_quoted(self._table)} ({', '.join(self._columns)})"
        return f"INSERT INTO {into} VALUES {', '.join([line] * count)}{answer}"  # noqa: S608  names of ours

    def _copied(self, cursor: Any, rows: Iterable[list[Any]], count: int) -> list[int]:
        """By COPY, which gives no keys back: they are taken from where the database takes them before."""
        keys, columns = [], self._columns
        if not self._has_keys:
            keys, columns = self._next_keys(cursor, count), [_quoted(self._key), *columns]
            rows = ([key, *row] for key, row in zip(keys, rows, strict=True))
        asked = f"COPY {_quoted(self._table)} ({', '.join(columns)}) FROM STDIN"
        with self._connection.wrap_database_errors, cursor.copy(asked) as copy:
            for row in rows:
                copy.write_row(row)
        return keys

    def _next_keys(self, cursor: Any, count: int) -> list[int]:
        # Which sequence it is, is looked up once, not for each row.
        cursor.execute(
            "WITH sequence(name) AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, %s)::regclass) "
            "SELECT nextval(name) FROM sequence, generate_series(1, %s)",
            [self._table, self._key, count],
        )
        return [key for (key,) in cursor.fetchall()]


@cache
def _fields(model: type[models.Model]) -> tuple[models.Field, ...]:
    """All but the key, which the database gives."""
    return tuple(field for field in model._meta.local_concrete_fields if not field.primary_key)


def _defaults(model: type[models.Model], told: Collection[str]) -> dict[str, Any]:
    return {field.attname: field.get_default() for field in _fields(model) if field.attname not in told}


def _acts_before(field: models.Field) -> bool:
    """Whether it works out its value when a row is written, such as the moment."""
    plain = (models.Field.pre_save, models.DateField.pre_save, models.DateTimeField.pre_save)
    is_moment = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    return is_moment or type(field).pre_save not in plain


def _converter(field: models.Field, connection: BaseDatabaseWrapper) -> Convert | None:
    """What makes of a value what the driver takes; None where it is that already."""
    if isinstance(field, _PLAIN):
        return None
    return lambda value: field.get_db_prep_save(value, connection)


def _quoted(name: str) -> str:
    return f'"{name}"'
