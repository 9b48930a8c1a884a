"""How the database would find rows: its plans, which tests look at."""

import re
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet


def plan_of(query: QuerySet[Any]) -> str:
    """The plan of a query, a step a line."""
    return plan_of_sql(*query.query.sql_with_params())


def plan_of_sql(sql: str, values: Sequence[Any] = ()) -> str:
    """The plan of a statement with these values, a step a line.

    SQLite plans it in an empty database with the same tables: in this one a test before may have had it look at them
    (boardsite/database/statistics.py), and what it has learnt of tables of one row outlives the rollback.
    """
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {sql}", values or None)
            return "\n".join(str(row[0]) for row in cursor.fetchall())
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' ORDER BY rowid")
        made = [row[0] for row in cursor.fetchall()]
    empty = connection.get_new_connection(connection.get_connection_params() | {"database": ":memory:"})
    try:
        for statement in made:
            empty.execute(statement)
        steps = empty.execute("EXPLAIN QUERY PLAN " + re.sub(r"%s", "?", sql), tuple(values))
        return "\n".join(str(step[-1]) for step in steps)
    finally:
        empty.close()
