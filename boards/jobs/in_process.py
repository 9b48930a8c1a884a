"""Background work inside the server, where no broker is set: after the answer is sent, and beside what is asked.

One thread keeps the clock, tells the history, and does what is quick. What waits for others to answer (mail servers,
webhooks, the processes that make PDFs) is done by a thread of each queue, which is there while there is such work: one
that hangs keeps up its own queue alone. The thread wakes when something was changed or asked for in this process, when
the next job is due, and every `LOOK` seconds, to find what other processes have written. Nothing that happens here can
reach a request; with several processes of the server each does the same, and jobs are begun by one of them.
"""

from __future__ import annotations

import atexit
import datetime
import logging
import threading
import time
from collections.abc import Collection, Sequence

from django.conf import settings
from django.db import connections
from django.utils import timezone

from boards import events
from boards.events import Event
from boards.jobs import running, telling
from boards.jobs.registry import Queue
from boards.services import jobs

# Writes one line a minute (see `logs.config`).
seldom = logging.getLogger("boardsite.jobs.waiting")

# How long it waits for more of the same kind before it begins, and at most before it looks by itself, in seconds.
GATHER, LOOK = 0.2, 15.0
# Between rounds it rests for so many times as long as one took, though not longer than a second: what has to be done
# for one change costs little more for twenty, and requests wait meanwhile.
REST, LONGEST_REST = 20, 1.0
# After an error, such as a database that is away.
PAUSE = 5.0
# A job in hand gets so long to end when the server stops; after that its lease lets somebody else begin it anew.
LAST = 20.0


class Thread(threading.Thread):
    """The one of a process."""

    def __init__(self) -> None:
        super().__init__(name="jobs", daemon=True)
        self._awake, self._stopping = threading.Event(), threading.Event()
        self._lanes = [Lane(self, queue) for queue, count in _lanes().items() for _number in range(count)]
        self._slots: set[str] = set()

    def wake(self) -> None:
        """There is something to do. Never waits."""
        self._awake.set()

    def stop(self) -> None:
        """Begin nothing any more."""
        self._stopping.set()
        self._awake.set()

    def is_stopping(self) -> bool:
        """Whether no job may be begun any more."""
        return self._stopping.is_set()

    def end(self) -> None:
        """Stop, and wait for the jobs in hand."""
        self.stop()
        until = time.monotonic() + LAST
        for thread in (self, *(lane.thread for lane in self._lanes if lane.thread)):
            thread.join(max(0, until - time.monotonic()))

    def run(self) -> None:
        """Until the process ends."""
        while not self.is_stopping():
            self._awake.clear()
            begun = time.monotonic()
            pause = self._round()
            ended = time.monotonic()
            rested = ended + min(REST * (ended - begun), LONGEST_REST)
            # While nobody asks for anything this is where the thread is, without a connection to the database.
            if self._awake.wait(pause):
                self._stopping.wait(max(GATHER, rested - time.monotonic()))

    def _round(self) -> float:
        """Do what there is; returns how many seconds to wait for more."""
        begun = timezone.now()
        try:
            self._keep_the_clock()
            telling.tell_all()
            waiting, due = jobs.outlook(after=begun)
            for lane in self._lanes:
                lane.start(waiting)
            if Queue.GENERAL in waiting:
                running.run_due(queues=[Queue.GENERAL], stop=self.is_stopping)
                _waiting, due = jobs.outlook(after=begun)
            return _seconds_until(due)
        except Exception as error:
            say_why(error)
            return PAUSE
        finally:
            connections.close_all()

    def _keep_the_clock(self) -> None:
        """Nothing is written while a period lasts."""
        now = running.slots()
        if now != self._slots:
            running.begin_slots()
            self._slots = now


class Lane:
    """Does what waits in one queue, in a thread that ends with the work."""

    def __init__(self, owner: Thread, queue: Queue) -> None:
        self._owner, self._queue = owner, queue
        self.thread: threading.Thread | None = None

    def start(self, waiting: Collection[str]) -> None:
        """Unless it is at work, or there is none."""
        if (self.thread is None or not self.thread.is_alive()) and self._queue in waiting:
            self.thread = threading.Thread(target=self._work, name=f"jobs {self._queue}", daemon=True)
            self.thread.start()

    def _work(self) -> None:
        try:
            running.run_due(queues=[self._queue], stop=self._owner.is_stopping)
        except Exception as error:
            say_why(error)
        finally:
            connections.close_all()
            # There may be more by now, or something to be tried again soon.
            self._owner.wake()


def _lanes() -> dict[Queue, int]:
    """How many threads there may be of each queue that has its own."""
    return {Queue.MAIL: 1, Queue.WEBHOOKS: 1, Queue.FILES: settings.PDFS_AT_ONCE}


def _seconds_until(due: datetime.datetime | None) -> float:
    """Until the next job of those that became due after the last look: a lane at work says when it has ended."""
    seconds = LOOK if due is None else (due - timezone.now()).total_seconds()
    return min(max(seconds, GATHER), LOOK)


def say_why(error: Exception) -> None:
    """One line a minute: a database that is away is away for a while."""
    seldom.warning("Background work has to wait: %s", str(error).split("\n")[0] or type(error).__name__)


_thread: Thread | None = None
_guard = threading.Lock()


def connect() -> None:
    """Wake the thread of this process whenever something was changed or asked for; called once, when Django starts."""
    events.subscribe(_changed)
    events.subscribe_to_jobs(_asked)


def attend() -> None:
    """Start the thread, in a process that serves; once is enough."""
    global _thread
    with _guard:
        if _thread is None:
            _thread = Thread()
            _thread.start()
            atexit.register(_thread.end)


def drain() -> None:
    """The process is about to end: begin nothing any more."""
    if _thread is not None:
        _thread.stop()


def _changed(event: Event) -> None:
    if _thread is not None:
        _thread.wake()


def _asked(asked: Sequence[tuple[str, int | None]]) -> None:
    if _thread is not None:
        _thread.wake()
