"""Which cards of a board stand beside another one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import QuerySet

from boards.models import Task
from boards.models.tasks import TaskQuerySet
from boardsite.database.prepared import Prepared
from boardsite.database.statements import Statement, together


class Neighbours(NamedTuple):
    """The ids of the cards just above and just below one; None at the end of the column."""

    above: int | None = None
    below: int | None = None


def around(task: Task, chosen: TaskQuerySet | None = None) -> Neighbours:
    """What stands beside a card on the board; asked for in one message, with a filter in two."""
    if chosen is not None:
        place = _place(task)
        return Neighbours(_first_of(_above(chosen, **place)), _first_of(_below(chosen, **place)))
    return of(*together(*asked(task)))


def asked(task: Task) -> tuple[Statement, Statement]:
    """Asks for the same where nothing is filtered; what comes is given to `of`."""
    place = _place(task)
    return _ABOVE.of(**place), _BELOW.of(**place)


def of(above: Iterable[tuple[int]], below: Iterable[tuple[int]]) -> Neighbours:
    """What `asked` has found."""
    return Neighbours(_first_of(above), _first_of(below))


def _place(task: Task) -> dict[str, Any]:
    return {"column": task.column_id, "position": task.position, "pk": task.pk}


def _first_of(found: Iterable[tuple[int]]) -> int | None:
    return next((pk for (pk,) in found), None)


def _above(tasks: TaskQuerySet, column: int, position: str, pk: int) -> QuerySet[Task, tuple[int]]:
    # Not one of two conditions: the index finds the place by `position__lte`, and would begin at the column's end else.
    there = tasks.filter(column=column, position__lte=position).exclude(position=position, pk__gte=pk).on_board()
    return there.order_by("-position", "-pk").values_list("pk")[:1]


def _below(tasks: TaskQuerySet, column: int, position: str, pk: int) -> QuerySet[Task, tuple[int]]:
    there = tasks.filter(column=column, position__gte=position).exclude(position=position, pk__lte=pk).on_board()
    return there.order_by("position", "pk").values_list("pk")[:1]


_ABOVE = Prepared(lambda **place: _above(Task.objects.all(), **place), column=int, position=str, pk=int)
_BELOW = Prepared(lambda **place: _below(Task.objects.all(), **place), column=int, position=str, pk=int)


def last(column_id: int, *, but: int) -> int | None:
    """The id of the lowest card of a column, a certain one left out."""
    cards = Task.objects.filter(column=column_id).on_board().exclude(pk=but)
    return cards.order_by("-position", "-pk").values_list("pk", flat=True).first()
