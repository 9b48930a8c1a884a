"""Plans that a connection of PostgreSQL keeps, for statements whose SQL stays the same.

The planner may take longer over a light statement with joins than its execution does: 0.5 ms of 0.65 where a page asks
for session, person and unread messages at once. A statement that was prepared is planned five times, and then only if
its values promise a better plan (PREPARE in PostgreSQL's documentation). By PREPARE and EXECUTE in SQL several still go
in one message, which is shorter, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import count
from typing import NamedTuple

from psycopg import errors

from boardsite.database.statements import Statement

# No connection keeps more than so many; each takes some 20 kB there.
MOST = 200
# The server has forgotten a plan (a pooler gave the connection to others), or a column has another type since.
PLAN_LOST = (errors.InvalidSqlStatementName, errors.FeatureNotSupported)
_PLACE = re.compile(r"%s")


class Plan(NamedTuple):
    """How a statement is prepared, and how it is asked for from then on; both with places for psycopg."""

    sql: str
    prepare: str
    execute: str


class Plans:
    """Those of one connection."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}
        # Names are not used twice: of a message that failed nobody knows how far it came.
        self._numbers = count(1)
        self._is_on = True

    def named(self, statements: Iterable[Statement]) -> tuple[str, list[Plan]]:
        """The statements as they are to be sent, and the plans that have to be prepared before."""
        asked: list[str] = []
        new: dict[str, Plan] = {}
        for statement in statements:
            if statement.types is None or not self._is_on:
                asked.append(statement.sql)
                continue
            execute = self._kept.get(statement.sql)
            if execute is None:
                plan = new.get(statement.sql)
                if plan is None and len(self._kept) + len(new) >= MOST:
                    asked.append(statement.sql)
                    continue
                plan = new[statement.sql] = plan or self._plan(statement.sql, statement.types)
                execute = plan.execute
            asked.append(execute)
        return ";\n".join(asked), list(new.values())

    def keep(self, plans: Iterable[Plan]) -> None:
        """The server has them now."""
        self._kept |= {plan.sql: plan.execute for plan in plans}

    def forget(self) -> None:
        """The server has lost them: a pooler gives the connection to others in between, and none is kept again."""
        self._kept, self._is_on = {}, False

    def _plan(self, sql: str, types: Sequence[str]) -> Plan:
        name, places = f"kept_{next(self._numbers)}", count(1)
        numbered = _PLACE.sub(lambda _found: f"${next(places)}", sql)
        given = f"({', '.join(types)})" if types else ""
        values = f"({', '.join(['%s'] * len(types))})" if types else ""
        return Plan(sql, f"PREPARE {name}{given} AS {numbered}", f"EXECUTE {name}{values}")
