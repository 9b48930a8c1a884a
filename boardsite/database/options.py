"""How the site talks to its database, beyond the address it was told."""

from typing import Any


def complete(database: dict[str, Any], *, is_server: bool, pool_size: int, is_worker: bool = False) -> dict[str, Any]:
    """The entry of Django's DATABASES for this address: for SQLite, a server with PostgreSQL, a worker, or a command.

    `pool_size`: the most connections one process of the server keeps open.
    """
    if database["ENGINE"].endswith("sqlite3"):
        return database | SQLITE | {"CONN_MAX_AGE": KEPT if is_server or is_worker else 0}
    given = {"connect_timeout": 2} | database["OPTIONS"]
    if is_worker:
        # One connection for each of its processes, which is looked at before it is used again.
        return database | {"OPTIONS": given, "CONN_MAX_AGE": KEPT, "CONN_HEALTH_CHECKS": True}
    if not is_server or not database["ENGINE"].endswith("postgresql"):
        return database | {"OPTIONS": given}
    # A database that does not answer is noticed within three seconds, a statement may take thirty.
    options = {"options": "-c statement_timeout=30s"} | given | {"pool": _pool(pool_size)}
    return database | {"ENGINE": "boardsite.database.postgresql", "OPTIONS": options}


# A server opens the file of SQLite once a minute for each thread, and not with every request.
KEPT = 60
# Immediate transactions wait for their turn at BEGIN instead of failing in the middle. In WAL mode with synchronous
# NORMAL a write that was acknowledged outlives a killed process; only a loss of power can take the last ones.
SQLITE = {
    "ENGINE": "boardsite.database.sqlite3",
    "OPTIONS": {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
    },
}


def _pool(size: int) -> dict[str, int]:
    """There are as many threads as requests at once: a pool lends out fewer connections, for as long as a request.

    Its own time-out, in seconds, is short, because it waits as well for a database that is away; the engine in
    `postgresql` waits longer for one that is busy.
    """
    return {"min_size": 1, "max_size": size, "timeout": 1, "reconnect_timeout": 2}
