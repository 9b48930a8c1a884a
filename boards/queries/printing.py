"""A board and a list as they come on paper: every card, with names for avatars and whole dates."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone

from boards.models import Attachment, Project, Task, TaskAssignee
from boards.models.tasks import TaskQuerySet
from boards.queries import board, formatting, printed_checklists, task_links
from boards.queries.printed_checklists import PrintedChecklist
from boards.queries.task_links import OnCard
from boards.rules import file_names
from boards.rules.progress import COMPLETE

# So many columns still can be read side by side on a sheet; more go on the next.
ABREAST = 6
# What cards are printed with by choice; up to two queries each.
PARTS = ("files", "checklists")


class _Row(NamedTuple):
    """What is read of a task, under the names of the columns."""

    pk: int
    number: int
    title: str
    column_id: int
    priority: int
    due_date: datetime.date | None
    progress: int
    completed_at: datetime.datetime | None
    assignee__display_name: str | None
    link_count: int


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """A task on paper."""

    number: int
    title: str
    column: str
    tags: list[str]
    priority: str
    due: str
    overdue: bool
    progress: int
    completed: str
    people: list[str]
    is_blocked: bool
    # How many of its children are done, as "1/3".
    children: str
    files: list[str]
    checklists: list[PrintedChecklist]


@dataclass(frozen=True, slots=True)
class PrintedColumn:
    """A column on paper."""

    name: str
    wip_limit: int | None
    cards: list[PrintedCard]
    total: int


def bands(
    project: Project, tasks: TaskQuerySet, today: datetime.date, *, parts: Collection[str] = ()
) -> list[list[PrintedColumn]]:
    """The columns with their cards, as many abreast as a sheet takes, evenly; five queries and those of each part."""
    lanes = board.heads(project.columns.all())
    by_lane: dict[int, list[PrintedCard]] = {lane.pk: [] for lane in lanes}
    for row, card in _cards(project, tasks.on_board().order_by("position", "pk"), {}, today, parts=parts):
        by_lane[row.column_id].append(card)
    columns = [PrintedColumn(lane.name, lane.wip_limit, by_lane[lane.pk], lane.count) for lane in lanes]
    sheets = -(-len(columns) // ABREAST)
    size = -(-len(columns) // sheets)
    return [columns[start : start + size] for start in range(0, len(columns), size)]


def rows(
    project: Project, tasks: TaskQuerySet, today: datetime.date, *, parts: Collection[str] = ()
) -> list[PrintedCard]:
    """The tasks in their order, each with its column; four queries and those of each part."""
    names = {lane.pk: lane.name for lane in project.columns.all()}
    return [card for _row, card in _cards(project, tasks, names, today, parts=parts)]


def _cards(
    project: Project, tasks: TaskQuerySet, columns: dict[int, str], today: datetime.date, *, parts: Collection[str]
) -> list[tuple[_Row, PrintedCard]]:
    found = [_Row(*row) for row in tasks.values_list(*_Row._fields)]
    tags: dict[int, list[str]] = {}
    through = tasks.model.tags.through.objects.filter(task__in=tasks.order_by().values("pk"))
    for task_id, name in through.order_by("tag__name_key").values_list("task_id", "tag__name"):
        tags.setdefault(task_id, []).append(name)
    beside: dict[int, list[str]] = {}
    shared = TaskAssignee.objects.filter(task__in=tasks.order_by().values("pk")).order_by("pk")
    for task_id, name in shared.values_list("task_id", "user__display_name"):
        beside.setdefault(task_id, []).append(name)
    links = task_links.on_cards([row.pk for row in found if row.link_count], project.hidden_ids)
    names = files_of(tasks) if "files" in parts else {}
    lists = printed_checklists.of_tasks(tasks) if "checklists" in parts else {}
    return [
        (
            row,
            _card(
                row,
                columns.get(row.column_id, ""),
                tags.get(row.pk, []),
                beside.get(row.pk, []),
                links.get(row.pk),
                names.get(row.pk, []),
                lists.get(row.pk, []),
                today,
            ),
        )
        for row in found
    ]


def only(task: Task) -> TaskQuerySet:
    """One task, as what prints many takes it."""
    return Task.objects.filter(pk=task.pk)


def files_of(tasks: TaskQuerySet) -> dict[int, list[str]]:
    """The names of the files of these tasks; one query."""
    found: dict[int, list[str]] = {}
    rows = Attachment.objects.filter(task__in=tasks.order_by().values("pk"), deleted_at=None).order_by("pk")
    for task_id, name in rows.values_list("task_id", "name"):
        found.setdefault(task_id, []).append(file_names.shown(name))
    return found


def _card(
    row: _Row,
    column: str,
    tags: list[str],
    others: list[str],
    links: OnCard | None,
    files: list[str],
    checklists: list[PrintedChecklist],
    today: datetime.date,
) -> PrintedCard:
    due, done = row.due_date, row.completed_at
    return PrintedCard(
        number=row.number,
        title=row.title,
        column=column,
        tags=tags,
        priority=formatting.priority(row.priority) if row.priority else "",
        due=formatting.full_day(due) if due else "",
        overdue=bool(due and not done and due < today),
        progress=row.progress if 0 < row.progress < COMPLETE else 0,
        completed=formatting.full_day(timezone.localtime(done).date()) if done else "",
        people=[name for name in (row.assignee__display_name, *others) if name],
        is_blocked=links is not None and bool(links.open_blockers) and not done,
        children=f"{links.done_children}/{links.children}" if links and links.children else "",
        files=files,
        checklists=checklists,
    )
