"""How the database would find rows: its plans, which tests look at."""

from django.db import connection


def forget_statistics() -> None:
    """Let SQLite plan by its indexes alone, as it does in a new database.

    A test before may have had it look at its tables (boardsite/database/sqlite3/statistics.py), which held a row or
    two then: it would rather read them whole. What it has learnt outlives the transaction that was rolled back.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        if "sqlite_stat1" in connection.introspection.table_names(cursor):
            cursor.execute("DELETE FROM sqlite_stat1")
        # Reads the schema anew, and with it what is known of its tables.
        cursor.execute("PRAGMA writable_schema = RESET")
