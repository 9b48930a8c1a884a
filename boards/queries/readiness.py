"""Whether the site can do its work."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.functions import Now


def look() -> tuple[bool, dict[str, str]]:
    """Whether it is ready, and what is to be said of each part. Three queries."""
    parts = {"database": "ok", "migrations": "ok", "cache": "ok", "fragments": fragments()}
    try:
        waiting = pending()
    except Error as error:
        gone = f"away ({type(error).__name__})"
        parts |= {"database": gone, "migrations": "unknown", "cache": "unknown"}
        return False, parts
    if waiting:
        parts["migrations"] = f"{len(waiting)} to run: manage.py prepare"
    parts["cache"] = limits()
    # Without Redis every page works: taking all processes away because of it would stop the site.
    return not waiting and parts["cache"] == "ok", parts


def pending() -> list[tuple[str, str]]:
    """Migrations of this release that have not been run. Two queries."""
    done = MigrationRecorder(connection).applied_migrations()
    return sorted(_known() - set(done))


def database_now() -> datetime.datetime:
    """What the database's clock says. One query, of a table that always has rows."""
    moments = MigrationRecorder(connection).migration_qs.annotate(moment=Now()).values_list("moment", flat=True)
    found: datetime.datetime = moments[:1].get()
    return found


@cache
def _known() -> set[tuple[str, str]]:
    """All migrations in the sources; read once, they don't change."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return set(loader.graph.nodes)


def limits() -> str:
    """The table in which limits on tries are counted."""
    try:
        caches["default"].get("readyz")
    except Error:
        return "its table is missing: manage.py prepare"
    return "ok"


def fragments() -> str:
    """Where rendered fragments are kept: "memory", "ok" for Redis, or that it is away, which makes pages slower."""
    if not settings.REDIS_URL:
        return "memory"
    client: Any = caches["fragments"]
    try:
        client.client.get_client().ping()
    except Exception as error:  # whatever the client says, it is not there
        return f"away ({type(error).__name__}); pages are slower"
    return "ok"
