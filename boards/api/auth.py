"""Who calls, and by which means. Each way to say so gives a Caller; `WAYS` is the order in which they are tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from boards import events
from boards.accounts import tokens
from boards.exceptions import NotAllowed
from boards.models import User
from boards.queries import keys as key_queries
from boards.services import keys
from boardsite.observing import logs

KEY_HEADER = "X-API-Key"
SAFE = {"GET", "HEAD", "OPTIONS"}
LANGUAGES = dict(settings.LANGUAGES)


@dataclass(frozen=True)
class Caller:
    """The person a call is made for. `key_id` names the API key, if it came with one: limits are kept for each.

    `session` is what a sign-out ends; a key has none.
    """

    user: User
    key_id: int | None = None
    session: SessionBase | None = field(default=None, repr=False)


class Key(AuthBase):
    """An API key in its header."""

    openapi_type = "apiKey"
    openapi_in = "header"
    openapi_name = KEY_HEADER

    def __call__(self, request: HttpRequest) -> Caller | None:
        """The caller; AuthenticationError for a wrong key, NotAllowed for a change by one that only reads."""
        secret = request.headers.get(KEY_HEADER)
        if secret is None:
            return None
        key = key_queries.by_secret(secret)
        if key is None:
            raise AuthenticationError
        keys.note_use(key=key)
        if not key.can_write and request.method not in SAFE:
            raise NotAllowed(_("This API key only reads. Make one that may make changes."))
        events.through_key(key.pk)
        return _is(request, Caller(key.user, key_id=key.pk))


class Bearer(AuthBase):
    """An access token of `auth/login`."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_bearerFormat = "JWT"  # noqa: N815  the name it has in OpenAPI

    def __call__(self, request: HttpRequest) -> Caller | None:
        """The caller; AuthenticationError for a token that is no longer good."""
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        found = tokens.caller(token.strip())
        if found is None:
            raise AuthenticationError
        return _is(request, Caller(found[0], session=found[1]))


class Session(AuthBase):
    """The cookie of somebody signed in by a browser; changes need the CSRF token as well."""

    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = settings.SESSION_COOKIE_NAME
    # Tells the documents page to send the token along.
    csrf = True

    def __call__(self, request: HttpRequest) -> Caller | None:
        """The caller; NotAllowed for a change without the token."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return None
        if check_csrf(request):
            raise NotAllowed(_("Send the CSRF token in the header X-CSRFToken, or use an API key."))
        return Caller(request.user, session=request.session)


# Every way to authenticate, tried in this order. The first that is used counts: a wrong key beside a good cookie is
# refused, so that nobody acts as somebody else than they think.
WAYS: list[Any] = [Key(), Bearer(), Session()]


class MeansMiddleware:
    """Has the history say that what is changed under /api/ is changed through the API."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The means last as long as the request."""
        if not request.path_info.startswith("/api/"):
            return self.get_response(request)
        with events.by_means("api"):
            return self.get_response(request)


def caller(request: HttpRequest) -> Caller:
    """Who calls, once the call has been authenticated."""
    return cast(Caller, request.auth)  # type: ignore[attr-defined]


def person(request: HttpRequest) -> User:
    """The person a call is made for."""
    return caller(request).user


def _is(request: HttpRequest, found: Caller) -> Caller:
    """Make the request the person's; `PersonMiddleware`, which met a stranger, takes language and zone back later."""
    request.user = found.user
    logs.person_id.set(found.user.pk)
    if found.user.language in LANGUAGES:
        translation.activate(found.user.language)
    timezone.activate(found.user.zone)
    return found
