"""How often a process is searched for garbage while much is made that stays."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# New objects between two searches; Python's own 700 suit work that makes few at a time.
SELDOM = 50_000
_lock = threading.Lock()
_at_work = 0
_usual = gc.get_threshold()


@contextmanager
def looked_for_seldom() -> Iterator[None]:
    """While a large file is read and its rows are made.

    Hardly any of that is garbage that has to be looked for (what refers to itself in a circle): all is let go of when
    it is no longer needed. To search it again and again as it grows takes nearly half of the time. Garbage of others,
    in threads of a server, waits for a moment longer.
    """
    global _at_work, _usual
    with _lock:
        if not _at_work:
            _usual = gc.get_threshold()
            gc.set_threshold(SELDOM, *_usual[1:])
        _at_work += 1
    try:
        yield
    finally:
        with _lock:
            _at_work -= 1
            if not _at_work:
                gc.set_threshold(*_usual)
