"""Writers of one process wait for each other in the order in which they came.

SQLite has one writer at a time, and whoever finds it busy looks again after a nap that grows: a late one that looks at
the right moment goes first, and one with bad luck waits for seconds. Other processes still have to be met by napping.
"""

from __future__ import annotations

from collections import deque
from threading import Lock

from django.db import OperationalError


class Queue:
    """A lock that is handed to who has waited longest."""

    def __init__(self) -> None:
        self._guard, self._is_taken, self._waiting = Lock(), False, deque[Lock]()

    def take(self, seconds: float) -> Turn:
        """Wait for one's turn; OperationalError after so many seconds, as SQLite itself would have it."""
        mine = Lock()
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return Turn(self)
            mine.acquire()
            self._waiting.append(mine)
        if not mine.acquire(timeout=seconds) and self._left(mine):
            raise OperationalError("database is locked")
        return Turn(self)

    def _left(self, mine: Lock) -> bool:
        """Whether a place in the queue was given up: not if the turn has come at the last moment."""
        with self._guard:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return True
            return False

    def hand_on(self) -> None:
        """Let the next one go."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False


class Turn:
    """Ends when it is told to, or with the connection that had it."""

    def __init__(self, queue: Queue) -> None:
        self._queue: Queue | None = queue

    def end(self) -> None:
        """Once is enough."""
        queue, self._queue = self._queue, None
        if queue is not None:
            queue.hand_on()

    __del__ = end


_queues: dict[str, Queue] = {}


def queue_of(path: str) -> Queue:
    """The one queue of a database file in this process."""
    return _queues.setdefault(path, Queue())
