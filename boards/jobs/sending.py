"""Tells the broker what there is to do, from a thread of its own: whoever has asked for it never waits for a broker.

What can't be told is dropped. It stands in rows, and the sweep of the workers finds it (see `celery`).
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from boards import events
from boards.events import Event

# Writes one line a minute (see `logs.config`).
seldom = logging.getLogger("boardsite.jobs.waiting")

# How long it waits for more of the same kind before it sends, in seconds, and how many may wait.
GATHER, MOST = 0.2, 5_000
# While the broker is away nothing is sent, and nobody tries.
PAUSE = 5.0
# A process that ends waits so long for what it has to send.
LAST_WORDS = 2.0


class Letter(NamedTuple):
    """One job, to be begun after so many seconds."""

    queue: str
    job_id: int
    after: float


class Letters:
    """What is still to be sent."""

    def __init__(self) -> None:
        self.jobs: list[Letter] = []
        # Whether something was changed; whether there are jobs of which nobody knows the number.
        self.tell = self.sweep = False

    def __bool__(self) -> bool:
        return bool(self.jobs or self.tell or self.sweep)


class Sender:
    """The one of a process. `send` speaks with the broker."""

    def __init__(self, send: Callable[[Letters], None]) -> None:
        self._send = send
        self._letters, self._guard = Letters(), threading.Lock()
        # Held by whoever speaks with the broker.
        self._turn = threading.Lock()
        self._awake = threading.Event()
        self._silent_until = 0.0
        self._process, self._thread = 0, threading.current_thread()

    def changed(self) -> None:
        """The history has more to tell. Never waits."""
        with self._guard:
            self._letters.tell = True
        self._wake()

    def asked(self, asked: Sequence[tuple[str, int | None]], after: float = 0) -> None:
        """There are these jobs. Never waits."""
        with self._guard:
            known = [Letter(queue, pk, after) for queue, pk in asked if pk is not None]
            room = MOST - len(self._letters.jobs)
            self._letters.jobs += known[:room]
            self._letters.sweep |= len(known) < len(asked)
        self._wake()

    def flush(self) -> None:
        """Send what there is now, in this thread. Never raises."""
        with self._turn:
            with self._guard:
                letters, self._letters = self._letters, Letters()
            if not letters or time.monotonic() < self._silent_until:
                return
            try:
                self._send(letters)
            except Exception as error:
                self._silent_until = time.monotonic() + PAUSE
                seldom.warning("The broker is away (%s); what is to be done waits for it.", type(error).__name__)

    def _wake(self) -> None:
        # In a process that was forked off the thread of its parent is not there.
        if self._process != os.getpid():
            self._begin()
        self._awake.set()

    def _begin(self) -> None:
        with self._guard:
            if self._process != os.getpid():
                self._process = os.getpid()
                self._awake, self._turn = threading.Event(), threading.Lock()
                self._thread = threading.Thread(target=self._work, name="broker", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while self._awake.wait():
            time.sleep(GATHER)
            self._awake.clear()
            self.flush()


def _send(letters: Letters) -> None:
    # Loaded by who sends, and by nobody else.
    from boards.jobs import celery

    celery.send(letters)


sender = Sender(_send)


def connect() -> None:
    """Tell the broker of whatever is changed or asked for; called once, when Django starts."""
    events.subscribe(_changed)
    events.subscribe_to_jobs(sender.asked)


def flush() -> None:
    """Send what there is, before the process ends; not for longer than `LAST_WORDS`."""
    last = threading.Thread(target=sender.flush, name="last words", daemon=True)
    last.start()
    last.join(LAST_WORDS)


def _changed(event: Event) -> None:
    sender.changed()
