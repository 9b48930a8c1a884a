"""How a long command ends when somebody stops it: in a sentence, with nothing half-made left behind."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import CommandError

# What shells say of a program that Ctrl+C has ended.
STOPPED = 130


@contextmanager
def stoppable(words: str) -> Iterator[None]:
    """Ctrl+C and SIGTERM end what runs inside, which clears up after itself, and the command with these words."""
    is_main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGTERM, signal.default_int_handler) if is_main else None
    try:
        yield
    except KeyboardInterrupt:
        raise CommandError(words, returncode=STOPPED) from None
    finally:
        if is_main:
            signal.signal(signal.SIGTERM, before)


def unwritten(error: Exception, path: Path) -> str:
    """Why a file did not come to be. The name it had until it was whole is nobody's business."""
    if not isinstance(error, OSError):
        return str(error)
    reason = error.strerror or str(error)
    other = error.filename and Path(error.filename).parent != path.parent
    return f"{error.filename} can't be read: {reason}." if other else f"{path} can't be written: {reason}."
