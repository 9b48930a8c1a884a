"""Queries whose SQL is made once.

Django builds the SQL of a queryset anew each time: for a look-up of one row that costs several times what the database
takes. What every request asks for is therefore kept as SQL, with places for the values that differ.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any, Generic, TypeVar

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models.query import ModelIterable, get_related_populators  # type: ignore[attr-defined]

from boardsite.database.lookups import as_value
from boardsite.database.statements import Statement, together

T = TypeVar("T")
Row = Sequence[Any]

# What stands for a value while the SQL is made: one per kind and number, and nothing that code or data of ours holds.
_STAND_INS: dict[type, Callable[[int], object]] = {
    int: lambda number: 2_147_410_000 + number,
    str: lambda number: f"\ufdd0place {number}",
    datetime.datetime: lambda number: datetime.datetime(1971, 3, 5, 1, 2, number, 987_653, datetime.UTC),
    list: lambda number: [2_147_310_000 + number],
}
# What PostgreSQL is to take values for. A column of small numbers can be compared with a large one, too.
_TYPES: dict[type, str] = {
    bool: "boolean",
    int: "bigint",
    str: "text",
    datetime.datetime: "timestamptz",
    list: "bigint[]",
}
# The whole numbers that both databases can compare with a column.
_INTEGERS = range(-(2**63), 2**63)


class Prepared(Generic[T]):
    """A queryset with named values: `Prepared(lambda pk: Task.objects.filter(pk=pk), pk=int)`.

    The function is called once, with a stand-in for each value. It may use what the ORM has but `__in` and prefetching.
    Values are whole numbers, texts, zoned moments and lists of ids (for `among`), as `places` says by name. Of
    `values_list` it gives the tuples.
    """

    def __init__(self, build: Callable[..., models.QuerySet[Any, T]], **places: type) -> None:
        self._build, self._places = build, places
        self._kept: dict[str, _Kept] = {}

    def first(self, **values: object) -> T | None:
        """The first object in the order of the queryset, None without one."""
        objects = self.all(**values)
        return objects[0] if objects else None

    def all(self, **values: object) -> list[T]:
        """All objects, in the order of the queryset. One statement."""
        (found,) = together(self.of(**values))
        return list(found)

    def of(self, **values: object) -> Statement:
        """The statement for these values, to be carried out together with others: it gives what `all` gives."""
        connection = connections["default"]
        kept = self._kept.get(connection.vendor)
        if kept is None:
            kept = self._kept[connection.vendor] = _Kept(connection, self._build, self._places)
        return kept.statement(connection, values)


class _Kept:
    """The SQL for one kind of database, and how the rows of its answer become objects (as `ModelIterable` does it)."""

    def __init__(
        self, connection: BaseDatabaseWrapper, build: Callable[..., models.QuerySet[Any]], places: dict[str, type]
    ) -> None:
        stand_ins = {name: _STAND_INS[kind](number) for number, (name, kind) in enumerate(places.items())}
        queryset = build(**stand_ins)
        self.gives_objects = issubclass(queryset._iterable_class, ModelIterable)
        self.compiler = queryset.query.get_compiler(connection=connection)
        self.sql, params = self.compiler.as_sql()
        adapted = [(name, _adapted(connection, value)) for name, value in stand_ins.items()]
        self.params = list(params)
        self.places = [(index, name) for index, value in enumerate(params) for name, place in adapted if value == place]
        if missing := set(places) - {name for _index, name in self.places}:
            raise ValueError(f"The query has no place for {', '.join(sorted(missing))}.")
        self.types = [_type(value) for value in params]
        self._learn_shape(connection)

    def _learn_shape(self, connection: BaseDatabaseWrapper) -> None:
        select, info = self.compiler.select, self.compiler.klass_info
        self.alias = connection.alias
        self.converters = self.compiler.get_converters([column for column, *_rest in select])
        if not self.gives_objects or info is None:
            return
        start, end = info["select_fields"][0], info["select_fields"][-1] + 1
        self.model, self.own = info["model"], itemgetter(slice(start, end))
        self.fields = [column.target.attname for column, _sql, _alias in select[start:end]]
        self.related = get_related_populators(info, select, connection.alias)
        self.annotations = list(self.compiler.annotation_col_map.items())

    def statement(self, connection: BaseDatabaseWrapper, values: dict[str, object]) -> Statement:
        """What asks the database for what it holds."""
        params = self.params.copy()
        for index, name in self.places:
            params[index] = _adapted(connection, values[name])
        return Statement(self.sql, params, self._take, self.types)

    def _take(self, cursor: CursorWrapper) -> list[Any]:
        rows: Iterable[Row] = cursor.fetchall()
        if self.converters:
            rows = map(tuple, self.compiler.apply_converters(rows, self.converters))
        return [self._object(row, self.alias) for row in rows] if self.gives_objects else list(rows)

    def _object(self, row: Row, alias: str) -> models.Model:
        made = self.model.from_db(alias, self.fields, self.own(row))
        for populator in self.related:
            populator.populate(row, made)
        for name, column in self.annotations:
            setattr(made, name, row[column])
        return made


def _type(value: object) -> str:
    """PostgreSQL's name for the type of a value; "unknown" lets it find out by itself."""
    return next((name for kind, name in _TYPES.items() if isinstance(value, kind)), "unknown")


def _adapted(connection: BaseDatabaseWrapper, value: object) -> object:
    """A value as it is given to the driver. A number that no row can have is equal to nothing."""
    if isinstance(value, int) and value not in _INTEGERS:
        return None
    if isinstance(value, list):
        return as_value(connection, value)
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime.datetime) else value
