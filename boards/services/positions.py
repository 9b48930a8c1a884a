"""Where a card or a column goes: positions out of neighbours. Callers hold the project's lock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from django.db.models import Subquery

from boards.models import Column, Project, Task
from boards.models.tasks import TaskQuerySet
from boards.rules import ordering
from boardsite.database import statements
from boardsite.database.prepared import Prepared
from boardsite.database.statements import Statement, together

# (id, position) of cards of a column, in order.
Places: TypeAlias = Sequence[tuple[int, str]]
# (id, position of the first card, of the last) of a column; None in one without cards.
Ends: TypeAlias = tuple[int, str | None, str | None]


def at_end(column: Column, *, task: Task | None = None) -> str:
    """A position below every card of the column; that of `task` if it is the last already. One query."""
    last = _LAST.first(column=column.pk)
    if last and task and last[0] == task.pk:
        return last[1]
    try:
        return ordering.between(last[1] if last else None, None)
    except ordering.NoRoom:
        respace(column)
        return at_end(column, task=task)


def at_top(column: Column, *, task: Task | None = None) -> str:
    """A position above every card of the column; that of `task` if it is the first already. One query."""
    return above_first(column, _FIRST.all(column=column.pk), task=task)


def above_first(column: Column, found: Places, *, task: Task | None = None) -> str:
    """The same, where the first card has been read already."""
    first = found[0] if found else None
    if first and task and first[0] == task.pk:
        return first[1]
    try:
        return ordering.between(None, first[1] if first else None)
    except ordering.NoRoom:
        respace(column)
        return at_top(column, task=task)


def ends_of(column_id: int) -> Statement:
    """Asks for a column with the positions of its first and its last card, to be given to `of_new`."""
    return _ENDS.of(column=column_id)


def of_new(column: Column, ends: Ends | None) -> str:
    """A position for a new card: above or below every card of the column, as that says.

    One query, unless its ends have been read already.
    """
    _pk, first, last = ends or _ENDS.all(column=column.pk)[0]
    try:
        return ordering.between(None, first) if column.adds_on_top else ordering.between(last, None)
    except ordering.NoRoom:
        respace(column)
        return of_new(column, None)


def many_at_end(column: Column, count: int) -> list[str]:
    """`count` positions below every card of the column, in order; one query."""
    places: list[str] = []
    try:
        while len(places) < count:
            places.append(ordering.between(places[-1], None) if places else at_end(column))
    except ordering.NoRoom:
        return respace(column, more=count)
    return places


def many_at_top(column: Column, count: int) -> list[str]:
    """`count` positions above every card of the column, each above the one before it; one query."""
    places: list[str] = []
    try:
        while len(places) < count:
            places.append(ordering.between(None, places[-1]) if places else at_top(column))
    except ordering.NoRoom:
        return respace(column, above=count)[::-1]
    return places


def around(column_id: int, neighbour_id: int | None) -> Statement:
    """Asks for the cards that decide where one goes: a neighbour with the two below it, or without one the first card.

    Their places are given to `below` or `above_first`.
    """
    if neighbour_id is None:
        return _FIRST.of(column=column_id)
    return _FROM.of(column=column_id, neighbour=neighbour_id)


def below(column: Column, neighbour_id: int, rows: Places, *, task: Task) -> str | None:
    """A position for `task` just below its new neighbour; None if the neighbour is not in the column any more.

    Its own position if it is there already. `rows` are the places `around` that neighbour. No query, unless positions
    are equal or used up: then the column is re-spaced once.
    """
    if neighbour_id == task.pk:
        return None
    if not rows:
        return None
    if [pk for pk, _position in rows[:2]] == [neighbour_id, task.pk]:
        return rows[1][1]
    rows = [row for row in rows if row[0] != task.pk]
    if rows[0][0] == neighbour_id:
        try:
            return ordering.between(rows[0][1], rows[1][1] if len(rows) > 1 else None)
        except ordering.NoRoom:
            pass
    respace(column)
    return _below_in_spaced(column, neighbour_id, task=task)


def above(column: Column, neighbour_id: int, *, task: Task) -> int | None:
    """The id of the card that `task` has to stand below to come right above the neighbour; None for the top.

    The neighbour's own id if it is gone. Two queries.
    """
    cards = _cards(column).exclude(pk=task.pk)
    position = cards.filter(pk=neighbour_id).values_list("position", flat=True).first()
    if position is None:
        return neighbour_id
    earlier = cards.filter(position__lte=position).exclude(position=position, pk__gte=neighbour_id)
    return earlier.order_by("-position", "-pk").values_list("pk", flat=True).first()


def _below_in_spaced(column: Column, neighbour_id: int, *, task: Task) -> str:
    rows = list(_cards(column).exclude(pk=task.pk).in_order().values_list("pk", "position"))
    index = [pk for pk, _position in rows].index(neighbour_id)
    return ordering.between(rows[index][1], rows[index + 1][1] if index + 1 < len(rows) else None)


def respace(column: Column, *, above: int = 0, more: int = 0) -> list[str]:
    """Give the cards of one column positions at equal steps, in the order they have, with room for others around them.

    Returns the positions of those: so many `above`, and `more` below. Cards off the board keep what they have; a tie is
    broken by id.
    """
    cards = list(_cards(column).in_order().only("pk", "position"))
    places = list(ordering.spaced(above + len(cards) + more))
    for card, position in zip(cards, places[above:], strict=False):
        card.position = position
    together(*statements.saving_each(cards, ["position"]))
    return places[:above] + places[above + len(cards) :]


def _cards(column: Column | int) -> TaskQuerySet:
    return Task.objects.filter(column=column).on_board()


def _from(column: int, neighbour: int) -> TaskQuerySet:
    return _cards(column).filter(position__gte=_cards(column).filter(pk=neighbour).values("position")[:1])


_FIRST = Prepared(lambda column: _cards(column).in_order().values_list("pk", "position")[:1], column=int)
_LAST = Prepared(
    lambda column: _cards(column).order_by("-position", "-pk").values_list("pk", "position")[:1], column=int
)
_ENDS = Prepared(
    lambda column: Column.objects.filter(pk=column).values_list(
        "pk",
        Subquery(_cards(column).in_order().values("position")[:1]),
        Subquery(_cards(column).order_by("-position", "-pk").values("position")[:1]),
    ),
    column=int,
)
_FROM = Prepared(
    lambda column, neighbour: _from(column, neighbour).in_order().values_list("pk", "position")[:3],
    column=int,
    neighbour=int,
)


def column_position(project: Project, after: Column | None, *, moving: Column | None = None) -> str:
    """A position for a column after another one of the project; None puts it first."""
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
