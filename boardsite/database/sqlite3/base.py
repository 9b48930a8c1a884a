"""Django's SQLite, with as many values in one statement as the library takes, and writers that wait in order."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.sqlite3 import base, features
from django.utils.functional import cached_property

from boardsite.database.sqlite3.turns import Turn, queue_of

# How statements begin that never wait for a writer.
READS = ("SELECT", "PRAGMA", "EXPLAIN")


class DatabaseFeatures(features.DatabaseFeatures):
    """Django counts on the 999 values of SQLite before 3.32, and makes seven statements out of one of 500 rows."""

    @cached_property
    def max_query_params(self) -> int:  # type: ignore[override]
        """What this very library allows: 32,766 or more, unless its builder has chosen less."""
        self.connection.ensure_connection()
        limit: int = self.connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        return limit


class Cursor(base.SQLiteCursorWrapper):
    """Django's own; a write outside a transaction waits for its turn like one inside."""

    wrapper: DatabaseWrapper

    def execute(self, query: str, params: Any = None) -> Cursor:
        """A statement that only reads waits for nobody."""
        if self.connection.in_transaction or query.startswith(READS):
            return super().execute(query, params)
        with self.wrapper.own_turn():
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Iterable[Any]) -> Cursor:
        """Always a write."""
        if self.connection.in_transaction:
            return super().executemany(query, param_list)
        with self.wrapper.own_turn():
            return super().executemany(query, param_list)


class DatabaseWrapper(base.DatabaseWrapper):
    """Writes in turn: a transaction has its turn from its first moment to its last."""

    features_class = DatabaseFeatures
    _turn: Turn | None = None

    def create_cursor(self, name: str | None = None) -> Cursor:
        """A cursor that knows whose turn it takes."""
        cursor = self.connection.cursor(factory=Cursor)
        cursor.wrapper = self
        return cursor

    @contextmanager
    def own_turn(self) -> Iterator[None]:
        """For one statement; a transaction that begins has taken its own."""
        turn = None if self._turn or self.is_in_memory_db() else self._take()
        try:
            yield
        finally:
            if turn is not None:
                turn.end()

    def _take(self) -> Turn:
        return queue_of(str(self.settings_dict["NAME"])).take(self.settings_dict["OPTIONS"].get("timeout", 5))

    def _start_transaction_under_autocommit(self) -> None:
        # One that begins deferred, as a backup does, only reads, and holds up nobody.
        if not self.is_in_memory_db() and self.transaction_mode not in (None, "DEFERRED"):  # type: ignore[attr-defined]
            self._turn = self._take()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.end()
