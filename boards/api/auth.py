"""Who calls. Each way to say so gives a Caller; `WAYS` is the order in which they are tried."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from boards.exceptions import NotAllowed
from boards.models import User


@dataclass(frozen=True)
class Caller:
    """The person a call is made for. `key_id` names the API key, if it came with one: limits are kept for each."""

    user: User
    key_id: int | None = None


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
        return Caller(request.user)


# Every way to authenticate, tried in this order; the first that gives a caller counts.
WAYS: list[Any] = [Session()]


def caller(request: HttpRequest) -> Caller:
    """Who calls, once the call has been authenticated."""
    return cast(Caller, request.auth)  # type: ignore[attr-defined]


def person(request: HttpRequest) -> User:
    """The person a call is made for."""
    return caller(request).user
