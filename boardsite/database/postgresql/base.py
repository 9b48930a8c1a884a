"""Django's PostgreSQL with a pool of watched connections. Used by servers; commands wait as long as it takes."""

from __future__ import annotations

from time import monotonic
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg_pool import PoolTimeout

from boardsite.database.postgresql import watch

# The longest a request waits for its turn at a pool whose connections are all in use.
TURN = 15.0


class DatabaseWrapper(base.DatabaseWrapper):
    """Refuses at once while the server is known to be away, and finds out by itself that it is back."""

    def __init__(self, settings_dict: dict[str, Any], alias: str = "default") -> None:
        super().__init__(settings_dict, alias)
        settings_dict["OPTIONS"]["pool"].setdefault("connection_class", watch.WatchedConnection)

    def get_new_connection(self, conn_params: dict[str, object]) -> object:
        """A connection, or psycopg's OperationalError within three seconds if the server is away."""
        server = watch.of(self.settings_dict["HOST"], self.settings_dict["PORT"])
        if server.away:
            self._wait_for_return(server)
        end = monotonic() + TURN
        while True:
            try:
                return super().get_new_connection(conn_params)
            except psycopg.OperationalError as error:
                # A pool that is busy is no server that is away.
                if not server.answers() or not isinstance(error, PoolTimeout) or monotonic() > end:
                    raise

    def _wait_for_return(self, server: watch.Watch) -> None:
        if not server.answers():
            raise psycopg.OperationalError("the server is away")
        # What its pool holds was cut off; checking one after the other would take its time.
        self.pool.drain()  # type: ignore[attr-defined]
