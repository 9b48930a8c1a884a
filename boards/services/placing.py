"""Where a card or a column goes: positions out of neighbours. Callers hold the project's lock."""

from __future__ import annotations

from django.db.models import QuerySet

from boards.models import Column, Project, Task
from boards.rules import ordering


def at_end(column: Column) -> str:
    """A position below every card of the column; one query."""
    last = _cards(column).order_by("-position", "-pk").values_list("position", flat=True).first()
    try:
        return ordering.between(last, None)
    except ordering.NoRoom:
        _respace(column)
        return at_end(column)


def at_top(column: Column, *, leaving_out: Task | None = None) -> str:
    """A position above every card of the column; one query."""
    cards = _cards(column).exclude(pk=leaving_out.pk if leaving_out else None)
    first = cards.in_order().values_list("position", flat=True).first()
    try:
        return ordering.between(None, first)
    except ordering.NoRoom:
        _respace(column)
        return at_top(column, leaving_out=leaving_out)


def below(column: Column, neighbour_id: int, *, task: Task) -> str | None:
    """A position for `task` just below its new neighbour; None if the neighbour is not in the column any more.

    One query, unless positions are equal or used up: then the column is re-spaced once.
    """
    cards = _cards(column).exclude(pk=task.pk)
    neighbour = cards.filter(pk=neighbour_id).values("position")[:1]
    rows = list(cards.filter(position__gte=neighbour).in_order().values_list("pk", "position")[:2])
    if not rows:
        return None
    after = rows[1][1] if len(rows) > 1 else None
    if rows[0][0] == neighbour_id:
        try:
            return ordering.between(rows[0][1], after)
        except ordering.NoRoom:
            pass
    _respace(column)
    return _below_in_spaced(column, neighbour_id, task=task)


def _below_in_spaced(column: Column, neighbour_id: int, *, task: Task) -> str:
    rows = list(_cards(column).exclude(pk=task.pk).in_order().values_list("pk", "position"))
    index = [pk for pk, _position in rows].index(neighbour_id)
    after = rows[index + 1][1] if index + 1 < len(rows) else None
    return ordering.between(rows[index][1], after)


def _respace(column: Column) -> None:
    """Give the cards of one column positions at equal steps, in the order they have."""
    cards = list(_cards(column).in_order().only("pk", "position"))
    for card, position in zip(cards, ordering.spaced(len(cards)), strict=True):
        card.position = position
    Task.objects.bulk_update(cards, ["position"], batch_size=500)


def _cards(column: Column) -> QuerySet[Task]:
    return Task.objects.filter(column=column).on_board()


def column_position(project: Project, after: Column | None, *, moving: Column | None = None) -> str:
    """A position for a column after another one; None puts it first."""
    columns = [column for column in project.columns.all() if moving is None or column.pk != moving.pk]
    index = [column.pk for column in columns].index(after.pk) + 1 if after else 0
    before = columns[index - 1].position if index else None
    behind = columns[index].position if index < len(columns) else None
    try:
        return ordering.between(before, behind)
    except ordering.NoRoom:
        for column, position in zip(columns, ordering.spaced(len(columns)), strict=True):
            column.position = position
        Column.objects.bulk_update(columns, ["position"])
        return column_position(project, after, moving=moving)
