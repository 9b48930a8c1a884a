"""How a request is run under ASGI."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, ASGIRequest
from django.db import close_old_connections, connections
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse

from boardsite.observing import logs
from boardsite.observing.middleware import note_refusal
from boardsite.server import edge

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
# As many threads are kept for the next requests; those of a rush beyond it end with it.
MOST_KEPT = 32


class Arrived:
    """A request whose body is there: what Django's handler is given, once there is a thread for it."""

    def __init__(self, body: IO[bytes], receive: Receive) -> None:
        self.body, self._receive = body, receive

    async def __call__(self) -> Message:
        """What follows the body: that the client has gone."""
        return await self._receive()


class Arriving:
    """Hands a body on to Django's reader, and keeps in `end` why there was no more of it.

    That reader closes what it has read so far only if it is told that the client has gone: so this is what it is told,
    whatever has happened.
    """

    def __init__(self, receive: Receive, seconds: float) -> None:
        self.end: BaseException = RequestAborted()
        self._receive, self._size = receive, 0
        self._until = asyncio.get_running_loop().time() + seconds

    async def __call__(self) -> Message:
        """The next message, as long as the body is neither too large nor too slow."""
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
            self._size += len(message.get("body", b""))
            if self._size > edge.MOST_BYTES:
                raise _too_large()
        except TimeoutError:
            self.end = edge.Refused(408, "The request took too long to arrive.")
        except BaseException as error:
            self.end = error
        else:
            return message
        return {"type": "http.disconnect"}


class OneThreadHandler(ASGIHandler):
    """Runs middleware and view of a request in one go, in one thread.

    All of ours are synchronous. Django's own handler would go back to the event loop between the last middleware and
    the view, and to the thread again; and it makes a thread for each request and another to end it. Either costs more
    than the session, the sign-in and the access check together. No thread waits for a request that still arrives.
    """

    arrival_seconds = edge.ARRIVAL_SECONDS

    def __init__(self) -> None:
        super().__init__()
        self._free: deque[ThreadPoolExecutor] = deque()

    def load_middleware(self, is_async: bool = False) -> None:
        """As for WSGI."""
        super().load_middleware(is_async=False)

    async def __call__(self, scope: edge.Scope, receive: Receive, send: Send) -> None:
        """Answer a request; what is refused at the edge never gets to a thread."""
        if scope["type"] != "http":
            # A WebSocket, of which the site has none: closed before it is accepted, which servers answer with 403.
            await send({"type": "websocket.close"})
            return
        try:
            if edge.announced(scope) > edge.MOST_BYTES:
                raise _too_large()
            scope = edge.check(scope)
            body = await self._arrival(receive)
        except edge.Refused as refused:
            await self.send_response(_answer_to(scope, refused), send)
        except RequestAborted:  # who broke off has asked for nothing
            return
        else:
            await self._answer(scope, Arrived(body, receive), send)

    async def _answer(self, scope: edge.Scope, receive: Arrived, send: Send) -> None:
        """In a thread that the request has to itself until it is over, and that then waits for another."""
        thread = self._free.pop() if self._free else ThreadPoolExecutor(1, thread_name_prefix="request")
        try:
            async with ThreadSensitiveContext(executor=thread):
                # What Django's own does in a context of its own.
                await self.handle(scope, receive, send)
        except BaseException:
            # Cut off, perhaps in the middle of the view: what it has borrowed goes back when it is through.
            thread.submit(connections.close_all)
            thread.submit(receive.body.close)
            thread.shutdown(wait=False)
            raise
        self._keep(thread)

    def _keep(self, thread: ThreadPoolExecutor) -> None:
        if len(self._free) < MOST_KEPT:
            self._free.append(thread)
        else:
            thread.shutdown(wait=False)

    async def read_body(self, receive: Receive) -> IO[bytes]:
        """The body, which has arrived before there was a thread."""
        assert isinstance(receive, Arrived)  # noqa: S101  `_answer` gives no other
        return receive.body

    async def _arrival(self, receive: Receive) -> IO[bytes]:
        """The whole body; raises `Refused` for one that is too large or too slow."""
        arriving = Arriving(receive, self.arrival_seconds)
        try:
            return await super().read_body(arriving)
        except RequestAborted:
            raise arriving.end from None

    async def run_get_response(self, request: HttpRequest) -> HttpResponseBase:
        """For HEAD without the body, which the server would drop, with a warning in the log each time."""
        return _bodiless(request.method, await super().run_get_response(request))

    def create_request(
        self, scope: Mapping[str, Any], body_file: IO[bytes]
    ) -> tuple[ASGIRequest, None] | tuple[None, HttpResponseBase]:
        """As Django's own, which lets some errors in the head of a request pass as its own."""
        try:
            request, _response = super().create_request(scope, body_file)
        except ValueError:
            request = None
        if request is None:
            return None, _answer_to(scope, edge.Refused(400, "The head of the request can't be read."))
        return request, None

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, from the thread that is this request's own."""
        return await sync_to_async(self._in_thread)(request)

    def _in_thread(self, request: HttpRequest) -> HttpResponseBase:
        """The whole answer. The connection to the database goes back now: the client may take its time to read.

        Django does that after the last byte, and makes a list of what comes in pieces too, but only while it sends.
        """
        try:
            response = self.get_response(request)
            if isinstance(response, StreamingHttpResponse) and not response.is_async:
                response.streaming_content = list(response)
            return response
        finally:
            close_old_connections()


def _answer_to(scope: Mapping[str, Any], refused: edge.Refused) -> HttpResponseBase:
    """What is sent to whom the edge refuses: noted and marked, as answers of the site are."""
    logs.begin(logs.mark_of(edge.header(scope, b"x-request-id").decode("latin-1")))
    note_refusal(scope["method"], refused.status, (scope.get("client") or ("unknown",))[0])
    response = refused.response
    response["X-Request-ID"] = logs.request_id.get()
    return _bodiless(scope["method"], response)


def _bodiless(method: str | None, response: HttpResponseBase) -> HttpResponseBase:
    """For HEAD without its body, but with the length of it."""
    if method == "HEAD" and isinstance(response, HttpResponse):
        response.headers.setdefault("Content-Length", str(len(response.content)))
        response.content = b""
    return response


def _too_large() -> edge.Refused:
    return edge.Refused(413, "The request is too large.")
