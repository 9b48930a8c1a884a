"""Calls to other servers over HTTP: limited in time and size as a whole, and only to addresses that may be called.

A time-out of a socket begins anew with each byte, so an answer that drips would hold a thread for hours. Here a timer
shuts the connection when the time for the whole answer is over, whatever it is doing. Nothing here follows redirects.
"""

from __future__ import annotations

import http.client
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from urllib.parse import SplitResult

import certifi

# What http.client and the sockets below it say of a server that is away, wrong, or shut while it was read
# (AttributeError, ValueError).
ERRORS = (OSError, http.client.HTTPException, ValueError, AttributeError)
# Gives the addresses of a host and port that may be connected to, in the order to try them. May raise OSError.
Resolver = Callable[[str, int], Sequence[str]]


def port_of(parts: SplitResult) -> int:
    """The port of an address."""
    return parts.port or (443 if parts.scheme == "https" else 80)


def path_of(parts: SplitResult) -> str:
    """What stands in the first line of a request."""
    path = parts.path or "/"
    return f"{path}?{parts.query}" if parts.query else path


@contextmanager
def connected(
    parts: SplitResult, *, seconds: float, resolve: Resolver | None = None
) -> Iterator[http.client.HTTPConnection]:
    """A connection that is shut when the time for all of it is over. Raises what is in ERRORS; TimeoutError if late.

    With `resolve` it leads to one of those addresses and to no other, whatever a further look-up of the name would say.
    """
    end = time.monotonic() + seconds
    host, secure = parts.hostname or "", parts.scheme == "https"
    plain = _plain(host, port_of(parts), end, resolve)
    channel = _tls().wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False) if secure else plain
    late = threading.Event()
    timer = threading.Timer(max(0.0, end - time.monotonic()), _shut, (channel, late))
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


def _plain(host: str, port: int, end: float, resolve: Resolver | None) -> socket.socket:
    if resolve is None:
        return socket.create_connection((host, port), timeout=_left(end))
    failed: OSError = OSError("the host has no address")
    for address in _within(end, resolve, host, port):
        try:
            return socket.create_connection((address, port), timeout=_left(end))
        except OSError as error:
            failed = error
    raise failed


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _within(end: float, resolve: Resolver, host: str, port: int) -> Sequence[str]:
    """What `resolve` gives, if it does so in time: the system's own look-up can't be told how long it may take."""
    answer: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            answer.put(resolve(host, port))
        except Exception as error:
            answer.put(error)

    threading.Thread(target=look_up, daemon=True).start()
    try:
        found = answer.get(timeout=_left(end))
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(found, Exception):
        raise found
    return found


def _shut(channel: socket.socket, late: threading.Event) -> None:
    """The plain shutdown, past TLS, which would wait for the other side."""
    late.set()
    try:
        socket.socket.shutdown(channel, socket.SHUT_RDWR)
    except OSError:
        channel.close()


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    """The system's authorities (or SSL_CERT_FILE), and those of certifi where the system has none."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context
