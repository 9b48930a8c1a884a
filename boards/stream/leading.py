"""One relay at a time: who has the lock leads, and the others stand by.

On PostgreSQL it is a lock of a session that does nothing else: it ends with the process, or with the connection, and
the database gives it to the next. On SQLite, where all are on one machine, it is a lock on a file.
"""

from __future__ import annotations

import fcntl
import os
from typing import Protocol

from django.conf import settings
from django.db import Error, connection
from django.db.backends.base.base import BaseDatabaseWrapper

# Any number will do that no other lock of this database has: "boards" in ASCII.
KEY = 0x626F61726473


class Lease(Protocol):
    """The right to lead."""

    def is_taken(self) -> bool:
        """Try to get it; whether it is ours now."""

    def is_held(self) -> bool:
        """Whether it still is ours."""

    def end(self) -> None:
        """Give it to whoever stands by."""


def lease() -> Lease:
    """One for the database of the settings."""
    return _SessionLease() if connection.vendor == "postgresql" else _FileLease()


class _SessionLease:
    def __init__(self) -> None:
        self._session: BaseDatabaseWrapper = connection.copy()

    def is_taken(self) -> bool:
        return self._ask("SELECT pg_try_advisory_lock(%s)", [KEY])

    def is_held(self) -> bool:
        """The lock goes with the session, and a session that is gone answers nothing."""
        return self._session.connection is not None and self._ask("SELECT TRUE", [])

    def end(self) -> None:
        """Said, and not left to the end of the session, which the database notices a moment later."""
        if self._session.connection is not None:
            self._ask("SELECT pg_advisory_unlock(%s)", [KEY])
        self._session.close()

    def _ask(self, statement: str, given: list[int]) -> bool:
        try:
            with self._session.cursor() as cursor:
                cursor.execute(statement, given)
                return bool(cursor.fetchone()[0])
        except Error:
            self._session.close()
            return False


class _FileLease:
    def __init__(self) -> None:
        self._file: int | None = None

    def is_taken(self) -> bool:
        file = os.open(settings.VAR_DIR / "relay.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            return False
        self._file = file
        return True

    def is_held(self) -> bool:
        return self._file is not None

    def end(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
