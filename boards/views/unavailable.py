"""The answers while the database is away, or the store of attached files: try again in a moment."""

from __future__ import annotations

import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views import defaults

from boards.exceptions import store_away as sentence_of_store
from boardsite.attachments import StoreAway
from boardsite.observing import metrics

# SQLite says OperationalError of a wrong statement as well, which trying again does not mend.
WRONG = ("no such", "syntax error", "near ")
# What SQLite says where somebody else writes for longer than anybody waits.
BUSY = "database is locked"


class Unavailable(HttpResponse):
    """The answer, which knows why for those who say it in another form."""

    is_busy = False


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler of errors that nobody has caught, wherever they were raised: 503 if it was the database's.

    The page knows nothing of the person, who could only be found in the database.
    """
    error = sys.exc_info()[1]
    if not is_away(error):
        return defaults.server_error(request)
    metrics.database_errors.inc()
    is_busy = str(error) == BUSY
    page = render_to_string("503.html", {"is_busy": is_busy} | _form_of(request), using="django")
    response = Unavailable(page, status=503, headers={"Retry-After": str(settings.RETRY_AFTER)})
    response.is_busy = is_busy
    response["Cache-Control"] = "no-store"
    return response


def store_away(request: HttpRequest) -> HttpResponse:
    """While the files can't be reached, which the rest of the site does without."""
    response = render(request, "503.html", {"sentence": sentence_of_store()}, status=503)
    response["Retry-After"] = str(StoreAway.retry_after)
    response["Cache-Control"] = "no-store"
    return response


def _form_of(request: HttpRequest) -> dict[str, object]:
    """What tells the template of a request from htmx, which gets the sentence alone."""
    return {"request": {"htmx": True}} if "HX-Request" in request.headers else {}


def is_away(error: BaseException | None) -> bool:
    """Whether the database could not be asked: no connection, no answer in time, a lock that was not to be had."""
    return isinstance(error, OperationalError | InterfaceError) and not str(error).startswith(WRONG)
