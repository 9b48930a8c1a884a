"""gunicorn's ASGI worker, for clients that are slow or gone and for restarts under load.

A proxy in front takes care of the first two; here they hold where there is none, or where it is set up badly.
"""

from __future__ import annotations

import socket
from asyncio import TimerHandle
from collections.abc import Iterable, Iterator
from contextvars import copy_context
from typing import Any

from gunicorn.asgi.protocol import ASGIProtocol
from gunicorn.workers import gasgi

from boardsite.observing import logs
from boardsite.observing.middleware import note_refusal
from boardsite.server.doors import Doors
from boardsite.server.edge import ARRIVAL_SECONDS, HEADERS, SENDING_SECONDS

# Where there are WebSockets.
SOCKETS = "/ws/"
# A stop waits so long for the first byte of a client that has been let in.
LAST_WORDS = 2.0


class Protocol(ASGIProtocol):
    """A connection. gunicorn itself waits without end for the first head to be complete, and for a client to read."""

    _begun = False
    _sending: TimerHandle | None = None

    def connection_made(self, transport: object) -> None:
        """The clock runs until the head of the first request is there; later ones have as long as `keepalive`."""
        super().connection_made(transport)
        self._clock: TimerHandle = self.worker.loop.call_later(self.worker.arrival_seconds, self.let_go)
        self.worker.arriving.add(self)

    def data_received(self, data: bytes) -> None:
        """Notes that somebody has begun to ask."""
        self._begun = True
        super().data_received(data)

    def _on_headers_complete(self) -> object:
        self._stop_the_clock()
        return super()._on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop both clocks: whoever was waited for is gone."""
        self._stop_the_clock()
        self._stop_sending()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """More waits for the client than is kept for it."""
        super().pause_writing()
        self._watch_sending()

    def resume_writing(self) -> None:
        """The client has read what was kept for it, so its time to read is not counted any more."""
        self._stop_sending()
        super().resume_writing()

    def _close_transport(self) -> None:
        """What still waits is sent first."""
        super()._close_transport()
        self._watch_sending()

    def _watch_sending(self) -> None:
        self._stop_sending()
        if self.transport and (left := self.transport.get_write_buffer_size()):
            self._sending = self.worker.loop.call_later(self.worker.sending_seconds, self._cut_off_if_stuck, left)

    def _stop_sending(self) -> None:
        if self._sending:
            self._sending.cancel()

    def _cut_off_if_stuck(self, before: int) -> None:
        """Who reads slowly is waited for, who doesn't read is not."""
        if self.transport.get_write_buffer_size() < before:
            self._watch_sending()
        else:
            self.transport.abort()

    def _stop_the_clock(self) -> None:
        self._clock.cancel()
        self.worker.arriving.discard(self)

    def _is_websocket_upgrade(self, request: Any) -> bool:
        """At other addresses whoever asks for a WebSocket is answered as for any other page that isn't there."""
        return request.path.startswith(SOCKETS) and super()._is_websocket_upgrade(request)

    def _send_error_response(self, status: int, message: str, extra_headers: Iterable[tuple[str, str]] = ()) -> None:
        """What gunicorn refuses by itself is noted and marked as what the edge refuses.

        gunicorn has no hook for it. Of an error of the site (500) it writes a traceback.
        """
        mark = logs.mark_of("")
        if status != 500:
            copy_context().run(self._note, status, mark)
        super()._send_error_response(status, message, (*extra_headers, *HEADERS.items(), ("X-Request-ID", mark)))

    def _handle_h1c_exception(self, exc: Exception) -> bool:
        """gunicorn asks here what to do about an error that it has not foreseen. A head that holds what can't be turned
        into a value is refused like any other that can't be read."""
        if super()._handle_h1c_exception(exc):
            return True
        if not isinstance(exc, ValueError):
            return False
        self._send_error_response(400, "The head of this request can't be read.")
        self._close_transport()
        return True

    def _note(self, status: int, mark: str) -> None:
        logs.begin(mark)
        client = self.transport.get_extra_info("peername") or ("unknown",)
        note_refusal("other", status, client[0])

    def let_go(self) -> None:
        """Close it; with a word, if a request was on its way."""
        if self._begun:
            self._send_error_response(408, "The request took too long to arrive.\n")
        self._keepalive_timeout()

    def let_go_if_silent(self) -> None:
        """Close it, unless a request is on its way."""
        if not self._begun:
            self.let_go()


# The worker makes a connection's protocol by this name of its module.
gasgi.ASGIProtocol = Protocol


class Worker(gasgi.ASGIWorker):
    """gunicorn's ASGI worker; it answers whoever has arrived before it stops, and gives slow clients a limit."""

    arrival_seconds = ARRIVAL_SECONDS
    sending_seconds = SENDING_SECONDS

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.arriving: set[Protocol] = set()

    async def _serve(self) -> None:
        """What is beside requests is there before the first of them: on a site that nobody visits too."""
        if isinstance(self.asgi, Doors):
            self.asgi.attend()
        await super()._serve()

    async def _shutdown(self) -> None:
        """Let in who waits at the door, shut it, and then end the requests in hand.

        gunicorn itself just shuts it: who was about to be let in is sent away without an answer.
        """
        waiting = [client for listener in self.sockets for client in _at_the_door(listener.sock)]
        for server in self.servers:
            server.close()
        for client in waiting:
            await self.loop.connect_accepted_socket(lambda: Protocol(self), client)
        # gunicorn would wait for open WebSockets as for requests.
        if isinstance(self.asgi, Doors):
            self.asgi.drain()
        self.loop.call_later(LAST_WORDS, self._let_the_silent_go)
        await super()._shutdown()

    def _let_the_silent_go(self) -> None:
        for connection in list(self.arriving):
            connection.let_go_if_silent()


def _at_the_door(listener: socket.socket) -> Iterator[socket.socket]:
    while True:
        try:
            client, _address = listener.accept()
        except OSError:  # nobody left, or another worker was quicker
            return
        client.setblocking(False)
        yield client
