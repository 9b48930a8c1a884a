"""Whether a PostgreSQL server is there, for all threads of a process.

libpq waits for an answer as long as it takes. A server whose machine froze, or whose cable was pulled, never answers;
one that works on a long statement, or waits for a lock, does so later. The difference: the latter greets newcomers.
"""

from __future__ import annotations

import socket
import struct
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen

from boardsite.database.postgresql.plans import Plans

T = TypeVar("T")
# After so many seconds without an answer the server is asked whether it is there; it has as long to greet.
PATIENCE = 1.0
# "Do you speak TLS?", which every server, and every pooler before it, answers before anything else.
GREETING = struct.pack("!ii", 8, 80877103)


class Watch:
    """Asks at most once a second, however many threads want to know."""

    def __init__(self, host: str, port: str) -> None:
        self.host, self.port = host, int(port or 5432)
        self.away = False
        self._lock, self._again = Lock(), 0.0

    def answers(self) -> bool:
        """Whether it greets; takes up to a second to reach each of its addresses, and one to hear from it."""
        with self._lock:
            if monotonic() >= self._again:
                self.away = not self._greets()
                self._again = monotonic() + PATIENCE
            return not self.away

    def _greets(self) -> bool:
        if not self.host:
            return True  # wherever libpq finds its socket: nothing to ask
        try:
            with self._reached() as channel:
                channel.settimeout(PATIENCE)
                channel.sendall(GREETING)
                return bool(channel.recv(1))
        except OSError:
            return False

    def _reached(self) -> socket.socket:
        if not self.host.startswith("/"):
            return socket.create_connection((self.host, self.port), PATIENCE)
        channel = socket.socket(socket.AF_UNIX)
        channel.settimeout(PATIENCE)
        channel.connect(f"{self.host}/.s.PGSQL.{self.port}")
        return channel


_watches: dict[tuple[str, str], Watch] = {}


def of(host: str, port: str) -> Watch:
    """The one watch of a server in this process."""
    return _watches.setdefault((host, port), Watch(host, port))


class WatchedConnection(psycopg.Connection[Any]):
    """Gives up on a server that has gone silent, and keeps waiting for one that is only slow.

    `ahead`: what the server has not heard yet of transaction and savepoints, and is told with the next statement.
    `plans`: what it has prepared.
    """

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        self.ahead: list[str] = []
        self.plans = Plans()

    def say_ahead(self) -> None:
        """Tell the server so now, before what can't bring it along."""
        if self.ahead:
            said, self.ahead = self.ahead, []
            self.execute(";\n".join(said))

    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        """As psycopg's own, which tells the generator after each `interval` that nothing has come."""
        return super().wait(self._watched(gen), interval, timeout)

    def _watched(self, gen: PQGen[T]) -> PQGen[T]:
        since = 0.0
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                since = 0.0 if ready else since or monotonic()
                if since and monotonic() - since >= PATIENCE - 0.1:
                    self._expect_a_greeting()
                wanted = gen.send(ready)
        except StopIteration as done:
            return done.value

    def _expect_a_greeting(self) -> None:
        watch = of(self.pgconn.host.decode(), self.pgconn.port.decode())
        if not watch.answers():
            self.pgconn.finish()
            raise psycopg.OperationalError("the server does not answer any more")
