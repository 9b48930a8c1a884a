"""The doors at /ws/: who is let in, and what becomes of them. An ASGI application."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from boards.live import admission, hub
from boards.live.admission import Admitted, Refused
from boards.live.connection import Broken, Connection, Send
from boards.live.hub import Hub
from boards.live.messages import Code
from boardsite.observing import metrics

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]

logger = logging.getLogger("boardsite.live")
BOARD = re.compile(r"/ws/projects/([1-9][0-9]{0,17})/")
HOME = "/ws/home/"
# As Django makes them.
SESSION = re.compile(r"[a-z0-9]{32}", re.ASCII)
# So many may wait at once to be let in; others come back later.
MOST_ASKING = 1_000
TAB = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)


def attend() -> None:
    """Be there for what requests of this process have to tell."""
    hub.attend()


def drain() -> None:
    """Send everybody away, because the process is about to end."""
    here = hub.present()
    if here is not None:
        here.drain()


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """One socket, from its first message to its end."""
    await receive()
    if not is_route(scope["path"]):
        # Before it is accepted: servers answer this with 403.
        await send({"type": "websocket.close"})
        return
    here = hub.attend()
    await send({"type": "websocket.accept"})
    try:
        connection = await _let_in(here, scope, send)
    except Refused as refused:
        metrics.live_refused.labels(int(refused.code)).inc()
        await send({"type": "websocket.close", "code": int(refused.code)})
        return
    # What the request said is of no more use, and there may be hundreds of it.
    scope["headers"] = []
    try:
        await _listen(here, connection, receive)
    finally:
        here.leave(connection)


def is_route(path: str) -> bool:
    """Whether there is a socket at this address."""
    return path == HOME or BOARD.fullmatch(path) is not None


async def _let_in(here: Hub, scope: Scope, send: Send) -> Connection:
    """Raises Refused."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    if here.leaving:
        raise Refused(Code.LATER)
    if not is_ours(headers.get(b"origin", ""), headers.get(b"host", "")):
        raise Refused(Code.STRANGE)
    session = _session_key(headers.get(b"cookie", ""))
    admitted = await _admitted(here, session, scope["path"])
    tab = parse_qs(scope["query_string"].decode("latin-1")).get("tab", [""])[0]
    named = tab if TAB.fullmatch(tab) else ""
    is_home = scope["path"] == HOME
    connection = Connection(send, session, named, admitted, is_home=is_home, now=here.loop.time())
    here.join(connection, admitted.projects)
    return connection


async def _admitted(here: Hub, session: str, path: str) -> Admitted:
    if not session:
        raise Refused(Code.SIGNED_OUT)
    if here.asking >= MOST_ASKING:
        raise Refused(Code.LATER)
    board = BOARD.fullmatch(path)
    try:
        if board is None:
            return await here.ask(admission.to_home, session)
        return await here.ask(admission.to_board, session, int(board[1]))
    except Refused:
        raise
    except Exception as error:  # the database is away: later, then
        logger.warning("Nobody can be let in to look on (%s).", type(error).__name__)
        raise Refused(Code.LATER) from error


async def _listen(here: Hub, connection: Connection, receive: Receive) -> None:
    """Until either side has closed."""
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        if not connection.is_open:
            continue
        try:
            here.heard(connection, message)
        except Broken as broken:
            metrics.live_refused.labels(int(broken.code)).inc()
            here.leave(connection)
            connection.end(broken.code)


def is_ours(origin: str, host: str) -> bool:
    """Whether the page that asks is one of this site: browsers always say where it is from."""
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    domain, _port = split_domain_port(host.lower())
    is_same = origin.lower() in (f"http://{host.lower()}", f"https://{host.lower()}")
    return is_same and bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def _session_key(cookies: str) -> str:
    try:
        morsel = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return morsel.value if morsel and SESSION.fullmatch(morsel.value) else ""
