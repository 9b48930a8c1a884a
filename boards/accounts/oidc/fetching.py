"""Answers over HTTP from a provider: never redirected, limited in time and size as a whole (`boardsite.calling`)."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from boards.accounts.oidc.refusals import Unreachable, shown
from boardsite import calling

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
        with calling.connected(parts, seconds=settings.OIDC_TIMEOUT) as connection:
            answer = _ask(connection, parts, headers or {}, body)
    except calling.ERRORS as error:
        raise Unreachable(f"{what} at {shown(url)}: {_cause(error)}") from error
    if 300 <= answer.status < 400:
        raise Unreachable(f"{what} at {shown(url)} answers with a redirect ({answer.status}), which is not followed")
    return answer


def _ask(
    connection: http.client.HTTPConnection, parts: SplitResult, headers: Mapping[str, str], body: str | None
) -> Answer:
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
    connection.request("GET" if body is None else "POST", calling.path_of(parts), body=body, headers=sent)
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
