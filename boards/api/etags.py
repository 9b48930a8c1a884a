"""Marks of representations, and the conditions that callers put on them.

A mark stands for everything that its representation shows, and for nothing else: it differs as soon as one byte would,
and it is compared as a whole, for `If-None-Match` and `If-Match` alike.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext as _

from boards.api.errors import Problem, invalid


def of_bytes(content: bytes, version: int | None = None) -> str:
    """`"v<version>-<digest>"`, or the digest alone for what has no version; the number is there for people to read."""
    digest = hashlib.blake2b(content, digest_size=10).hexdigest()
    return quote_etag(digest if version is None else f"v{version}-{digest}")


def of_parts(*parts: Any) -> str:
    """A mark worked out from what a representation depends on."""
    return quote_etag(hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest())


def not_modified(request: HttpRequest, etag: str) -> HttpResponse | None:
    """The 304 for a reader who has this representation already."""
    header = request.headers.get("If-None-Match")
    if header is None or request.method not in ("GET", "HEAD"):
        return None
    known = [tag.removeprefix("W/") for tag in parse_etags(header)]
    if etag in known or known == ["*"]:
        return mark(HttpResponseNotModified(), etag)
    return None


def mark(response: HttpResponse, etag: str) -> HttpResponse:
    """Let the caller keep the answer and ask each time."""
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


def is_asked(request: HttpRequest) -> bool:
    """Whether the caller puts a condition on the change."""
    return "If-Match" in request.headers


def refuse_condition(request: HttpRequest) -> None:
    """Problem 400 for `If-Match` at an address that has no mark: to pass it over would promise what nobody holds."""
    if is_asked(request):
        raise invalid(("If-Match", _("There is no mark here to be held against. Leave this header out.")))


def check(request: HttpRequest, etag: str, current: dict[str, Any]) -> None:
    """Problem 412, with the current representation, unless `If-Match` names its mark, the whole of it. Caller holds the
    lock. `W/` is ignored: a proxy that compresses puts it before marks."""
    wanted = parse_etags(request.headers["If-Match"])
    if wanted == ["*"] or etag in {tag.removeprefix("W/") for tag in wanted}:
        return
    sentence = _("This has changed since you read it.")
    raise Problem(412, sentence, kind="precondition-failed", headers={"ETag": etag}, more={"current": current})
