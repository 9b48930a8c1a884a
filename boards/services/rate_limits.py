"""Counts calls in the database, so that a limit holds for all processes and when Redis is gone."""

from __future__ import annotations

from django.db import connection
from django.db.models import F

from boards.models import CallCount

_TABLE = CallCount._meta.db_table
_TAKE = f"""
    INSERT INTO {_TABLE} (caller, "window", used) VALUES (%s, %s, %s)
    ON CONFLICT (caller) DO UPDATE SET
        used = CASE WHEN {_TABLE}."window" = excluded."window" THEN {_TABLE}.used ELSE 0 END + excluded.used,
        "window" = excluded."window"
    RETURNING used
"""  # noqa: S608  the name of a table of ours


def take(*, caller: str, window: int, count: int) -> int:
    """Count calls in a window of time and return how many there are now; one statement, whoever counts beside."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [caller, window, count])
        row = cursor.fetchone()
    return int(row[0])


def give_back(*, caller: str, window: int, count: int) -> None:
    """Count these calls no longer, if they were of the window that is; one statement."""
    same = CallCount.objects.filter(caller=caller, window=window, used__gte=count)
    same.update(used=F("used") - count)
