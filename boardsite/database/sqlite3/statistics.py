"""What SQLite's planner goes by when it chooses an index."""

from __future__ import annotations

from django.db import connection


def refresh() -> None:
    """Look at the tables again, if the database is SQLite; PostgreSQL does so by itself.

    Without, a list over 50,000 tasks sorts them all for its first page, where the right index takes a millisecond; it
    takes half a second for so many. Not with `PRAGMA analysis_limit`, which SQLite advises: it takes no project for
    larger than that limit then, and sorts them all again (findings/sqlite-analysis-limit-prefix.sh).
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
