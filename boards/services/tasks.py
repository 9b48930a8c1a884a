"""The only writer of tasks. Many at once are made in `services.bulk_creation`; how edits merge: `services.editing`."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from boards import events
from boards.events import Kind
from boards.exceptions import BadMove
from boards.models import Column, Project, Status, Task, User
from boards.services import blocking, creation, editing, history_values, moving, positions, sharing
from boards.services.lanes import Lanes, for_a_new_card
from boards.services.moving import Moved
from boards.services.transactions import lock_and_read, raising, saving_task, service
from boards.services.validation import (
    assignable,
    checked_assignee,
    checked_number,
    checked_others,
    column_by_id,
    first_column,
    known_column,
    lock_with_open_task,
    lock_with_task,
)

__all__ = [
    "Moved",
    "archive",
    "assignable",
    "checked_number",
    "complete",
    "create",
    "delete",
    "first_column",
    "move",
    "reopen",
    "restore",
    "update",
]


@service
def create(
    *,
    project: Project,
    title: str,
    column: Column | None = None,
    description: str = "",
    tag_names: Iterable[str] = (),
    priority: int = 0,
    assignee: User | None = None,
    others: Collection[User] = (),
    due_date: datetime.date | None = None,
    progress: int = 0,
    actor: User,
) -> Task:
    """Add a card to a column (the first pending one by default): at its end, or on top if the column says so.

    In a completed column it is completed; with progress 100 it goes to the first completed one.
    """
    project, (found, *ends) = lock_and_read(project.pk, *for_a_new_card(project.pk, column.pk if column else None))
    lanes = Lanes(project, found, ends)
    return creation.make(
        project,
        lanes,
        title=title,
        column=lanes.one(column.pk) if column else None,
        description=description,
        tag_names=tag_names,
        priority=priority,
        assignee=checked_assignee(project, assignee),
        others=checked_others(project, others),
        due_date=due_date,
        progress=progress,
        actor=actor,
    )


@service
def update(
    *,
    task: Task,
    changed: Mapping[str, object],
    seen_version: int | None,
    even_if_blocked: bool = False,
    actor: User,
) -> Task:
    """Write fields of a task: title, description, tags (names), priority, assignee, other_assignees (people),
    due_date, progress.

    `changed` may hold every field of a form: those equal to what the form showed (`seen_version`) count as
    untouched. Raises TaskLocked on a completed task, EditConflict when somebody else has changed one of the
    others since. Progress 100 completes it, or raises TaskBlocked. Without `seen_version` the last write wins.
    """
    project, task, _reads = lock_with_open_task(task)
    if "tags" in changed:
        prefetch_related_objects([task], "tags")
    if sharing.FIELDS & changed.keys():
        sharing.read([task])
    merged = editing.VERSIONED.merge(task, changed, seen_version)
    editing.refuse_collision(task, merged, changed)
    if not merged.changes:
        return task
    if not even_if_blocked and editing.completes(task, merged.changes):
        blocking.refuse(task, actor)
    return editing.write(project, task, merged.changes, changed, actor=actor)


@service
def move(
    *,
    task: Task,
    column_id: int,
    after_id: int | None = None,
    left_id: int | None = None,
    even_if_blocked: bool = False,
    actor: User,
) -> Moved:
    """Put a card into a column, below the card `after_id`; without one on top.

    `left_id` is the column it was taken from. Raises BadMove if the card is in another column by now, TaskBlocked if
    this would complete a task that waits for others.
    A neighbour that is gone is an ordinary race: the card goes to the end of the column.
    Two messages to the database, whatever the board holds; nothing is written if the card is there already.
    """
    project, task, (found, around) = lock_with_open_task(
        task, column_by_id(task.project_id, column_id), positions.around(column_id, after_id)
    )
    source = task.column
    if left_id is not None and left_id != source.pk:
        raise BadMove(_("Somebody else moved this card to “%(column)s” in the meantime.") % {"column": source.name})
    target = source if column_id == source.pk else known_column(next(iter(found), None))
    if not even_if_blocked:
        blocking.refuse_move(task, target, actor)
    position, gone = moving.place(task, target, after_id, around)
    changes = moving.transfer(task, target, position)
    return moving.save(project, task, source, changes, gone=gone, actor=actor)


@service
def complete(*, task: Task, even_if_blocked: bool = False, actor: User) -> Moved:
    """Put the task on top of the first completed column, with progress 100. TaskBlocked while it waits for others."""
    project, task, _reads = lock_with_open_task(task)
    source = task.column
    if task.is_completed:
        return moving.save(project, task, source, {}, gone=False, actor=actor)
    if not even_if_blocked:
        blocking.refuse(task, actor)
    target = first_column(project, Status.COMPLETED)
    changes = moving.transfer(task, target, positions.at_top(target))
    return moving.save(project, task, source, changes, gone=False, actor=actor)


@service
def reopen(*, task: Task, actor: User) -> Moved:
    """Bring a completed task back to the column and the progress it had.

    If that column is gone, or means completed by now, it goes to the first pending one; the progress is kept even then.
    """
    project, task, _reads = lock_with_open_task(task)
    source = task.column
    if not task.is_completed:
        return moving.save(project, task, source, {}, gone=False, actor=actor)
    column_id, progress = history_values.before_completion(task)
    target = project.columns.exclude(status=Status.COMPLETED).filter(pk=column_id or 0).first()
    if target is None:
        target = first_column(project, Status.PENDING)
    changes = moving.transfer(task, target, positions.at_top(target), progress=progress)
    return moving.save(project, task, source, changes, gone=False, actor=actor)


@service
def archive(*, task: Task, actor: User) -> Task:
    """Take the card off the board; it keeps everything and can be restored."""
    project, task, _reads = lock_with_task(task)
    if task.is_archived:
        return task
    return _mark(project, task, "archived_at", timezone.now(), Kind.TASK_ARCHIVED, actor)


@service
def restore(*, task: Task, actor: User) -> Task:
    """Bring an archived card back to its column."""
    project, task, _reads = lock_with_task(task)
    if not task.is_archived:
        return task
    return _mark(project, task, "archived_at", None, Kind.TASK_RESTORED, actor)


@service
def delete(*, task: Task, actor: User) -> Task:
    """Hide the card at once; it can be undone until it is purged after 30 days."""
    project, task, _reads = lock_with_task(task)
    return _mark(project, task, "deleted_at", timezone.now(), Kind.TASK_DELETED, actor)


def _mark(project: Project, task: Task, field: str, moment: datetime.datetime | None, kind: Kind, actor: User) -> Task:
    before = history_values.dump(task, field)
    setattr(task, field, moment)
    saving = saving_task(task, [field])
    columns, writes = raising(project, columns=[task.column], recount=True)
    changes = {field: [before, history_values.dump(task, field)]}
    events.publish(
        kind, project=project, actor=actor, task=task, changes=changes, columns=columns, along=[saving, *writes]
    )
    task.project = project
    return task
