"""What a board shows: windows of columns, out of the cache where nothing has changed.

A warm board takes one query (the columns), a cold one three more (cards, their tags, and whoever has one beside its
assignee), whatever its size.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.safestring import SafeString

from boards import cache
from boards.jinja import fragment
from boards.models import Column, Priority, Project, Tag, Task, TaskAssignee, User
from boards.models.tasks import TaskQuerySet
from boards.queries import attachments, neighbours, people, task_links
from boards.queries.card_parts import Assignee, Beside, CardView, Wording
from boards.queries.choices import Choices
from boards.queries.neighbours import Neighbours
from boards.queries.task_links import OnCard
from boards.rules.progress import COMPLETE
from boardsite.database.prepared import Prepared, Row
from boardsite.database.statements import Statement, together

WINDOW = 50
# The most cards of a column that are laid anew at once.
MOST_LAID = 500
_SHARED = ("task_id", "user_id", "user__display_name")
EMPTY: Mapping[int, int] = MappingProxyType({})
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
    comment_count: int
    item_count: int
    items_done: int
    link_count: int
    file_count: int
    web_link_count: int
    cover_id: int | None
    total: int = 0


_FIELDS = CardRow._fields[:-1]


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
    """Tags and people of a project; one message, or none where they are kept."""
    return cache.menus(project, lambda: _load_menus(project))


def _load_menus(project: Project) -> Menus:
    rows, tags = together(people.asked_for_standing(project), _OFFERED_TAGS.of(project=project.pk))
    standing = people.with_standing(project, rows)
    offered = [(one.pk, one.name) for one in standing if one.may_have or one.has]
    off = frozenset(one.pk for one in standing if not one.is_active)
    return Menus(Choices.of(tags, offered, off), [(one.pk, one.name) for one in standing if one.takes_part])


def columns(
    project: Project, today: datetime.date, chosen: TaskQuerySet | None = None, query: str = ""
) -> list[ColumnView]:
    """The columns of a board. `chosen` are the tasks the filter `query` leaves (then nothing comes from the cache)."""
    return windows(lanes_of(project), today, chosen, query)


def windows(
    lanes: Sequence[Column],
    today: datetime.date,
    chosen: TaskQuerySet | None = None,
    query: str = "",
    sizes: Mapping[int, int] = EMPTY,
) -> list[ColumnView]:
    """The same of some columns. `sizes` are how many cards a board has laid out of those it has more of than a window.

    Longer ones don't come from the cache; they have whole windows, so that what is new at their end is shown too.
    """
    long = {pk: min(-(-size // WINDOW) * WINDOW, MOST_LAID) for pk, size in sizes.items() if size > WINDOW}
    if chosen is None and not long:
        made = cache.columns(
            lanes, today, lambda some: _render(_ALL_FIRST.all(lanes=[lane.pk for lane in some]), some, today)
        )
    else:
        tasks = Task.objects.all() if chosen is None else chosen
        made = _render(_first(tasks.filter(column__in=lanes), long), lanes, today, query)
    if chosen is None:
        return [_column(lane, made[lane.pk].total, None, made[lane.pk].html) for lane in lanes]
    counts = _all_counts(lanes)
    return [_column(lane, counts.get(lane.pk, 0), made[lane.pk].total, made[lane.pk].html) for lane in lanes]


def lanes_of(project: Project) -> list[Column]:
    """The columns of a project, which they know; one query."""
    lanes = _LANES.all(project=project.pk)
    for lane in lanes:
        lane.project = project
    return lanes


def tasks_of(project: Project) -> TaskQuerySet:
    """What a filter of the board chooses from."""
    return Task.objects.filter(project=project, deleted_at=None)


def count(project: Project, chosen: TaskQuerySet) -> tuple[int, int]:
    """How many cards of the board a filter leaves, of how many; two queries."""
    return chosen.on_board().count(), tasks_of(project).on_board().count()


def heads(lanes: Iterable[Column], chosen: TaskQuerySet | None = None) -> list[ColumnView]:
    """Column heads alone, for the answer to a move; one query for the counts, with a filter two."""
    lanes = list(lanes)
    counts = _all_counts(lanes)
    shown = dict(_by_column(chosen.filter(column__in=lanes))) if chosen is not None else None
    return [_column(lane, counts.get(lane.pk, 0), None if shown is None else shown.get(lane.pk, 0)) for lane in lanes]


def first_cards(
    tasks: TaskQuerySet, lanes: Sequence[Column], today: datetime.date, most: int
) -> dict[int, list[CardView]]:
    """The first cards of each of these columns, `most` at most, not as HTML; two queries."""
    sizes = {lane.pk: most for lane in lanes}
    rows = [CardRow(*row) for row in _first(tasks.filter(column__in=lanes), sizes)]
    found: dict[int, list[CardView]] = {lane.pk: [] for lane in lanes}
    for row, view in zip(rows, _cards(rows, today, _hidden_in(lanes)), strict=True):
        found[row.column_id].append(view)
    return found


def card_and_heads(
    task: Task, lanes: Iterable[Column], today: datetime.date, place: Neighbours | None = None
) -> tuple[CardView, list[ColumnView], Neighbours]:
    """A card, column heads, and unless it is known what stands beside the card; unfiltered; one message for all."""
    lanes, rows, beside = list(lanes), [_row_of(task)], () if place else neighbours.asked(task)
    found = together(*beside, _COUNTS.of(lanes=[lane.pk for lane in lanes]), *_details_of(rows))
    place, (counts, *details) = place or neighbours.of(*found[:2]), found[len(beside) :]
    known = dict(counts)
    shown = _views(rows, today, task.project.hidden_ids, *details)[0]
    return shown, [_column(lane, known.get(lane.pk, 0), None) for lane in lanes], place


def _all_counts(lanes: Sequence[Column]) -> dict[int, int]:
    """How many cards stand in each column that has any; one query."""
    return dict(_COUNTS.all(lanes=[lane.pk for lane in lanes]))


def _by_column(tasks: TaskQuerySet) -> QuerySet[Task, tuple[int, int]]:
    return tasks.on_board().order_by().values_list("column").annotate(Count("pk"))


def more(
    column: Column, today: datetime.date, after: tuple[str, int], chosen: TaskQuerySet | None, query: str = ""
) -> SafeString:
    """The next window of a column, below a (position, id): two queries, or none where it is kept."""
    if chosen is not None:
        return SafeString(_window(_from(chosen.filter(column=column), *after), column, today, after, query)[0])
    return SafeString(cache.window(column, today, after, lambda: _whole_window(column, today, after)))


def _whole_window(column: Column, today: datetime.date, after: tuple[str, int]) -> tuple[str, bool]:
    position, pk = after
    return _window(_ALL_FROM.all(column=column.pk, position=position, pk=pk), column, today, after)


def _window(
    found: Iterable[Row], column: Column, today: datetime.date, after: tuple[str, int], query: str = ""
) -> tuple[str, bool]:
    """The HTML of a window, and whether it begins where a page says: at a card that still stands there."""
    rows = [CardRow(*row) for row in found]
    begins = [(row.position, row.pk) for row in rows[:1]] == [after]
    rows = rows[1:] if begins else rows[: WINDOW + 1]
    shown = _cards(rows[:WINDOW], today, column.project.hidden_ids)
    return _html(column.pk, shown, has_more=len(rows) > WINDOW, query=query), begins


def card(task: Task, today: datetime.date) -> CardView:
    """One card; one message, for its tags and people."""
    return _cards([_row_of(task)], today, task.project.hidden_ids)[0]


def _row_of(task: Task) -> CardRow:
    own = {name: getattr(task, name) for name in _FIELDS if name != "assignee__display_name"}
    return CardRow(**own, assignee__display_name=task.assignee.display_name if task.assignee else None)


def _first(tasks: TaskQuerySet, sizes: Mapping[int, int] = EMPTY) -> QuerySet[Task, Row]:
    """The first cards of each column, as `CardRow`: a window, or as many as `sizes` says."""
    laid = Q(rank__lte=WINDOW)
    for pk, size in sizes.items():
        laid |= Q(column=pk, rank__lte=size)
    ranked = tasks.on_board().annotate(
        rank=Window(RowNumber(), partition_by=F("column_id"), order_by=("position", "pk")),
        total=Window(Count("pk"), partition_by=F("column_id")),
    )
    return ranked.filter(laid).order_by("column_id", "rank").values_list(*CardRow._fields)


def _from(tasks: TaskQuerySet, position: str, pk: int) -> QuerySet[Task, Row]:
    """The card at a place, those of the window below it, and one more to tell whether there are any."""
    there = tasks.on_board().filter(position__gte=position).exclude(position=position, pk__lt=pk)
    return there.order_by("position", "pk").values_list(*_FIELDS)[: WINDOW + 2]


def _tags_on(tasks: list[int]) -> QuerySet[Any, Row]:
    links = Task.tags.through.objects.filter(task_id__among=tasks)
    return links.order_by("tag__name_key", "tag").values_list("task_id", "tag__name", "tag__colour")


_LANES = Prepared(lambda project: Column.objects.filter(project=project), project=int)
_ALL_FIRST = Prepared(lambda lanes: _first(Task.objects.filter(column__among=lanes)), lanes=list)
_ALL_FROM = Prepared(
    lambda column, position, pk: _from(Task.objects.filter(column=column), position, pk),
    column=int,
    position=str,
    pk=int,
)
_COUNTS = Prepared(lambda lanes: _by_column(Task.objects.filter(column__among=lanes)), lanes=list)
_OFFERED_TAGS = Prepared(lambda project: Tag.objects.filter(project=project).values_list("name", "colour"), project=int)
_TAGS = Prepared(_tags_on, tasks=list)
_SHARING = Prepared(
    lambda tasks: TaskAssignee.objects.filter(task_id__among=tasks).order_by("pk").values_list(*_SHARED), tasks=list
)


def _render(found: Iterable[Row], lanes: Sequence[Column], today: datetime.date, query: str = "") -> dict[int, Kept]:
    """The first window of each column, out of the rows of `_first`; one message, for tags and people."""
    rows = [CardRow(*row) for row in found]
    by_column: dict[int, list[CardView]] = {lane.pk: [] for lane in lanes}
    for row, view in zip(rows, _cards(rows, today, _hidden_in(lanes)), strict=True):
        by_column[row.column_id].append(view)
    totals = {row.column_id: row.total for row in rows}
    return {
        pk: Kept(totals.get(pk, 0), _html(pk, cards, has_more=totals.get(pk, 0) > len(cards), query=query))
        for pk, cards in by_column.items()
    }


def _details_of(rows: Sequence[CardRow]) -> list[Statement]:
    """What asks for the tags of cards, and for whoever has them beside an assignee, if any has one."""
    shared = [row.pk for row in rows if row.assignee_id]
    tags = _TAGS.of(tasks=[row.pk for row in rows])
    return [tags, _SHARING.of(tasks=shared)] if shared else [tags]


def _hidden_in(lanes: Sequence[Column]) -> frozenset[int]:
    """The projects that the reader of these columns, all of one project, may not see."""
    return lanes[0].project.hidden_ids if lanes else frozenset()


def _cards(rows: Sequence[CardRow], today: datetime.date, hidden: frozenset[int]) -> list[CardView]:
    return _views(rows, today, hidden, *together(*_details_of(rows))) if rows else []


def _views(
    rows: Sequence[CardRow],
    today: datetime.date,
    hidden: frozenset[int],
    tagged: Iterable[Row],
    shared: Iterable[Row] = (),
) -> list[CardView]:
    """`tagged` and `shared`: what `_details_of` asks for. One query more if a card has links, or a cover."""
    covers = attachments.thumbnails([row.cover_id for row in rows if row.cover_id])
    links = task_links.on_cards([row.pk for row in rows if row.link_count], hidden)
    tags: dict[int, list[tuple[str, int]]] = {}
    for task_id, name, colour in tagged:
        tags.setdefault(task_id, []).append((name, colour))
    wording = Wording(today)
    beside: dict[int, list[Assignee]] = {}
    for task_id, pk, name in shared:
        beside.setdefault(task_id, []).append(wording.assignee(pk, name))
    return [_view(row, tags.get(row.pk, []), beside.get(row.pk), links.get(row.pk), covers, wording) for row in rows]


def _view(
    row: CardRow,
    tags: list[tuple[str, int]],
    beside: list[Assignee] | None,
    links: OnCard | None,
    covers: Mapping[int, str],
    wording: Wording,
) -> CardView:
    is_completed = row.completed_at is not None
    return CardView(
        pk=row.pk,
        number=row.number,
        version=row.version,
        title=row.title,
        position=row.position,
        tags=tags[:TAGS_SHOWN],
        more_tags=[tag for tag, _colour in tags[TAGS_SHOWN:]],
        priority=min(row.priority, Priority.URGENT.value),
        priority_text=wording.priority(row.priority),
        due=wording.due(row.due_date) if row.due_date and not is_completed else None,
        percent=row.progress if 0 < row.progress < COMPLETE else 0,
        completed=is_completed,
        assignee=wording.assignee(row.assignee_id, row.assignee__display_name or "") if row.assignee_id else None,
        beside=Beside.of(beside) if beside else None,
        comments=row.comment_count,
        items=f"{row.items_done}/{row.item_count}" if row.item_count else "",
        links=links,
        files=row.file_count,
        web_links=row.web_link_count,
        cover=covers.get(row.cover_id or 0, ""),
    )


def _html(column_id: int, cards: Sequence[CardView], *, has_more: bool, query: str) -> SafeString:
    """`query` is the filter, which the link to more cards carries along."""
    last = cards[-1] if cards else None
    given = {"column_id": column_id, "cards": cards, "has_more": has_more, "last": last, "query": query}
    return fragment("boards/_cards.html", given)


def _column(lane: Column, count: int, shown: int | None, html: str = "") -> ColumnView:
    given = {name: getattr(lane, name) for name in ("pk", "project_id", "name", "status", "adds_on_top", "wip_limit")}
    return ColumnView(**given, count=count, shown=shown, html=SafeString(html))
