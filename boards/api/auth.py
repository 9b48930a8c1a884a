"""Who calls. How one says so: `boards.accounts.api.ways`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from boards import events
from boards.models import User
from boardsite.observing import logs

LANGUAGES = dict(settings.LANGUAGES)


@dataclass(frozen=True)
class Caller:
    """The person a call is made for. `key_id` names the API key, if it came with one: limits are kept for each.

    `session` is what a sign-out ends; a key has none.
    """

    user: User
    key_id: int | None = None
    session: SessionBase | None = field(default=None, repr=False)


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


def become(request: HttpRequest, found: Caller) -> Caller:
    """Make the request the person's; `PersonMiddleware`, which met a stranger, takes language and zone back later."""
    request.user = found.user
    logs.person_id.set(found.user.pk)
    if found.user.language in LANGUAGES:
        translation.activate(found.user.language)
    timezone.activate(found.user.zone)
    return found
