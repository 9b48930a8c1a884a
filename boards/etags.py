"""Marks of representations (ETags, RFC 9110), for pages and for the API.

A mark stands for everything that its representation shows, and for nothing else: it differs as soon as one byte would,
and it is compared as a whole, for `If-None-Match` and `If-Match` alike.
"""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.middleware.csrf import get_token
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import get_language

from boards.models import Project, Role, User


def of_bytes(content: bytes, version: int | None = None) -> str:
    """`"v<version>-<digest>"`, or the digest alone for what has no version; the number is there for people to read."""
    digest = hashlib.blake2b(content, digest_size=10).hexdigest()
    return quote_etag(digest if version is None else f"v{version}-{digest}")


def of_parts(*parts: object) -> str:
    """A mark worked out from what a representation depends on."""
    return quote_etag(hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest())


def of_page(request: HttpRequest, user: User, project: Project, role: Role, *more: object) -> str:
    """A mark of what a page depends on: revision, reader with role, zone and day, address, release, and `more`."""
    if "CSRF_COOKIE" not in request.META:
        # Makes the cookie; a page that is sent renews it, a 304 need not.
        get_token(request)
    return of_parts(
        project.pk,
        project.epoch_as_seen,
        project.revision,
        role,
        *reader(request, user),
        request.META.get("HTTP_HX_REQUEST", ""),
        *more,
    )


def reader(request: HttpRequest, user: User) -> tuple[object, ...]:
    """What any page depends on beside its subject: who reads it, how, when, in which session, and where."""
    return (
        user.pk,
        user.display_name,
        user.is_staff,
        user.theme,
        user.shortcuts,
        user.unread,
        get_language(),
        str(user.zone),
        user.today(),
        request.META.get("CSRF_COOKIE"),
        request.session.session_key,
        request.get_full_path(),
        settings.RELEASE,
    )


def not_modified(request: HttpRequest, etag: str) -> HttpResponse | None:
    """The 304 for a reader who has this representation already."""
    header = request.headers.get("If-None-Match")
    if header is None or request.method not in ("GET", "HEAD"):
        return None
    return mark(HttpResponseNotModified(), etag) if _names(header, etag) else None


def page_not_modified(request: HttpRequest, etag: str) -> HttpResponse | None:
    """The same for a page, unless a message waits to be shown on it."""
    return None if len(get_messages(request)) else not_modified(request, etag)


def mark(response: HttpResponse, etag: str) -> HttpResponse:
    """Let the caller keep the answer and ask each time."""
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


def mark_page(request: HttpRequest, page: HttpResponse, etag: str) -> HttpResponse:
    """The same for a page in the reader's own browser; one with a message is shown this once."""
    if len(get_messages(request)):
        page["Cache-Control"] = "no-store"
        return page
    return mark(page, etag)


def is_asked(request: HttpRequest) -> bool:
    """Whether the caller puts a condition on the change."""
    return "If-Match" in request.headers


def is_met(request: HttpRequest, etag: str) -> bool:
    """Whether `If-Match` names the mark, the whole of it."""
    return _names(request.headers["If-Match"], etag)


def _names(header: str, etag: str) -> bool:
    """`W/` is ignored: a proxy that compresses puts it before marks."""
    named = parse_etags(header)
    return named == ["*"] or etag in {tag.removeprefix("W/") for tag in named}
