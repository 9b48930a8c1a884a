"""The tasks of a project that wait for others, as it is now: links keep no record of when they held.

What they wait for may be of other projects, so it is read for each reader, and is no part of the figures.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass

from boards.models import Project, Task, User
from boards.queries import task_links


@dataclass(frozen=True, slots=True)
class Blocker:
    """An open task that another one waits for; `project` is empty for one of the same project."""

    pk: int
    number: int
    title: str
    project: str
    column: str
    assignee: str
    due: datetime.date | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class BlockedTask:
    """A task that waits, with all that it waits for."""

    pk: int
    number: int
    title: str
    assignee: str
    due: datetime.date | None
    is_overdue: bool
    blockers: list[Blocker]


def tasks(project: Project, reader: User) -> list[BlockedTask]:
    """Those due first come first; two queries, one where nothing waits."""
    rows = Task.objects.filter(project=project, completed_at=None, open_blocker_count__gt=0).on_board()
    columns = ("pk", "number", "title", "assignee__display_name", "due_date")
    waiting = list(rows.order_by("number").values_list(*columns))
    today = reader.today()
    found = _blockers([pk for pk, *_rest in waiting], project, reader, today) if waiting else {}
    lines = [
        BlockedTask(pk, number, title, name or "", due, due is not None and due < today, found[pk])
        for pk, number, title, name, due in waiting
        if found.get(pk)
    ]
    return sorted(lines, key=lambda line: (line.due or datetime.date.max, line.number))


def _blockers(waiting: list[int], project: Project, reader: User, today: datetime.date) -> dict[int, list[Blocker]]:
    rows = task_links.open_blocking(reader).filter(second__in=waiting).order_by("first__due_date", "pk")
    names = ("number", "title", "project", "project__title", "column__name", "assignee__display_name", "due_date")
    found: dict[int, list[Blocker]] = defaultdict(list)
    for second, pk, number, title, of, called, column, name, due in rows.values_list(
        "second", "first", *(f"first__{each}" for each in names)
    ):
        place = "" if of == project.pk else called
        is_late = due is not None and due < today
        found[second].append(Blocker(pk, number, title, place, column, name or "", due, is_late))
    return found
