"""What is refused before anything of the site hears of it, whatever a proxy lets through.

A body that is too large or takes too long, and addresses that HTTP knows and a site has no page for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.http.request import split_domain_port, validate_host

Scope = dict[str, Any]

# The largest body of a request; deploy/nginx/nginx.conf has the same limit.
MOST_BYTES = 10 * 1024 * 1024
# How long a request may take to arrive: its head from the first byte on, and then its body.
ARRIVAL_SECONDS = 20.0
# How long a client may take none of an answer that waits for it.
SENDING_SECONDS = 20.0
# Of every refusal: a plain text, which no browser is to take for anything else.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
METHODS = "GET, HEAD, POST"
ABSOLUTE = re.compile(rb"https?://([^/?#%]*)", re.IGNORECASE)


class Refused(Exception):
    """A request that is answered here, with a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status

    @property
    def response(self) -> HttpResponse:
        """The answer; for 405 with the header that HTTP asks for."""
        headers = {**HEADERS, "Allow": METHODS} if self.status == 405 else HEADERS
        return HttpResponse(f"{self}\n", status=self.status, content_type="text/plain; charset=utf-8", headers=headers)


def header(scope: Mapping[str, Any], name: bytes) -> bytes:
    """The first header of this name (in small letters), or nothing."""
    return next((value for key, value in scope["headers"] if key == name), b"").strip()


def check(scope: Scope) -> Scope:
    """The request with an address that begins with `/`; raises `Refused` where that can't be."""
    if scope["method"] == "CONNECT" or scope["path"] == "*":
        raise Refused(405, "This method asks for no page of the site.")
    if scope.get("http_version") == "1.1" and not header(scope, b"host"):
        raise Refused(400, "A request by HTTP/1.1 has to name its host.")
    if header(scope, b"upgrade").lower() == b"websocket":
        raise Refused(400, "There is no WebSocket at this address.")
    return scope if scope["path"].startswith("/") else _without_host(scope)


def _without_host(scope: Scope) -> Scope:
    """`GET http://host/path` asks for the same as `GET /path` with that host, if it is one of ours."""
    named = ABSOLUTE.match(scope.get("raw_path") or b"")
    host = named[1].decode("latin-1").lower() if named else ""
    if not named or host != header(scope, b"host").decode("latin-1").lower() or not _is_ours(host):
        raise Refused(400, "The address has to begin with / or with the host that the request names.")
    rest = scope["path"][named.end() :] or "/"
    if not rest.startswith("/"):
        raise Refused(400, "The address has to begin with /.")
    return scope | {"path": rest, "raw_path": scope["raw_path"][named.end() :] or b"/"}


def _is_ours(host: str) -> bool:
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def announced(scope: Scope) -> int:
    """The length of the body as the head says; none where it comes in chunks."""
    value = header(scope, b"content-length")
    return int(value) if value.isdigit() else 0
