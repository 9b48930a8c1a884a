"""What a report tells of single tasks by choice: their checklists, what they wait for, and what was said about them
within the period.

Read when they are chosen only, and not kept: they are no figures.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from boards.models import Comment, Project, Task, User
from boards.queries import printed_checklists
from boards.queries.printed_checklists import PrintedChecklist
from boards.reports import blocked
from boards.reports.blocked import BlockedTask
from boards.reports.days import Period
from boards.reports.figures import ProjectReport


class Saying(NamedTuple):
    """A comment; `author` is empty where nobody is left of whom wrote it."""

    pk: int
    task_id: int
    number: int
    title: str
    author: str
    at: datetime.datetime
    text: str


@dataclass(frozen=True, slots=True)
class TaskChecklists:
    """A task on the board with its checklists."""

    pk: int
    number: int
    title: str
    lists: list[PrintedChecklist]


@dataclass(frozen=True, slots=True)
class Details:
    """Tasks with checklists in the order of the board, and comments, the oldest first; `rest` tell how many more there
    are of each."""

    checklists: Sequence[TaskChecklists] = ()
    checklists_rest: int = 0
    comments: Sequence[Saying] = ()
    comments_rest: int = 0
    blocked: Sequence[BlockedTask] = ()
    blocked_rest: int = 0


# Where none of these sections was chosen.
NOTHING = Details()


def of_report(
    project: Project, report: ProjectReport, sections: Collection[str], limit: int | None = None, *, reader: User
) -> Details:
    """What the sections tell, of each the first tasks and the newest comments up to `limit`; two queries for each."""
    lists = _checklists(project, report) if "checklists" in sections else []
    said, count = _comments(project, report.period, limit) if "comments" in sections else ([], 0)
    shown = lists[:limit]
    waiting = blocked.tasks(project, reader) if "blocked" in sections else []
    return Details(
        shown, len(lists) - len(shown), said, count - len(said), waiting[:limit], len(waiting) - len(waiting[:limit])
    )


def _checklists(project: Project, report: ProjectReport) -> list[TaskChecklists]:
    """Of what stood on the board at the end of the period, as they were then."""
    found = printed_checklists.of_tasks(Task.objects.filter(project=project), report.period.end)
    return [
        TaskChecklists(line.pk, line.number, line.title, found[line.pk]) for line in report.tasks if line.pk in found
    ]


def _comments(project: Project, period: Period, limit: int | None) -> tuple[list[Saying], int]:
    """Those written within the period that are still there, of tasks that are, and how many there are of them."""
    rows = Comment.objects.filter(task__project=project, task__deleted_at=None, deleted_at=None)
    rows = rows.filter(created_at__gte=period.start, created_at__lt=period.end)
    columns = ("pk", "task_id", "task__number", "task__title", "author__display_name", "created_at", "text")
    found = [
        Saying(pk, task_id, number, title, author or "", at, text)
        for pk, task_id, number, title, author, at, text in rows.order_by("-pk").values_list(*columns)[:limit]
    ]
    return found[::-1], rows.count() if limit is not None and len(found) == limit else len(found)
