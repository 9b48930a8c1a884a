"""What a database's planner goes by when it chooses an index and an order of joins."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, models, transaction

# So many rows at once change what is true of a table.
MANY = 500


def refresh() -> None:
    """Look at the tables again, if the database is SQLite; PostgreSQL does so by itself.

    Without, a list over 50,000 tasks sorts them all for its first page, where the right index takes a millisecond; it
    takes half a second for so many. Not with `PRAGMA analysis_limit`, which SQLite advises: it takes no project for
    larger than that limit then, and sorts them all again (findings/sqlite-analysis-limit-prefix.sh).
    """
    if connection.vendor == "sqlite":
        _analyse("")


def refresh_after(count: int, grown: Iterable[type[models.Model]]) -> None:
    """Once the present transaction has ended, look at these tables again if so many rows are `MANY`.

    PostgreSQL looks at a table by itself within a minute or so of such a change. Until then it takes a new project for
    one of a handful of tasks, and goes through all of its 50,000 once for each of them where it joins them.
    """
    if count < MANY:
        return
    tables = sorted(model._meta.db_table for model in grown)
    names = ", ".join(map(connection.ops.quote_name, tables)) if connection.vendor == "postgresql" else ""
    transaction.on_commit(lambda: _analyse(names), robust=True)


def _analyse(names: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {names}")
