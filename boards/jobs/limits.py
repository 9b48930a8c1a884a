"""A job that takes longer than it may is told so, where the process is its own: in the workers of Celery.

Celery's own soft limit is one for all jobs of a message, which is sent by who doesn't know which job it is.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import FrameType

_is_allowed: ContextVar[bool] = ContextVar("is_allowed", default=False)


class TookTooLong(Exception):
    """Raised in the midst of a job. Its text is for operators."""


@contextmanager
def allowed() -> Iterator[None]:
    """In the main thread of a process that does nothing else: jobs inside may be broken off."""
    token = _is_allowed.set(True)
    try:
        yield
    finally:
        _is_allowed.reset(token)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise TookTooLong after so many seconds, where that is allowed."""
    if not _is_allowed.get():
        yield
        return

    def tell(_signal: int, _frame: FrameType | None) -> None:
        raise TookTooLong(f"It took longer than {seconds:g} seconds.")

    before = signal.signal(signal.SIGALRM, tell)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
