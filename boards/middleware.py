"""What holds for every request: the person's language and time, and domain exceptions as answers."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from boards import events
from boards.exceptions import InvalidInput, NotAllowed, NotFound, RuleBroken, TaskBlocked
from boards.views import answers, blocked, operations, unavailable
from boardsite.attachments import StoreAway
from boardsite.observing import logs

Next = Callable[[HttpRequest], HttpResponse]
LANGUAGES = dict(settings.LANGUAGES)

HEADERS = {
    "Content-Security-Policy": settings.CONTENT_SECURITY_POLICY,
    # What a person is shown is kept by their own browser alone, which asks each time whether it still holds.
    "Cache-Control": "private, no-cache",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Nothing of the device is asked for but passkeys, and those by this site alone.
    "Permissions-Policy": "accelerometer=(), camera=(), display-capture=(), geolocation=(), "
    "gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), "
    "publickey-credentials-create=(self), publickey-credentials-get=(self), serial=(), usb=(), xr-spatial-tracking=()",
}


class HeadersMiddleware:
    """Headers that make browsers and caches careful, beside those of Django's SecurityMiddleware."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add those that the view has not set itself. Django's pages of errors for developers have inline styles."""
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.DEBUG and response.status_code in (404, 500):
            del response.headers["Content-Security-Policy"]
        return response


class RequestIdMiddleware:
    """Give each request an id, in its answer and in every line of the log; one that a proxy has given is kept."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The id stays in force until the next request of this thread: Django logs refusals last of all."""
        logs.begin(logs.mark_of(request.headers.get("X-Request-ID", "")))
        response = self.get_response(request)
        response["X-Request-ID"] = logs.request_id.get()
        return response


class TextMiddleware:
    """Text comes as UTF-8. Django would decode forms, when they are first looked at, by whatever a request names."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse other encodings; ASCII is UTF-8 as well."""
        named = (request.content_params or {}).get("charset", "")
        request.encoding = "utf-8"
        if named and not _is_utf_8(named):
            raise BadRequest("The request names an encoding other than UTF-8.")
        return self.get_response(request)


def _is_utf_8(named: str) -> bool:
    try:
        return codecs.lookup(named).name in ("utf-8", "ascii")
    except (LookupError, ValueError):
        return False


class OperationsMiddleware:
    """Answers the machines that watch over the site before sessions and hosts are looked at.

    So a probe costs no query, and may ask a process by its address, whatever host names the site answers to.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Everything else goes on to its page."""
        return operations.page_at(request) or self.get_response(request)


class PersonMiddleware:
    """Speak the person's language and show their time; strangers get the browser's language and the site's time."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate both for the length of the request."""
        user = request.user
        chosen = user.language if user.is_authenticated else ""
        language = chosen if chosen in LANGUAGES else translation.get_language_from_request(request)
        zone = user.zone if user.is_authenticated else timezone.get_default_timezone()
        logs.person_id.set(user.pk)
        with translation.override(language), timezone.override(zone):
            return self.get_response(request)


class TabMiddleware:
    """Notes in which tab of a browser a change is made (X-Tab), so that the tab knows its own when it is told of it."""

    name = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """What is no name of a tab is none."""
        named = request.headers.get("X-Tab", "")
        if request.method in ("GET", "HEAD") or not self.name.fullmatch(named):
            return self.get_response(request)
        with events.in_tab(named):
            return self.get_response(request)


class ErrorMiddleware:
    """Turn what the domain refuses into pages and toasts."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The request as it is: all this does is in `process_exception`, after the view."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """409 for a broken rule, with a question for a blocked task; 422 for a value of the wrong shape, 403 for a role
        too low, 404 for what is sent to something that has gone, 503 while the store of files is away."""
        if isinstance(exception, TaskBlocked):
            return blocked.ask(request, exception)
        if isinstance(exception, RuleBroken):
            return answers.refusal(request, exception.sentence, 409)
        if isinstance(exception, InvalidInput):
            return answers.refusal(request, exception.sentence, 422)
        if isinstance(exception, NotAllowed):
            return answers.refusal(request, exception.sentence, 403)
        if isinstance(exception, NotFound) and request.method == "POST":
            return answers.refusal(request, "", 404)
        return unavailable.store_away(request) if isinstance(exception, StoreAway) else None
