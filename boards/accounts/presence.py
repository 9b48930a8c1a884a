"""Whose pages a browser may bring back from its own memory: those of the session it is still in.

Back shows a page as it was, without asking. So each page carries a mark of its session, and the browser has the same
mark in a cookie that scripts may read; a page whose mark is no longer there asks the site anew (boot.js).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "boardsite_here"


def mark(request: HttpRequest) -> str:
    """Says which session a page belongs to, and nothing by which it could be entered; nothing for strangers."""
    key = request.session.session_key if request.user.is_authenticated else None
    return hashlib.blake2b(key.encode(), digest_size=8, person=b"presence").hexdigest() if key else ""


class PresenceMiddleware:
    """Keep the cookie in step with the session: it comes with signing in, and goes with signing out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The view finds the mark as `request.presence`; the cookie comes with pages, and only where it differs."""
        request.presence = mark(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        current = mark(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if current and is_page and request.COOKIES.get(COOKIE) != current:
            response.set_cookie(
                COOKIE, current, _age(request), secure=settings.SESSION_COOKIE_SECURE, httponly=False, samesite="Lax"
            )
        elif not current and COOKIE in request.COOKIES:
            response.delete_cookie(COOKIE, samesite="Lax")
        return response


def _age(request: HttpRequest) -> int | None:
    """As long as the session; None until the browser is closed."""
    return None if request.session.get_expire_at_browser_close() else request.session.get_expiry_age()
