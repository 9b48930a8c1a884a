"""How many calls a person or a key may make a minute.

A process takes calls from the common count (`services.rate_limits`) in blocks and hands them out from memory, so most
calls cost no query and none costs more than one. No process gives more than it has taken: the limit is never exceeded.
With several processes a caller may be stopped a block early for each of the others.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext

from boards.api.auth import Caller
from boards.api.errors import Problem
from boards.services import rate_limits

SECONDS = 60
BLOCK = 20
MOST_CALLERS = 10_000


@dataclass
class _Share:
    """What a process has taken for a caller: calls left to give, and calls that all have taken together."""

    window: int
    left: int = 0
    used: int = 0


@dataclass(frozen=True)
class State:
    """Where a caller stands after a call."""

    limit: int
    remaining: int
    seconds: int

    def mark(self, response: HttpResponse) -> HttpResponse:
        """Say so, in the headers of the draft standard and in those most clients know."""
        response["RateLimit-Policy"] = f'"calls";q={self.limit};w={SECONDS}'
        response["RateLimit"] = f'"calls";r={self.remaining};t={self.seconds}'
        response["RateLimit-Limit"] = str(self.limit)
        response["RateLimit-Remaining"] = str(self.remaining)
        response["RateLimit-Reset"] = str(self.seconds)
        return response


_shares: dict[str, _Share] = {}
_lock = threading.Lock()


def count(request: HttpRequest, caller: Caller) -> None:
    """Count a call; Problem 429 if it is one too many. The state stays on the request for the headers."""
    limit, now = settings.API_CALLS_PER_MINUTE, time.time()
    window, name = int(now // SECONDS), f"key:{caller.key_id}" if caller.key_id else f"person:{caller.user.pk}"
    seconds = SECONDS - int(now % SECONDS)
    remaining = _take(name, window, limit)
    state = State(limit, max(remaining, 0), seconds)
    request.api_limit = state  # type: ignore[attr-defined]
    if remaining < 0:
        sentence = ngettext(
            "You have made %(limit)s calls this minute. Go on in %(seconds)s second.",
            "You have made %(limit)s calls this minute. Go on in %(seconds)s seconds.",
            seconds,
        )
        detail = sentence % {"limit": limit, "seconds": seconds}
        raise Problem(429, detail, kind="too-many-calls", headers={"Retry-After": str(seconds)})


def _take(name: str, window: int, limit: int) -> int:
    """The calls that remain after this one, -1 if there was none left."""
    share = _share(name, window)
    with _lock:
        if share.left > 0:
            share.left -= 1
            return max(limit - share.used, 0) + share.left
        if share.used >= limit:
            return -1
    block = max(1, min(BLOCK, limit // 10))
    used = rate_limits.take(caller=name, window=window, count=block)
    with _lock:
        share.used = max(share.used, used)
        given = block - max(used - limit, 0)
        if given <= 0:
            return -1
        share.left += given - 1
        return max(limit - share.used, 0) + share.left


def _share(name: str, window: int) -> _Share:
    with _lock:
        if len(_shares) > MOST_CALLERS:
            _shares.clear()
        share = _shares.get(name)
        if share is None or share.window != window:
            share = _shares[name] = _Share(window)
        return share


def forget() -> None:
    """Forget what this process has taken (for tests, whose counts are rolled back)."""
    with _lock:
        _shares.clear()
