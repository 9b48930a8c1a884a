"""How one card is made. The verbs are in `services.tasks` and `services.task_changes`; callers hold the lock."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.utils import timezone

from boards import events
from boards.events import Kind
from boards.models import Column, Project, Status, Task, User
from boards.models.tasks import HIGHEST_PRIORITY
from boards.rules import days
from boards.rules.progress import COMPLETE
from boards.rules.text import TITLE_LIMIT, clean_line, clean_text
from boards.services import history_values, positions, sharing, tags
from boards.services.lanes import Lanes
from boards.services.transactions import raising
from boards.services.validation import checked_number
from boardsite.database import statements


def make(
    project: Project,
    lanes: Lanes,
    *,
    title: str,
    column: Column | None = None,
    description: str = "",
    tag_names: Iterable[str] = (),
    priority: int = 0,
    assignee: User | None = None,
    others: Iterable[User] = (),
    due_date: datetime.date | None = None,
    progress: int = 0,
    follows_items: bool = False,
    actor: User,
) -> Task:
    """Add a card to a column of `lanes`; see `tasks.create`. Those who are to have it have been checked."""
    progress = checked_number("progress", progress, COMPLETE)
    column = _target(lanes, column, progress)
    task = Task(
        project=project,
        column=column,
        number=project.last_number + 1,
        position=positions.of_new(column, lanes.ends.get(column.pk)),
        title=clean_line("title", title, TITLE_LIMIT),
        description=clean_text("description", description),
        priority=checked_number("priority", priority, HIGHEST_PRIORITY),
        due_date=days.checked("due_date", due_date),
        progress=COMPLETE if column.is_completed else 0 if follows_items else progress,
        follows_items=follows_items,
        completed_at=timezone.now() if column.is_completed else None,
        created_by=actor,
    )
    sharing.settle(task, assignee, others)
    task.fill_search_text()
    chosen = tags.named(project, tag_names)
    project.last_number = task.number
    columns, writes = raising(project, columns=[column], fields=["last_number"], recount=True)
    changes, along = history_values.of_new(task, chosen), [statements.making(task), *writes]
    events.publish(
        Kind.TASK_CREATED, project=project, actor=actor, task=task, changes=changes, columns=columns, along=along
    )
    if chosen:
        task.tags.set(chosen)
    if task.beside:
        sharing.add([task])
    return task


def _target(lanes: Lanes, asked: Column | None, progress: int) -> Column:
    """The column asked for, unless progress 100 calls for a completed one."""
    if progress == COMPLETE and not (asked and asked.is_completed):
        return lanes.first(Status.COMPLETED)
    return asked or lanes.first(Status.PENDING)
