"""Django's PostgreSQL with a pool of watched connections. Used by servers; commands wait as long as it takes."""

from __future__ import annotations

import select
from time import monotonic
from typing import Any

import psycopg
from psycopg_pool import PoolTimeout

from boardsite.database.postgresql import watch
from boardsite.database.postgresql.beginning import BeginsLate

# The longest a request waits for its turn at a pool whose connections are all in use.
TURN = 15.0


class DatabaseWrapper(BeginsLate):
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
                connection = super().get_new_connection(conn_params)
                if is_alive(connection):
                    return connection
                # The pool makes another in its place.
                connection.close()
                self.pool.putconn(connection)  # type: ignore[attr-defined]
            except psycopg.OperationalError as error:
                # A pool that is busy is no server that is away.
                if not server.answers() or not isinstance(error, PoolTimeout) or monotonic() > end:
                    raise

    def _wait_for_return(self, server: watch.Watch) -> None:
        if not server.answers():
            raise psycopg.OperationalError("the server is away")
        # What its pool holds was cut off; checking one after the other would take its time.
        self.pool.drain()  # type: ignore[attr-defined]


def is_alive(connection: psycopg.Connection[Any]) -> bool:
    """Whether a kept connection still leads to the server.

    Asking each time would double the trips to the server of a light page. But a server that has gone says so, or
    closes: then there is something to read where nothing was asked, and only then it is asked.
    """
    try:
        # Not by select(), which refuses the sockets of a process that has more than a thousand.
        poll = select.poll()
        poll.register(connection.pgconn.socket, select.POLLIN)
        if poll.poll(0):
            connection.execute("")
    except psycopg.OperationalError:
        return False
    return True
