"""gunicorn's worker with threads, for clients that are slow or gone and for restarts under load.

A proxy in front takes care of the first two; here they hold where there is none, or where it is set up badly.
"""

from __future__ import annotations

import io
import socket
import time
from typing import Any

from gunicorn import util
from gunicorn.workers.gthread import TConn, ThreadWorker

# The largest body of a request; deploy/nginx/nginx.conf has the same limit.
MOST_BYTES = 10 * 1024 * 1024
TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Whole(io.BytesIO):
    """The body of a request that has arrived, in place of gunicorn's own."""

    failed = False


class Worker(ThreadWorker):
    """Hands only whole requests to the application, and loses none when it stops."""

    # How long a request may take to arrive, from its first byte to its last.
    arrival_seconds = 20.0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._arriving: dict[TConn, float] = {}

    def set_accept_enabled(self, enabled: bool) -> None:
        """When stopping, take in who waits at the door and shut it before the requests in hand are ended.

        gunicorn itself leaves it open until then: who comes in the meantime waits, and is sent away without an answer.
        """
        super().set_accept_enabled(enabled)
        if not (enabled or self.alive):
            for listener in self.sockets:
                self._take_in_all(listener)
                listener.close()

    def _take_in_all(self, listener: Any) -> None:
        before = -1
        while before != self.nr_conns:
            before = self.nr_conns
            self.accept(listener)

    def handle(self, conn: TConn) -> Any:
        """In a thread: read a request and answer it. The clock runs while it arrives."""
        self._arriving[conn] = time.monotonic() + self.arrival_seconds
        try:
            return super().handle(conn)
        finally:
            self._arriving.pop(conn, None)

    def handle_request(self, req: Any, conn: TConn) -> Any:
        """The head has arrived: read the body, and only then start the application."""
        if _announced(req) > MOST_BYTES:
            return _refuse(conn, 413, "Content Too Large")
        if req._expected_100_continue:
            conn.sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            req._expected_100_continue = False
        body = req.body.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            return _refuse(conn, 413, "Content Too Large")
        if len(body) < _announced(req):  # the client is gone, or was too slow
            return False
        self._arriving.pop(conn, None)
        req.body = Whole(body)
        return super().handle_request(req, conn)

    def murder_pending(self) -> None:
        """In the main loop, about once a second: also end what takes too long to arrive."""
        super().murder_pending()
        now = time.monotonic()
        for conn, end in self._arriving.copy().items():
            if end < now and self._arriving.pop(conn, 0.0):
                _hang_up(conn.sock)


def _announced(req: Any) -> int:
    """The length of the body as the head says; none where it comes in chunks."""
    return next((int(value) for name, value in req.headers if name == "CONTENT-LENGTH"), 0)


def _refuse(conn: TConn, status: int, reason: str) -> bool:
    util.write_error(conn.sock, status, reason, "")
    return False


def _hang_up(client: socket.socket) -> None:
    """Wakes the thread that waits for the rest, as if the client had gone."""
    try:
        client.send(TOO_SLOW, socket.MSG_DONTWAIT)
        client.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # it has gone by itself
