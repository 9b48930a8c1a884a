"""Answers over HTTP from a provider: never redirected, limited in time and size as a whole.

A time-out of a socket begins anew with each byte, so an answer that drips would hold a thread for hours. Here a timer
shuts the connection when the time for the whole answer is over, whatever it is doing.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

import certifi
from django.conf import settings

from boards.accounts.oidc.refusals import Unreachable, shown

LIMIT = 512 * 1024


@dataclass(frozen=True)
class Answer:
    """What came back; the body is not shown in logs, it may hold tokens."""

    status: int
    body: bytes

    def __repr__(self) -> str:
        return f"<Answer {self.status}, {len(self.body)} bytes>"


def check_address(url: object, what: str, *, secure: bool) -> str:
    """An http(s) address to fetch from or to send a browser to; https where the issuer has it."""
    try:
        parts = urlsplit(url) if isinstance(url, str) and url.isascii() and url.isprintable() else None
        valid = parts is not None and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        valid = False
    if not valid or not isinstance(url, str) or parts is None or " " in url or "\\" in url:
        raise Unreachable(f"{what} is no address: {shown(url)}")
    if parts.scheme not in (("https",) if secure else ("http", "https")) or parts.username or parts.fragment:
        raise Unreachable(f"{what} is not an address that may be used: {shown(url)}")
    return url


def fetch(url: str, what: str, *, headers: Mapping[str, str] | None = None, body: str | None = None) -> Answer:
    """GET, or POST a form. Raises Unreachable with the reason; the answer may have any status but a redirect."""
    parts = urlsplit(url)
    try:
        with _connection(parts) as connection:
            answer = _ask(connection, parts, headers or {}, body)
    except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
        # AttributeError, ValueError: what http.client says of a connection that is shut while it reads.
        raise Unreachable(f"{what} at {shown(url)}: {_cause(error)}") from error
    if 300 <= answer.status < 400:
        raise Unreachable(f"{what} at {shown(url)} answers with a redirect ({answer.status}), which is not followed")
    return answer


@contextmanager
def _connection(parts: SplitResult) -> Iterator[http.client.HTTPConnection]:
    """A connection that is shut when the time for the whole answer is over."""
    seconds = settings.OIDC_TIMEOUT
    host, secure = parts.hostname or "", parts.scheme == "https"
    plain = socket.create_connection((host, parts.port or (443 if secure else 80)), timeout=seconds)
    channel = _tls().wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False) if secure else plain
    late = threading.Event()
    timer = threading.Timer(seconds, _shut, (channel, late))
    timer.daemon = True
    connection = http.client.HTTPConnection(host, parts.port)
    connection.sock = channel
    try:
        timer.start()
        if isinstance(channel, ssl.SSLSocket):
            channel.do_handshake()
        yield connection
        if late.is_set():
            raise TimeoutError
    except Exception as error:
        raise (TimeoutError() if late.is_set() else error) from error
    finally:
        timer.cancel()
        connection.close()
        channel.close()


def _shut(channel: socket.socket, late: threading.Event) -> None:
    """The plain shutdown, past TLS, which would wait for the other side."""
    late.set()
    try:
        socket.socket.shutdown(channel, socket.SHUT_RDWR)
    except OSError:
        channel.close()


def _ask(
    connection: http.client.HTTPConnection, parts: SplitResult, headers: Mapping[str, str], body: str | None
) -> Answer:
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    sent = {
        "Host": parts.netloc.rpartition("@")[2],
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "Connection": "close",
        "User-Agent": "Boardsite",
        **headers,
    }
    if body is not None:
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request("GET" if body is None else "POST", path, body=body, headers=sent)
    with connection.getresponse() as response:
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise ValueError("the answer is compressed, which was not asked for")
        content = response.read(LIMIT + 1)
        if len(content) > LIMIT:
            raise ValueError(f"the answer is longer than {LIMIT} bytes")
        return Answer(response.status, content)


def _cause(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"no complete answer within {settings.OIDC_TIMEOUT} seconds"
    return f"{type(error).__name__}: {shown(str(error))}"


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    """The system's authorities (or SSL_CERT_FILE), and those of certifi where the system has none."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context
