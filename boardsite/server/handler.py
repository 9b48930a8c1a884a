"""How a request is answered under ASGI."""

from __future__ import annotations

import asyncio
import io
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import IO, Any

from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, ASGIRequest, get_script_prefix
from django.core.signals import request_started
from django.db import connections
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.urls import set_script_prefix
from django.utils.datastructures import MultiValueDict

from boardsite.observing import logs
from boardsite.observing.middleware import note_refusal
from boardsite.server import edge, uploads
from boardsite.server.sending import ReadAsSent

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
NO_CONTENT = 204
# As many threads are kept for the next requests; those of a rush beyond it end with it.
MOST_KEPT = 32


class Arriving:
    """Hands a body on to Django's reader, and keeps in `end` why there was no more of it.

    That reader closes what it has read so far only if it is told that the client has gone: so this is what it is told,
    whatever has happened.
    """

    def __init__(self, receive: Receive, seconds: float, *, most: int, silence: float | None = None) -> None:
        self.end: BaseException = RequestAborted()
        self._receive, self._size, self._most = receive, 0, most
        self._now = asyncio.get_running_loop().time
        self._until, self._silence = self._now() + seconds, silence or seconds

    async def __call__(self) -> Message:
        """The next message, as long as the body is neither too large nor too slow."""
        try:
            async with asyncio.timeout_at(min(self._until, self._now() + self._silence)):
                message = await self._receive()
            self._size += len(message.get("body", b""))
            if self._size > self._most:
                raise _too_large()
        except TimeoutError:
            self.end = edge.Refused(408, "The request took too long to arrive.")
        except BaseException as error:
            self.end = error
        else:
            return message
        return {"type": "http.disconnect"}


class Request(ASGIRequest):
    """A request that leaves none of its files open."""

    def parse_file_upload(self, *args: Any, **kwargs: Any) -> tuple[QueryDict, MultiValueDict]:
        """Read a form. Django closes the files of one that can't be read on, but forgets the last."""
        try:
            return super().parse_file_upload(*args, **kwargs)
        except BaseException:
            for handler in self.upload_handlers:
                handler.upload_interrupted()
            raise


class OneThreadHandler(ASGIHandler):
    """Answers a request in one go, in one thread.

    All middleware and views are synchronous. Django's own handler goes to a thread and back four times a request: for
    each of its two signals, and for the middleware on both sides of the view. Each costs more than session, sign-in
    and access check together. No thread waits for a request that still arrives, or for a client who reads.
    """

    request_class = Request
    arrival_seconds = edge.ARRIVAL_SECONDS

    def __init__(self) -> None:
        super().__init__()
        self._free: deque[ThreadPoolExecutor] = deque()

    def load_middleware(self, is_async: bool = False) -> None:
        """Load the middleware for threads, as under WSGI, whatever Django asks for: each request runs in one thread."""
        super().load_middleware(is_async=False)

    async def __call__(self, scope: edge.Scope, receive: Receive, send: Send) -> None:
        """Answer a request; what is refused at the edge never gets to a thread."""
        if scope["type"] != "http":
            # A WebSocket, of which the site has none: closed before it is accepted, which servers answer with 403.
            await send({"type": "websocket.close"})
            return
        try:
            is_upload = uploads.is_upload(scope)
            if edge.announced(scope) > (uploads.most_bytes(scope["path"]) if is_upload else edge.MOST_BYTES):
                raise _too_large()
            scope = edge.check(scope)
            if is_upload and uploads.is_long(scope):
                refusal = await self._in_a_thread(uploads.question(scope), io.BytesIO())
                if refusal.status_code != NO_CONTENT:
                    await self.send_response(refusal, send)
                    return
            body = await (self._upload(scope["path"], receive) if is_upload else self._arrival(receive))
            if is_upload:
                scope = uploads.measured(scope, body)
        except edge.Refused as refused:
            response = _answer_to(scope, refused)
        except RequestAborted:  # who broke off has asked for nothing
            return
        else:
            response = await self._in_a_thread(scope, body)
        await self.send_response(response, send)

    async def _in_a_thread(self, scope: edge.Scope, body: IO[bytes]) -> HttpResponseBase:
        """The answer, from a thread that the request has to itself, and that then waits for another."""
        thread = self._free.pop() if self._free else ThreadPoolExecutor(1, thread_name_prefix="request")
        answer = copy_context().run
        try:
            response = await asyncio.get_running_loop().run_in_executor(thread, answer, self._answer, scope, body)
        except BaseException:
            # Cut off, perhaps in the middle of the view: what it has borrowed goes back when it is through.
            thread.submit(connections.close_all)
            thread.shutdown(wait=False)
            raise
        self._keep(thread)
        return response

    def _keep(self, thread: ThreadPoolExecutor) -> None:
        if len(self._free) < MOST_KEPT:
            self._free.append(thread)
        else:
            thread.submit(connections.close_all)
            thread.shutdown(wait=False)

    def _answer(self, scope: edge.Scope, body: IO[bytes]) -> HttpResponseBase:
        """The whole answer, closed: the connection to the database goes back now, the client may take its time to read.

        What comes in pieces is made a list of: Django does so too, but only while it sends. Large files are not.
        """
        with body:
            set_script_prefix(get_script_prefix(scope))
            request_started.send(sender=self.__class__, scope=scope)
            request = self._request(scope, body)
            response = self._whole(request) if request is not None else _answer_to(scope, _unreadable())
            response._handler_class = self.__class__  # type: ignore[attr-defined]
            # Sends the signal that the request has ended, with which connections go back.
            response.close()
            return response

    def _whole(self, request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = self.get_response(request)
        is_read_at_once = not isinstance(response, ReadAsSent)
        if isinstance(response, StreamingHttpResponse) and is_read_at_once and not response.is_async:
            response.streaming_content = _pieces(list(response))
        return _bodiless(request.method, response)

    async def _arrival(self, receive: Receive) -> IO[bytes]:
        """The whole body; raises `Refused` for one that is too large or too slow."""
        arriving = Arriving(receive, self.arrival_seconds, most=edge.MOST_BYTES)
        try:
            return await self.read_body(arriving)
        except RequestAborted:
            raise arriving.end from None

    async def _upload(self, path: str, receive: Receive) -> IO[bytes]:
        """The same for a body with a file, which is written to the disk as it comes and may take as long as it is heard
        of."""
        arriving = Arriving(
            receive,
            uploads.SECONDS,
            most=uploads.most_bytes(path),
            silence=min(uploads.SILENT_SECONDS, self.arrival_seconds),
        )
        body, more = uploads.body_file(), True
        try:
            while more:
                message = await arriving()
                if message["type"] == "http.disconnect":
                    raise arriving.end
                body.write(message.get("body", b""))
                more = message.get("more_body", False)
        except BaseException:
            body.close()
            raise
        body.seek(0)
        return body

    def _request(self, scope: edge.Scope, body: IO[bytes]) -> ASGIRequest | None:
        """None where the head can't be read: Django answers some of that itself, and lets some pass as an error."""
        try:
            request, _answer = self.create_request(scope, body)
        except ValueError:
            return None
        return request


async def _pieces(content: list[bytes]) -> AsyncIterator[bytes]:
    """What is there already, as the event loop takes it."""
    for piece in content:
        yield piece


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


def _unreadable() -> edge.Refused:
    return edge.Refused(400, "The head of the request can't be read.")


def _too_large() -> edge.Refused:
    return edge.Refused(413, "The request is too large.")
