"""One column among the others of its board."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from boards.models import Column


def others(column: Column) -> QuerySet[Column]:
    """The other columns of its project, in order."""
    return Column.objects.filter(project=column.project_id).exclude(pk=column.pk)


def before(column: Column) -> int | None:
    """The id of the column to the left of it, None for the first; one query."""
    left = None
    for pk in Column.objects.filter(project=column.project_id).values_list("pk", flat=True):
        if pk == column.pk:
            break
        left = pk
    return left


def neighbour(column: Column) -> int | None:
    """The id of the column to the right of it, of the last one that to the left; one query."""
    lanes = list(Column.objects.filter(project=column.project_id).values_list("pk", flat=True))
    at = lanes.index(column.pk)
    return next(iter([*lanes[at + 1 :], *reversed(lanes[:at])]), None)


class ColumnContent(NamedTuple):
    """How many tasks a column holds: archived ones are among `tasks`, `deleted` ones can still be brought back."""

    tasks: int
    deleted: int


def held(column: Column) -> ColumnContent:
    """What has to go elsewhere before the column can be removed; one query."""
    alive = Q(deleted_at=None)
    return ColumnContent(**column.tasks.aggregate(tasks=Count("pk", filter=alive), deleted=Count("pk", filter=~alive)))


def beside(column: Column, step: str) -> tuple[Column | None, bool]:
    """The column behind which it stands after a step to the `left` or `right`, None for the front; one query.

    And whether there is such a step: the first one has none to the left, the last one none to the right.
    """
    lanes = list(Column.objects.filter(project=column.project_id))
    at = [lane.pk for lane in lanes].index(column.pk)
    if step == "right":
        return (lanes[at + 1], True) if at + 1 < len(lanes) else (None, False)
    return (lanes[at - 2] if at > 1 else None, at > 0)
