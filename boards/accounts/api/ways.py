"""By which means a call of the API says who makes it: each gives a Caller; `WAYS` is the order of trying them."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from boards import events
from boards.accounts import tokens
from boards.accounts.queries import keys as key_queries
from boards.api.auth import Caller, become
from boards.exceptions import NotAllowed
from boards.services import secrets

KEY_HEADER = "X-API-Key"
SAFE = {"GET", "HEAD", "OPTIONS"}


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
        secrets.note_use(held=key)
        if not key.can_write and request.method not in SAFE:
            raise NotAllowed(_("This API key only reads. Make one that may make changes."))
        events.through_key(key.pk)
        return become(request, Caller(key.user, key_id=key.pk))


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
        return become(request, Caller(found[0], session=found[1]))


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
WAYS: list[Callable[[HttpRequest], object]] = [Key(), Bearer(), Session()]
