"""What a board shows: windows of columns, out of the cache where nothing has changed.

A warm board takes one query (the columns), a cold one two more (cards and their tags), whatever its size.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.safestring import SafeString

from boards import cache
from boards.jinja import fragment
from boards.models import Column, Priority, Project, Task, User
from boards.models.tasks import TaskQuerySet
from boards.models.users import hue_of, initials_of
from boards.queries import formatting, people
from boards.queries.choices import Choices
from boards.rules.progress import COMPLETE
from boardsite.database.prepared import Prepared

WINDOW = 50
TAGS_SHOWN = 3


class CardRow(NamedTuple):
    """What is read of a card, under the names of the columns; `total` is how many cards its column has."""

    pk: int
    column_id: int
    number: int
    version: int
    title: str
    position: str
    priority: int
    due_date: datetime.date | None
    progress: int
    completed_at: datetime.datetime | None
    assignee_id: int | None
    assignee__display_name: str | None
    total: int = 0


_FIELDS = CardRow._fields[:-1]


class Due(NamedTuple):
    """A due date on a card."""

    state: str
    text: str
    full: str


class Assignee(NamedTuple):
    """The avatar on a card."""

    initials: str
    hue: int
    name: str


@dataclass(frozen=True, slots=True)
class CardView:
    """A card, ready for its template."""

    pk: int
    number: int
    version: int
    title: str
    position: str
    tags: Sequence[tuple[str, int]]
    more_tags: Sequence[str]
    priority: int
    priority_text: str
    due: Due | None
    percent: int
    completed: bool
    assignee: Assignee | None


class Kept(NamedTuple):
    """The first cards of a column, as kept in the cache: how many there are in all, and the HTML of the first 50."""

    total: int
    html: str


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column, ready for its template.

    `count` is of all its cards, `shown` of those a filter leaves (None: no filter).
    """

    pk: int
    project_id: int
    name: str
    status: str
    adds_on_top: bool
    count: int
    shown: int | None
    wip_limit: int | None
    html: SafeString

    @property
    def is_over(self) -> bool:
        """More cards than the WIP limit."""
        return self.wip_limit is not None and self.count > self.wip_limit


class Menus(NamedTuple):
    """What the menus and the header of a board offer: plain values, so that they can be kept."""

    choices: Choices
    members: list[tuple[int, str]]

    @property
    def people(self) -> list[User]:
        """The members as people with a name and an avatar, not to be saved."""
        return [User(pk=pk, display_name=name) for pk, name in self.members]


def menus(project: Project) -> Menus:
    """Tags and people of a project; two queries, or none where they are kept."""
    return cache.menus(project, lambda: _load_menus(project))


def _load_menus(project: Project) -> Menus:
    standing = people.with_standing(project)
    tags = project.tags.values_list("name", "colour")
    offered = [(one.pk, one.name) for one in standing if one.may_have or one.has]
    off = frozenset(one.pk for one in standing if not one.is_active)
    return Menus(Choices.of(tags, offered, off), [(one.pk, one.name) for one in standing if one.takes_part])


def columns(
    project: Project, today: datetime.date, chosen: TaskQuerySet | None = None, query: str = ""
) -> list[ColumnView]:
    """The columns of a board. `chosen` are the tasks the filter `query` leaves (then nothing comes from the cache)."""
    lanes = list(project.columns.all())
    if chosen is None:
        windows = cache.columns(lanes, today, lambda missing: _render(Task.objects.all(), missing, today))
        return [_column(lane, windows[lane.pk].total, None, windows[lane.pk].html) for lane in lanes]
    windows, counts = _render(chosen, lanes, today, query), _counts(Task.objects.all(), lanes)
    return [_column(lane, counts.get(lane.pk, 0), windows[lane.pk].total, windows[lane.pk].html) for lane in lanes]


def tasks_of(project: Project) -> TaskQuerySet:
    """What a filter of the board chooses from."""
    return Task.objects.filter(project=project, deleted_at=None)


def count(project: Project, chosen: TaskQuerySet) -> tuple[int, int]:
    """How many cards of the board a filter leaves, of how many; two queries."""
    return chosen.on_board().count(), tasks_of(project).on_board().count()


def heads(lanes: Iterable[Column], chosen: TaskQuerySet | None = None) -> list[ColumnView]:
    """Column heads alone, for the answer to a move; one query for the counts of two columns, with a filter two."""
    lanes = list(lanes)
    counts = dict(count for one, other in _in_twos(lanes) for count in _COUNTS.all(one=one.pk, other=other.pk))
    shown = _counts(chosen, lanes) if chosen is not None else None
    return [_column(lane, counts.get(lane.pk, 0), None if shown is None else shown.get(lane.pk, 0)) for lane in lanes]


def _in_twos(lanes: Sequence[Column]) -> list[tuple[Column, Column]]:
    return [(lanes[step], lanes[min(step + 1, len(lanes) - 1)]) for step in range(0, len(lanes), 2)]


def _counts(tasks: TaskQuerySet, lanes: Sequence[Column]) -> dict[int, int]:
    """How many of the tasks stand in each column that has any; one query."""
    return dict(_by_column(tasks.filter(column__in=lanes)))


def _by_column(tasks: TaskQuerySet) -> QuerySet[Task, tuple[int, int]]:
    return tasks.on_board().order_by().values_list("column").annotate(Count("pk"))


def more(
    column: Column, today: datetime.date, after: tuple[str, int], chosen: TaskQuerySet | None, query: str = ""
) -> SafeString:
    """The next window of a column, below a (position, id); two queries."""
    position, pk = after
    tasks = (chosen if chosen is not None else Task.objects.all()).filter(column=column).on_board()
    below = tasks.filter(Q(position__gt=position) | Q(position=position, pk__gt=pk)).order_by("position", "pk")
    rows = [CardRow(*row) for row in below.values_list(*_FIELDS)[: WINDOW + 1]]
    cards = _cards(rows[:WINDOW], today)
    return _html(column.pk, cards, has_more=len(rows) > WINDOW, query=query)


def card(task: Task, today: datetime.date) -> CardView:
    """One card; its tags take a query unless they were fetched along."""
    assignee = task.assignee
    row = CardRow(
        pk=task.pk,
        column_id=task.column_id,
        number=task.number,
        version=task.version,
        title=task.title,
        position=task.position,
        priority=task.priority,
        due_date=task.due_date,
        progress=task.progress,
        completed_at=task.completed_at,
        assignee_id=task.assignee_id,
        assignee__display_name=assignee.display_name if assignee else None,
    )
    return _view(row, _TAGS.all(task=task.pk), _Wording(today))


def neighbour_above(task: Task, chosen: TaskQuerySet | None = None) -> int | None:
    """The id of the card just above on the board, None on top."""
    return _neighbour(_above, _ABOVE, task, chosen)


def neighbour_below(task: Task, chosen: TaskQuerySet | None = None) -> int | None:
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
_COUNTS = Prepared(
    lambda one, other: _by_column(Task.objects.filter(Q(column=one) | Q(column=other))), one=int, other=int
)
_TAGS = Prepared(
    lambda task: (
        Task.tags.through.objects.filter(task=task)
        .order_by("tag__name_key", "tag")
        .values_list("tag__name", "tag__colour")
    ),
    task=int,
)


def last_card(column_id: int, *, but: int) -> int | None:
    """The id of the lowest card of a column, a certain one left out."""
    cards = Task.objects.filter(column=column_id).on_board().exclude(pk=but)
    return cards.order_by("-position", "-pk").values_list("pk", flat=True).first()


def _render(tasks: TaskQuerySet, lanes: Sequence[Column], today: datetime.date, query: str = "") -> dict[int, Kept]:
    """The first window of each column: one query for the cards, one for their tags."""
    ranked = (
        tasks.filter(column__in=lanes)
        .on_board()
        .annotate(
            rank=Window(RowNumber(), partition_by=F("column_id"), order_by=("position", "pk")),
            total=Window(Count("pk"), partition_by=F("column_id")),
        )
        .filter(rank__lte=WINDOW)
        .order_by("column_id", "rank")
    )
    rows = [CardRow(*row) for row in ranked.values_list(*CardRow._fields)]
    by_column: dict[int, list[CardView]] = {lane.pk: [] for lane in lanes}
    for row, view in zip(rows, _cards(rows, today), strict=True):
        by_column[row.column_id].append(view)
    totals = {row.column_id: row.total for row in rows}
    return {
        pk: Kept(totals.get(pk, 0), _html(pk, cards, has_more=totals.get(pk, 0) > WINDOW, query=query))
        for pk, cards in by_column.items()
    }


def _cards(rows: Sequence[CardRow], today: datetime.date) -> list[CardView]:
    tags: dict[int, list[tuple[str, int]]] = {}
    through = Task.tags.through.objects.filter(task_id__in=[row.pk for row in rows]).order_by("tag__name_key")
    for task_id, name, colour in through.values_list("task_id", "tag__name", "tag__colour"):
        tags.setdefault(task_id, []).append((name, colour))
    wording = _Wording(today)
    return [_view(row, tags.get(row.pk, []), wording) for row in rows]


class _Wording:
    """Due dates and priorities in words, each worked out once for many cards."""

    def __init__(self, today: datetime.date) -> None:
        self._today = today
        self._dues: dict[datetime.date, Due] = {}
        self._priorities = {0: ""}

    def due(self, date: datetime.date) -> Due:
        """A due date that still matters."""
        if date not in self._dues:
            state = "overdue" if date < self._today else "today" if date == self._today else "future"
            self._dues[date] = Due(state, formatting.day(date, self._today), formatting.full_day(date))
        return self._dues[date]

    def priority(self, value: int) -> str:
        """Nothing for no priority."""
        if value not in self._priorities:
            self._priorities[value] = formatting.priority(value)
        return self._priorities[value]


def _view(row: CardRow, tags: list[tuple[str, int]], wording: _Wording) -> CardView:
    is_completed = row.completed_at is not None
    return CardView(
        pk=row.pk,
        number=row.number,
        version=row.version,
        title=row.title,
        position=row.position,
        tags=tags[:TAGS_SHOWN],
        more_tags=[tag for tag, _colour in tags[TAGS_SHOWN:]],
        priority=min(row.priority, Priority.URGENT),
        priority_text=wording.priority(row.priority),
        due=wording.due(row.due_date) if row.due_date and not is_completed else None,
        percent=row.progress if 0 < row.progress < COMPLETE else 0,
        completed=is_completed,
        assignee=_assignee(row.assignee_id, row.assignee__display_name or "") if row.assignee_id else None,
    )


def _assignee(pk: int, name: str) -> Assignee:
    return Assignee(initials_of(name), hue_of(pk), name)


def _html(column_id: int, cards: Sequence[CardView], *, has_more: bool, query: str) -> SafeString:
    """`query` is the filter, which the link to more cards carries along."""
    last = cards[-1] if cards else None
    context = {"column_id": column_id, "cards": cards, "has_more": has_more, "last": last, "query": query}
    return fragment("boards/_cards.html", context)


def _column(lane: Column, count: int, shown: int | None, html: str = "") -> ColumnView:
    return ColumnView(
        pk=lane.pk,
        project_id=lane.project_id,
        name=lane.name,
        status=lane.status,
        adds_on_top=lane.adds_on_top,
        count=count,
        shown=shown,
        wip_limit=lane.wip_limit,
        html=SafeString(html),
    )
