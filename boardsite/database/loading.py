"""Rows by the thousand that are written as they are: without signals, defaults, or the time of today.

Django makes SQL of each value by itself, which takes longer than all else where rows are many. Here it is known once
for each table what a value needs, and PostgreSQL gets rows by COPY, which spares both sides the reading of SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from boardsite.database.statements import MOST_VALUES

# Rows that one statement writes at most.
MOST_ROWS = 1_000
# Fields whose values, as Python has them, every driver takes as they are.
_PLAIN = (
    models.AutoField,
    models.BooleanField,
    models.CharField,
    models.ForeignKey,
    models.IntegerField,
    models.TextField,
)
Convert = Callable[[Any], Any]
Row = Mapping[str, Any]


class Loader:
    """Writes rows of one table: `fields` of it, by the names of their columns (`attname`) in each row."""

    def __init__(self, model: type[models.Model], fields: Sequence[models.Field]) -> None:
        self._connection = connections["default"]
        self._table, self._key = model._meta.db_table, model._meta.pk.column
        self._columns = [field.column for field in fields]
        self._values = itemgetter(*(field.attname for field in fields))
        made = [(place, _converter(field, self._connection)) for place, field in enumerate(fields)]
        self._converters = [(place, convert) for place, convert in made if convert]
        self._has_keys = any(field.primary_key for field in fields)
        # How many rows to hand over at once.
        self.most = max(1, min(MOST_ROWS, MOST_VALUES // len(fields)))

    def write(self, rows: Sequence[Row]) -> list[Any]:
        """Write these, at most `most`. Returns their keys in the same order where the database gives them."""
        if not rows:
            return []
        values = map(self._converted, rows)
        with self._connection.cursor() as cursor:
            if self._connection.vendor == "postgresql":
                return self._copy(cursor, values, len(rows))
            cursor.execute(self._insert(len(rows)), [each for row in values for each in row])
            return [] if self._has_keys else [key for (key,) in cursor.fetchall()]

    def _converted(self, row: Row) -> list[Any]:
        values = list(self._values(row))
        for place, convert in self._converters:
            if values[place] is not None:
                values[place] = convert(values[place])
        return values

    def _copy(self, cursor: Any, rows: Iterable[list[Any]], count: int) -> list[int]:
        """By COPY, which gives no keys back: they are taken from where the database takes them before."""
        keys: list[int] = []
        if not self._has_keys:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [self._table, self._key, count],
            )
            keys = [key for (key,) in cursor.fetchall()]
            rows = ([key, *row] for key, row in zip(keys, rows, strict=True))
        columns = self._columns if self._has_keys else [self._key, *self._columns]
        asked = f"COPY {_quoted(self._table)} ({', '.join(map(_quoted, columns))}) FROM STDIN"
        with self._connection.wrap_database_errors, cursor.copy(asked) as copy:
            for row in rows:
                copy.write_row(row)
        return keys

    def _insert(self, count: int) -> str:
        line = f"({', '.join(['%s'] * len(self._columns))})"
        answer = "" if self._has_keys else f" RETURNING {_quoted(self._key)}"
        columns = ", ".join(map(_quoted, self._columns))
        return f"INSERT INTO {_quoted(self._table)} ({columns}) VALUES {', '.join([line] * count)}{answer}"  # noqa: S608


def _converter(field: models.Field, connection: BaseDatabaseWrapper) -> Convert | None:
    """What makes of a value what the driver takes; None where it is that already."""
    if isinstance(field, _PLAIN):
        return None
    return lambda value: field.get_db_prep_save(value, connection)


def _quoted(name: str) -> str:
    return f'"{name}"'
