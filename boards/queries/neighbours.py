"""Which cards of a board stand beside another one."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q, QuerySet

from boards.models import Task
from boards.models.tasks import TaskQuerySet
from boardsite.database.prepared import Prepared


def above(task: Task, chosen: TaskQuerySet | None = None) -> int | None:
    """The id of the card just above on the board, None on top."""
    return _neighbour(_above, _ABOVE, task, chosen)


def below(task: Task, chosen: TaskQuerySet | None = None) -> int | None:
    """The id of the card just below on the board, None at the end."""
    return _neighbour(_below, _BELOW, task, chosen)


def _neighbour(
    find: Callable[..., QuerySet[Task, tuple[int]]],
    prepared: Prepared[tuple[int]],
    task: Task,
    chosen: TaskQuerySet | None,
) -> int | None:
    place = {"column": task.column_id, "position": task.position, "pk": task.pk}
    found = prepared.first(**place) if chosen is None else find(chosen, **place).first()
    return found[0] if found else None


def _above(tasks: TaskQuerySet, column: int, position: str, pk: int) -> QuerySet[Task, tuple[int]]:
    above = tasks.filter(Q(position__lt=position) | Q(position=position, pk__lt=pk), column=column).on_board()
    return above.order_by("-position", "-pk").values_list("pk")[:1]


def _below(tasks: TaskQuerySet, column: int, position: str, pk: int) -> QuerySet[Task, tuple[int]]:
    below = tasks.filter(Q(position__gt=position) | Q(position=position, pk__gt=pk), column=column).on_board()
    return below.order_by("position", "pk").values_list("pk")[:1]


_ABOVE = Prepared(lambda **place: _above(Task.objects.all(), **place), column=int, position=str, pk=int)
_BELOW = Prepared(lambda **place: _below(Task.objects.all(), **place), column=int, position=str, pk=int)


def last(column_id: int, *, but: int) -> int | None:
    """The id of the lowest card of a column, a certain one left out."""
    cards = Task.objects.filter(column=column_id).on_board().exclude(pk=but)
    return cards.order_by("-position", "-pk").values_list("pk", flat=True).first()
