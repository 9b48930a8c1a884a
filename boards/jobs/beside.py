"""What stands beside the requests of a process: it does the work itself, or tells the broker that there is some."""

from __future__ import annotations

from django.conf import settings

from boards.jobs import in_process, sending


def connect() -> None:
    """Hear of what is changed and asked for; called once, when Django starts."""
    (sending if settings.BROKER_URL else in_process).connect()


def attend() -> None:
    """Be there, in a process that serves: without a broker it does the work too."""
    if not settings.BROKER_URL:
        in_process.attend()


def drain() -> None:
    """The process is about to end."""
    if settings.BROKER_URL:
        sending.flush()
    else:
        in_process.drain()
