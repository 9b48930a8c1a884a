"""Which part of the site a connection is for: pages and the API, or a socket that stays open."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

from boardsite.server.edge import Scope

Application = Callable[[Scope, Any, Any], Awaitable[None]]


class Attendant(Protocol):
    """What is there for the requests of a process, and beside them."""

    def attend(self) -> object:
        """In the loop of the process, before anything is asked: requests may have something to tell from then on."""

    def drain(self) -> None:
        """The process is about to end."""


class Sockets(Attendant, Protocol):
    """What answers WebSockets; it sends everybody away when the process is about to end."""

    async def application(self, scope: Scope, receive: Any, send: Any) -> None:
        """One socket."""


class Doors:
    """The site as an ASGI application."""

    def __init__(self, *, pages: Application, sockets: Sockets, beside: Sequence[Attendant] = ()) -> None:
        self._pages, self._sockets, self._beside = pages, sockets, beside
        self._attended = False

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """To the pages or to the sockets."""
        self.attend()
        await (self._pages if scope["type"] == "http" else self._sockets.application)(scope, receive, send)

    def attend(self) -> None:
        """In the loop of the process: be there. A server that can says so before anybody asks for anything."""
        if not self._attended:
            self._attended = True
            for attendant in (self._sockets, *self._beside):
                attendant.attend()

    def drain(self) -> None:
        """The process is about to end."""
        for attendant in (self._sockets, *self._beside):
            attendant.drain()
