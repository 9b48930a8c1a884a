"""What a person reaches by its id, and what its project holds of them: read by itself, or along with who they are.

The address of a page names a project or a task before anybody knows who asks. So both are asked for in one message
(`boardsite/database/statements.py`): the statement for the thing finds the person by the session, as that for the
person does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, NamedTuple, TypeVar, cast

from allauth.usersessions.models import UserSession
from django.db.models import Model, QuerySet, Subquery

from boards.models import User
from boardsite.database.prepared import Prepared
from boardsite.database.statements import Statement

M = TypeVar("M", bound=Model)
# Whose rights are asked for: an id, or what finds it.
Reader = int | Subquery


class Reached(Generic[M]):
    """One kind of thing: `rows` narrows it to an id, with the rights of a reader."""

    def __init__(self, rows: Callable[[int, Reader], QuerySet[M]]) -> None:
        self._alone = Prepared(rows, pk=int, user=int)
        self._along = Prepared(lambda pk, key: rows(pk, _on_device(key)), pk=int, key=str)

    def first(self, user: User, pk: int) -> M | None:
        """The thing as it is now; one that came along with the person is handed out once, to who asks first."""
        brought, user.brought = user.brought, None
        if isinstance(brought, Brought) and brought.named == Named(self, pk):
            return cast("M | None", brought.thing)
        return self._alone.first(pk=pk, user=user.pk)

    def along(self, pk: int, key: str) -> Statement:
        """The statement for who has the session of this key."""
        return self._along.of(pk=pk, key=key)


class Named(NamedTuple):
    """What an address names."""

    kind: Reached[Any]
    pk: int

    def along(self, key: str) -> Statement:
        """The statement that asks for it, for who has the session of this key."""
        return self.kind.along(self.pk, key)


class Brought(NamedTuple):
    """What came along with a person (`User.brought`); None where there is no such thing."""

    named: Named
    thing: Model | None


def _on_device(key: str) -> Subquery:
    """The twin of `_on_device` (`boards/accounts/sessions.py`): a key never passes from one person to another."""
    return Subquery(UserSession.objects.filter(session_key=key).values("user_id")[:1])
