"""How log records are written: to standard output, one line a record."""

import logging
import time
from contextvars import ContextVar

# Which request is being answered; set by `boards.middleware.RequestIdMiddleware`.
request_id: ContextVar[str] = ContextVar("request_id", default="")


class Marked(logging.Filter):
    """Gives each record the id of the request it belongs to."""

    def filter(self, record: logging.LogRecord) -> bool:
        mark = request_id.get()
        record.request_mark = f" [{mark}]" if mark else ""
        return True


class OneLine(logging.Formatter):
    """Keeps a record, with its traceback and whatever a client put into it, on one line."""

    def format(self, record: logging.LogRecord) -> str:
        return super().format(record).replace("\r", "\\r").replace("\n", "\\n")


class Seldom(logging.Filter):
    """Lets one record through in half a minute, without its traceback.

    A cache that is away would otherwise write a dozen tracebacks for every page.
    """

    pause = 30.0

    def __init__(self) -> None:
        super().__init__()
        self._again = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        if time.monotonic() < self._again:
            return False
        self._again = time.monotonic() + self.pause
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            record.msg, record.args = "%s: %s", (record.getMessage(), error.__cause__ or error)
        record.exc_info = record.exc_text = None
        return True


def config(level: str, *, one_line: bool) -> dict[str, object]:
    """Django's LOGGING setting."""
    line = "%(asctime)s %(levelname)s %(name)s%(request_mark)s: %(message)s"
    form = {"()": "boardsite.logs.OneLine", "format": line} if one_line else {"format": line}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": form},
        "filters": {"seldom": {"()": "boardsite.logs.Seldom"}, "marked": {"()": "boardsite.logs.Marked"}},
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
            "boardsite.fragments": {"filters": ["seldom"]},
        },
    }
