"""The devices on which a person is signed in: one row of django-allauth's a session, seen at most hourly."""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse

SEEN = "boardsite_seen"
EVERY = 3600


class DeviceMiddleware:
    """Keep when a session was last used and from where.

    The time of the last look is in the session, which is loaded anyway: within the hour a request costs nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Write the row and stamp the session when the hour is over."""
        if request.user.is_authenticated and time.time() - request.session.get(SEEN, 0) >= EVERY:
            request.session[SEEN] = int(time.time())
            UserSession.objects.create_from_request(request)
        return self.get_response(request)


def stamp(sender: object, request: HttpRequest, **kwargs: object) -> None:
    """A session that has just begun has been seen; django-allauth makes its row."""
    request.session[SEEN] = int(time.time())
