"""Forgets what is over and belongs to nobody: entries of the cache in the database, and counts of calls."""

from __future__ import annotations

import time

from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.utils import timezone

from boards.models import CallCount
from boards.services.transactions import service

# Windows of calls are minutes; one of yesterday says nothing.
_WINDOW_SECONDS, _WINDOWS_KEPT = 60, 1_440
# Deleted in one statement: entries may be as large as a PDF.
_AT_ONCE = 500


def purge_cache() -> int:
    """Delete what has expired, which the cache does only to what is asked for again; returns how many there were."""
    cache = caches["default"]
    if not isinstance(cache, DatabaseCache):
        return 0
    gone = 0
    while some := _purge_some(cache._table):  # type: ignore[attr-defined]
        gone += some
    return gone


def _purge_some(table: str) -> int:
    name = connection.ops.quote_name(table)
    now = connection.ops.adapt_datetimefield_value(timezone.now().replace(microsecond=0))
    statement = f"""
        DELETE FROM {name} WHERE cache_key IN (SELECT cache_key FROM {name} WHERE expires < %s LIMIT {_AT_ONCE})
    """  # noqa: S608  the name of a table of ours
    with connection.cursor() as cursor:
        cursor.execute(statement, [now])
        return cursor.rowcount


@service
def purge_call_counts() -> int:
    """Forget the counts of callers who have not called for a day; returns how many there were."""
    window = int(time.time() // _WINDOW_SECONDS) - _WINDOWS_KEPT
    return CallCount.objects.filter(window__lt=window).delete()[0]
