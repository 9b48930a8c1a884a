"""Transactions and savepoints that begin with their first statement, in one message.

Django and psycopg send BEGIN, SAVEPOINT and RELEASE by themselves and wait for the answers: ways there and back in
which nothing happens. Here they stand before what comes next, and what nothing came after is never sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from boardsite.database.postgresql.plans import PLAN_LOST
from boardsite.database.statements import Message


class Cursor(base.Cursor):  # type: ignore[name-defined]
    """Of a `WatchedConnection`, which knows what is to be said ahead."""

    def execute(self, query: Any, params: Any = None, **how: Any) -> Cursor:
        """As psycopg's, with what is to be said ahead; of a `Message` the plans are kept."""
        if isinstance(query, Message):
            return self._execute_kept(query, params, how)
        if isinstance(query, str):
            return self._execute_after(query, params, how)
        self.connection.say_ahead()
        return super().execute(query, params, **how)

    def _execute_after(self, query: str, params: Any, how: dict[str, Any], new: Sequence[str] = ()) -> Cursor:
        ahead, self.connection.ahead = [*self.connection.ahead, *new], []
        super().execute(";\n".join([*ahead, query]) if ahead else query, params, **how)
        for _answer in ahead:
            self.nextset()
        return self

    def _execute_kept(self, message: Message, params: Any, how: dict[str, Any]) -> Cursor:
        plans, ahead = self.connection.plans, self.connection.ahead
        query, new = plans.named(message.statements)
        try:
            self._execute_after(query, params, how, [plan.prepare for plan in new])
        except PLAN_LOST:
            plans.forget()
            if ahead or self.connection.info.transaction_status != TransactionStatus.IDLE:
                raise
            return self._execute_after(str(message), params, how)
        plans.keep(new)
        return self

    def executemany(self, query: Any, params_seq: Iterable[Any], **how: Any) -> None:
        """Many statements go one by one: it is said before them."""
        self.connection.say_ahead()
        super().executemany(query, params_seq, **how)

    def copy(self, *args: Any, **how: Any) -> Any:
        """The same before what is no statement of its own."""
        self.connection.say_ahead()
        return super().copy(*args, **how)


class BeginsLate(base.DatabaseWrapper):
    """Django's, with connections that stay as they are outside of a transaction: nothing is sent but what is asked."""

    connection: Any

    def get_connection_params(self) -> dict[str, Any]:
        """As Django's, with the cursors above."""
        params: dict[str, Any] = super().get_connection_params()
        return params | {"cursor_factory": Cursor}

    def create_cursor(self, name: str | None = None) -> Any:
        """One that reads in pieces asks for itself, and lasts as long as the transaction, if there is one."""
        if name is None or self.autocommit:
            return super().create_cursor(name)
        self.connection.say_ahead()
        return base.ServerSideCursor(  # type: ignore[attr-defined]
            self.connection, name=name, scrollable=False, withhold=False
        )

    def _set_autocommit(self, autocommit: bool) -> None:
        self.connection.ahead = [] if autocommit else ["BEGIN"]

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._begin_again()

    def _rollback(self) -> None:
        super()._rollback()  # type: ignore[misc]
        self._begin_again()

    def _begin_again(self) -> None:
        if self.connection is not None:
            self._set_autocommit(self.autocommit)

    def _savepoint(self, sid: str) -> None:
        self.connection.ahead.append(self.ops.savepoint_create_sql(sid))

    def _savepoint_commit(self, sid: str) -> None:
        ahead, begun = self.connection.ahead, self.ops.savepoint_create_sql(sid)
        if begun in ahead:
            # Nothing has come after it, so nobody needs to hear of it.
            del ahead[ahead.index(begun) :]
        else:
            ahead.append(self.ops.savepoint_commit_sql(sid))

    def _savepoint_rollback(self, sid: str) -> None:
        ahead, begun = self.connection.ahead, self.ops.savepoint_create_sql(sid)
        if begun in ahead:
            # It stays where it is: Django releases it now.
            del ahead[ahead.index(begun) + 1 :]
        else:
            ahead.clear()
            super()._savepoint_rollback(sid)  # type: ignore[misc]
