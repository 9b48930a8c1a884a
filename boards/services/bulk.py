"""Making many tasks at once, for imports and demonstration data: one lock, one revision, few queries."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from boards import events
from boards.events import Kind
from boards.exceptions import InvalidInput
from boards.models import Column, Project, Tag, Task, User
from boards.models.users import HUES
from boards.rules import ordering
from boards.rules.progress import COMPLETE
from boards.rules.text import TITLE_LIMIT, WORD_LIMIT, clean_line, clean_text, fold
from boards.services import values
from boards.services.unit import lock, raise_revision, service

BATCH = 500


@dataclass(frozen=True)
class TaskDraft:
    """A task to be made. Its column decides whether it is completed."""

    title: str
    column: Column
    description: str = ""
    tags: Sequence[str] = ()
    priority: int = 0
    assignee: User | None = None
    due_date: datetime.date | None = None
    progress: int = 0
    completed_at: datetime.datetime | None = None
    archived: bool = False
    colours: dict[str, int] = field(default_factory=dict)


@service
def create_tasks(*, project: Project, drafts: Sequence[TaskDraft], actor: User) -> list[Task]:
    """Make the tasks below those that are there, in the order given. All or nothing.

    Raises InvalidInput for a text that doesn't fit. Assignees must have been checked by the caller.
    """
    project = lock(project.pk)
    places = _places(project, drafts)
    project.revision += 1
    tasks = [_task(project, draft, places[index], index + 1, actor) for index, draft in enumerate(drafts)]
    project.last_number += len(tasks)
    Task.objects.bulk_create(tasks, batch_size=BATCH)
    _tag(project, tasks, drafts)
    rows = [_row(project, task, actor) for task in tasks]
    project.revision -= 1
    columns = raise_revision(project, columns=None, fields=["last_number"], recount=True)
    events.publish_many(rows, columns=columns)
    return tasks


def _task(project: Project, draft: TaskDraft, position: str, step: int, actor: User) -> Task:
    done = draft.column.is_completed
    now = timezone.now()
    task = Task(
        project=project,
        column=draft.column,
        number=project.last_number + step,
        position=position,
        title=clean_line("title", draft.title, TITLE_LIMIT),
        description=clean_text("description", draft.description),
        priority=draft.priority,
        assignee=draft.assignee,
        due_date=draft.due_date,
        progress=COMPLETE if done else min(draft.progress, COMPLETE - 1),
        completed_at=(draft.completed_at or now) if done else None,
        archived_at=now if draft.archived else None,
        created_by=actor,
    )
    task.fill_search_text()
    return task


def _places(project: Project, drafts: Sequence[TaskDraft]) -> list[str]:
    """Positions for all drafts; cards that were in the columns before are moved above them."""
    by_column: dict[int, list[int]] = defaultdict(list)
    for index, draft in enumerate(drafts):
        if draft.column.project_id != project.pk:
            raise InvalidInput("column", "The column belongs to another project.")
        by_column[draft.column.pk].append(index)
    places = [""] * len(drafts)
    for column_id, indexes in by_column.items():
        present = list(Task.objects.filter(column=column_id).in_order().only("pk", "position"))
        steps = iter(ordering.spaced(len(present) + len(indexes)))
        for card in present:
            card.position = next(steps)
        Task.objects.bulk_update(present, ["position"], batch_size=BATCH)
        for index in indexes:
            places[index] = next(steps)
    return places


def _tag(project: Project, tasks: Sequence[Task], drafts: Sequence[TaskDraft]) -> None:
    wanted: dict[str, str] = {}
    colours: dict[str, int] = {}
    for draft in drafts:
        for name in draft.tags:
            wanted.setdefault(fold(name.strip()), clean_line("tags", name, WORD_LIMIT))
        colours |= {fold(name.strip()): colour for name, colour in draft.colours.items()}
    known = {tag.name_key: tag for tag in project.tags.all()}
    missing = [key for key in wanted if key not in known]
    fresh = [
        Tag(project=project, name=wanted[key], name_key=key, colour=colours.get(key, (len(known) + step) % HUES))
        for step, key in enumerate(missing)
    ]
    known |= {tag.name_key: tag for tag in Tag.objects.bulk_create(fresh, batch_size=BATCH)}
    through = Task.tags.through
    links = {
        (task.pk, known[fold(name.strip())].pk) for task, draft in zip(tasks, drafts, strict=True) for name in draft.tags
    }
    through.objects.bulk_create(
        [through(task_id=task_id, tag_id=tag_id) for task_id, tag_id in sorted(links)], batch_size=BATCH
    )


def _row(project: Project, task: Task, actor: User) -> events.Activity:
    changes = {"title": [None, task.title], "column": [None, values.column_ref(task.column)]}
    return events.row(Kind.TASK_CREATED, project=project, actor=actor, task=task, changes=changes)
