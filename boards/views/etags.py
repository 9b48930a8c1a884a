"""304 for a page of one project that has not changed for its reader."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.middleware.csrf import get_token
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import get_language

from boards.models import Project, Role
from boards.views.answers import person


def of_page(request: HttpRequest, project: Project, role: Role, *more: object) -> str:
    """A mark of what the page depends on: revision, reader with role, zone and day, address, release, and `more`."""
    user = person(request)
    if "CSRF_COOKIE" not in request.META:
        # Makes the cookie; a page that is sent renews it, a 304 need not.
        get_token(request)
    parts = (
        project.pk,
        project.epoch,
        project.revision,
        role,
        user.pk,
        user.display_name,
        user.is_staff,
        user.theme,
        user.shortcuts,
        get_language(),
        str(user.zone),
        user.today(),
        request.META.get("CSRF_COOKIE"),
        request.session.session_key,
        request.get_full_path(),
        request.META.get("HTTP_HX_REQUEST", ""),
        settings.RELEASE,
        *more,
    )
    digest = hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=16)
    return quote_etag(digest.hexdigest())


def not_modified(request: HttpRequest, etag: str) -> HttpResponse | None:
    """The 304, unless the page is new to the reader or a message waits to be shown."""
    known = {tag.removeprefix("W/") for tag in parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))}
    if etag not in known or len(get_messages(request)):  # type: ignore[arg-type]
        return None
    return _kept(HttpResponseNotModified(), etag)


def mark(request: HttpRequest, page: HttpResponse, etag: str) -> HttpResponse:
    """Let the reader's own browser keep the page and ask each time; one with a toast is shown this once."""
    if len(get_messages(request)):  # type: ignore[arg-type]
        page["Cache-Control"] = "no-store"
        return page
    return _kept(page, etag)


def _kept(response: HttpResponse, etag: str) -> HttpResponse:
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response
