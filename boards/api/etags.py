"""Marks of representations, and the conditions that callers put on them."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext as _

from boards.api.errors import Problem


def of_bytes(content: bytes, version: int | None = None) -> str:
    """`"v<version>-<digest>"`, or the digest alone for what has no version of its own."""
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


def check(request: HttpRequest, etag: str, current: dict[str, Any]) -> None:
    """Problem 412, with the current representation, unless `If-Match` names it; `W/` is ignored, and of a mark with
    a version only that counts. Caller holds the lock."""
    wanted = parse_etags(request.headers["If-Match"])
    if wanted == ["*"] or _version(etag) in {_version(tag.removeprefix("W/")) for tag in wanted}:
        return
    sentence = _("This has changed since you read it.")
    raise Problem(412, sentence, kind="precondition-failed", headers={"ETag": etag}, more={"current": current})


def _version(etag: str) -> str:
    found = re.fullmatch(r'"(v[0-9]+)-[0-9a-f]*"', etag)
    return found[1] if found else etag
