"""The answer while the database is away: try again in a moment."""

from __future__ import annotations

import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import defaults

from boardsite.observing import metrics

# SQLite says OperationalError of a wrong statement as well, which trying again does not mend.
WRONG = ("no such", "syntax error", "near ")


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler of errors that nobody has caught, wherever they were raised: 503 if it was the database's.

    The page knows nothing of the person, who could only be found in the database.
    """
    if not is_away(sys.exc_info()[1]):
        return defaults.server_error(request)
    metrics.database_errors.inc()
    page = render_to_string("503.html", using="django")
    response = HttpResponse(page, status=503, headers={"Retry-After": str(settings.RETRY_AFTER)})
    response["Cache-Control"] = "no-store"
    return response


def is_away(error: BaseException | None) -> bool:
    """Whether the database could not be asked: no connection, no answer in time, a lock that was not to be had."""
    return isinstance(error, OperationalError | InterfaceError) and not str(error).startswith(WRONG)
