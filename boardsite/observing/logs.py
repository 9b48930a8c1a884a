"""How log records are written: to standard output, one line a record, as text or as JSON.

A record says to which request it belongs, who asked and which route it took, and holds neither secrets nor what people
typed: addresses are named by their route, because a path may hold a secret, and errors of the database lose the line in
which it repeats the row.
"""

from __future__ import annotations

import datetime
import json
import logging
import re
import secrets
import time
from collections.abc import Iterator
from contextvars import ContextVar

# The request that is being answered; set by RequestIdMiddleware, ObservingMiddleware and PersonMiddleware.
request_id: ContextVar[str] = ContextVar("request_id", default="")
route: ContextVar[str] = ContextVar("route", default="")
person_id: ContextVar[int | None] = ContextVar("person_id", default=None)
DATABASE_ERRORS = ("django.db", "psycopg", "sqlite3")


def begin(mark: str) -> None:
    """A new request: nothing is known of it but its id."""
    request_id.set(mark)
    route.set("")
    person_id.set(None)


def mark_of(given: str) -> str:
    """The id of a request: the one that a proxy has given, if it looks like one, or a new one."""
    return given if re.fullmatch(r"[\w.-]{1,64}", given, re.ASCII) else secrets.token_hex(8)


class Marked(logging.Filter):
    """Gives each record what is known of its request, and takes out what nobody should read in a log."""

    def filter(self, record: logging.LogRecord) -> bool:
        mark = request_id.get()
        record.request_mark = f" [{mark}]" if mark else ""
        record.request_id, record.route, record.person_id = mark, route.get(), person_id.get()
        _name_by_route(record)
        _quiet_refusal(record)
        if record.exc_info and record.exc_info[1]:
            for error in _chain(record.exc_info[1]):
                _first_line_alone(error)
        return True


def _name_by_route(record: logging.LogRecord) -> None:
    """Django's words about a request, with the route in place of the path."""
    path = getattr(getattr(record, "request", None), "path", None)
    if path and isinstance(record.args, tuple):
        place = route.get() or f"/{path.split('/')[1][:40]}"
        record.args = tuple(place if arg == path else arg for arg in record.args)


def _quiet_refusal(record: logging.LogRecord) -> None:
    """What a client did wrong is a warning without a traceback; Django calls some of it an error."""
    if 400 <= getattr(record, "status_code", 0) < 500:
        record.exc_info = record.exc_text = None
        if record.levelno > logging.WARNING:
            record.levelno, record.levelname = logging.WARNING, "WARNING"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _first_line_alone(error: BaseException) -> None:
    """PostgreSQL says in a second line which row it refused, with all its text."""
    if type(error).__module__.startswith(DATABASE_ERRORS) and error.args and isinstance(error.args[0], str):
        error.args = (error.args[0].split("\n")[0], *error.args[1:])


class OneLine(logging.Formatter):
    """Keeps a record, with its traceback and whatever a client put into it, on one line."""

    def format(self, record: logging.LogRecord) -> str:
        return super().format(record).replace("\r", "\\r").replace("\n", "\\n")


class Json(logging.Formatter):
    """A record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
        told = {
            "time": when.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **{name: value for name in _FIELDS if (value := getattr(record, name, None)) not in (None, "")},
        }
        if status := getattr(record, "status_code", None):
            told["status"] = status
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told, default=str)


_FIELDS = ("request_id", "person_id", "route", "method", "status", "milliseconds", "queries")


class Seldom(logging.Filter):
    """Lets one record through in a minute, without its traceback.

    A cache that is away would otherwise write a dozen tracebacks for every page.
    """

    pause = 60.0

    def __init__(self) -> None:
        super().__init__()
        self.forget()

    def forget(self) -> None:
        """Let the next record through, whenever it comes."""
        self._again = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        if time.monotonic() < self._again:
            return False
        self._again = time.monotonic() + self.pause
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            record.msg, record.args = "%s: %s", (record.getMessage(), error.__cause__ or error)
        record.exc_info = record.exc_text = None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


class SeldomUnavailable(Seldom):
    """The same for requests that were refused because the database is away; others pass."""

    def filter(self, record: logging.LogRecord) -> bool:
        return getattr(record, "status_code", None) != 503 or super().filter(record)


def config(level: str, form: str, *, one_line: bool = True) -> dict[str, object]:
    """Django's LOGGING setting."""
    line = "%(asctime)s %(levelname)s %(name)s%(request_mark)s: %(message)s"
    kind = {
        "json": "boardsite.observing.logs.Json",
        "text": "boardsite.observing.logs.OneLine" if one_line else "logging.Formatter",
    }[form]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": kind, "fmt": line}},
        "filters": {
            "seldom": {"()": "boardsite.observing.logs.Seldom"},
            "unavailable": {"()": "boardsite.observing.logs.SeldomUnavailable"},
            "marked": {"()": "boardsite.observing.logs.Marked"},
        },
        "handlers": {
            "stdout": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stdout",
                "formatter": "line",
                "filters": ["marked"],
            },
        },
        "root": {"handlers": ["stdout"], "level": level},
        "loggers": {
            # Django's own handlers (a console in DEBUG, mails to ADMINS) give way to the one above.
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            "django.request": {"filters": ["marked", "unavailable"]},
            "gunicorn.error": {"handlers": [], "level": level, "propagate": True},
            "boardsite.fragments": {"filters": ["seldom"]},
            "boardsite.refusals": {"filters": ["seldom"]},
            "boardsite.jobs.waiting": {"filters": ["seldom"]},
            # Celery speaks of each task twice; what is to be said of a job the site says itself.
            **{name: {"level": "WARNING"} for name in ("celery.worker.strategy", "celery.app.trace", "celery.beat")},
            # The pool speaks of each connection it fails to make; what follows from it is told once a minute.
            "psycopg.pool": {"level": "ERROR"},
            # A traceback a second while Redis is away, of which boards/live says once that it is.
            "channels_redis": {"level": "CRITICAL"},
        },
    }
