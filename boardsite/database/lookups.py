"""Look-ups that Django has no word for."""

from __future__ import annotations

import json
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignObject, Lookup
from django.db.models.sql.compiler import SQLCompiler


@Field.register_lookup
@ForeignObject.register_lookup
class Among(Lookup):
    """`pk__among=[7, 9]`: as `in`, with all ids in one value, so that the SQL is the same for any number of them."""

    lookup_name = "among"
    prepare_rhs = False

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """An array."""
        sql, params = self.process_lhs(compiler, connection)
        return f"{sql} = ANY(%s)", [*params, as_value(connection, self.rhs)]

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """A text in JSON."""
        sql, params = self.process_lhs(compiler, connection)
        ids = as_value(connection, self.rhs)
        return f"{sql} IN (SELECT value FROM json_each(%s))", [*params, ids]  # noqa: S608  a column, and a value's place


def as_value(connection: BaseDatabaseWrapper, ids: list[int]) -> list[int] | str:
    """Ids as the one value that `among` gives to the driver."""
    return ids if connection.vendor == "postgresql" else json.dumps(ids)
