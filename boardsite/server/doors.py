"""Which part of the site a connection is for: pages and the API, or a socket that stays open."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from boardsite.server.edge import Scope

Application = Callable[[Scope, Any, Any], Awaitable[None]]


class Sockets(Protocol):
    """What answers WebSockets."""

    def attend(self) -> object:
        """In the loop of the process, before anything is asked: requests may have something to tell from then on."""

    def drain(self) -> None:
        """Send everybody away, because the process is about to end."""

    async def application(self, scope: Scope, receive: Any, send: Any) -> None:
        """One socket."""


class Doors:
    """The site as an ASGI application."""

    def __init__(self, *, pages: Application, sockets: Sockets) -> None:
        self._pages, self._sockets = pages, sockets
        self._attended = False

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """To the pages or to the sockets."""
        if not self._attended:
            self._attended = True
            self._sockets.attend()
        await (self._pages if scope["type"] == "http" else self._sockets.application)(scope, receive, send)

    def drain(self) -> None:
        """The process is about to end."""
        self._sockets.drain()
