"""The only writer of columns."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from boards import events
from boards.events import Kind
from boards.exceptions import InvalidInput, NotFound, RuleBroken
from boards.models import Column, Project, Status, Task, User
from boards.rules import ordering
from boards.rules.progress import COMPLETE
from boards.rules.text import WORD_LIMIT, clean_line
from boards.services import placing, values
from boards.services.unit import lock, raise_revision, service

HIGHEST_LIMIT = 9999
MOST_COLUMNS = 50
# What a project can't do without: a place to start in and a place to finish in.
NEEDED = (Status.PENDING, Status.COMPLETED)


@service
def create(*, project: Project, name: str, status: str, wip_limit: int | None = None, actor: User) -> Column:
    """Add a column behind the last one that isn't completed (a completed one: at the right end)."""
    project = lock(project.pk)
    columns = list(project.columns.all())
    if len(columns) >= MOST_COLUMNS:
        raise RuleBroken(_("A board has room for %(count)s columns.") % {"count": MOST_COLUMNS})
    before = [each for each in columns if status == Status.COMPLETED or not each.is_completed]
    column = Column(
        project=project,
        name=clean_line("name", name, WORD_LIMIT),
        status=_checked_status(status),
        wip_limit=_checked_limit(wip_limit),
        position=placing.column_position(project, before[-1] if before else None),
        revision=project.revision + 1,
    )
    column.save(force_insert=True)
    raise_revision(project)
    changes = {"column": [None, values.column_ref(column)], "status": [None, column.status]}
    events.publish(Kind.COLUMN_CREATED, project=project, actor=actor, changes=changes)
    return column


@service
def update(*, column: Column, name: str, status: str, wip_limit: int | None, actor: User) -> Column:
    """Rename a column, set its WIP limit, or (while it is empty) its status."""
    project = lock(column.project_id)
    column = _fresh(column)
    before = {"name": column.name, "status": column.status, "wip_limit": column.wip_limit}
    after = {
        "name": clean_line("name", name, WORD_LIMIT),
        "status": _checked_status(status),
        "wip_limit": _checked_limit(wip_limit),
    }
    changes = {field: [before[field], value] for field, value in after.items() if value != before[field]}
    if not changes:
        return column
    if "status" in changes:
        _refuse_status_change(project, column)
    column.name, column.status, column.wip_limit = after["name"], after["status"], after["wip_limit"]
    column.save(update_fields=["name", "status", "wip_limit"])
    touched = raise_revision(project, columns=[column.pk])
    reference = values.column_ref(column)
    changes["column"] = [reference, reference]
    events.publish(Kind.COLUMN_UPDATED, project=project, actor=actor, changes=changes, columns=touched)
    return column


@service
def move(*, column: Column, after: Column | None, actor: User) -> Column:
    """Put a column behind another one of its board; None puts it first."""
    project = lock(column.project_id)
    column = _fresh(column)
    if after is not None and (after.pk == column.pk or after.project_id != project.pk):
        raise InvalidInput("after", _("Choose another column of this project."))
    before = column.position
    column.position = placing.column_position(project, after, moving=column)
    column.save(update_fields=["position"])
    raise_revision(project)
    changes = {"column": [values.column_ref(column)] * 2, "position": [before, column.position]}
    events.publish(Kind.COLUMN_MOVED, project=project, actor=actor, changes=changes)
    return column


@service
def delete(*, column: Column, into: Column | None = None, actor: User) -> None:
    """Remove a column. Its tasks, archived and deleted ones included, go to the end of `into`.

    Raises RuleBroken if it is the last of a status that a project needs, or holds tasks and `into` is not given.
    """
    project = lock(column.project_id)
    column = _fresh(column)
    _refuse_last(project, column)
    if into is None and column.tasks.filter(deleted_at=None).exists():
        raise RuleBroken(_("This column holds tasks. Name a column they should move to."))
    into = _fresh(into) if into else _substitute(project, column)
    if into.pk == column.pk or into.project_id != project.pk:
        raise InvalidInput("into", _("Choose another column of this project."))
    _move_all(project, column, into, actor)
    reference = values.column_ref(column)
    column.delete()
    touched = raise_revision(project, columns=[into.pk], recount=True)
    changes = {"column": [reference, None], "into": [None, values.column_ref(into)]}
    events.publish(Kind.COLUMN_DELETED, project=project, actor=actor, changes=changes, columns=touched)


def _move_all(project: Project, column: Column, into: Column, actor: User) -> None:
    """Move every task with what follows from it, each with its version and history row."""
    project.revision += 1
    present = list(into.tasks.in_order().only("pk", "position"))
    tasks = list(column.tasks.in_order().defer("description", "search_text"))
    rows, places = [], list(ordering.spaced(len(present) + len(tasks)))
    for card, place in zip(present, places, strict=False):
        card.position = place
    for task, place in zip(tasks, places[len(present) :], strict=True):
        rows.append(_moved_row(project, task, column, into, place, actor))
    Task.objects.bulk_update(present, ["position"], batch_size=500)
    fields = ["column", "position", "progress", "completed_at", "version"]
    Task.objects.bulk_update(tasks, fields, batch_size=200)
    events.publish_many(rows)
    project.revision -= 1


def _moved_row(
    project: Project, task: Task, column: Column, into: Column, place: str, actor: User
) -> events.Activity:
    task.column = column
    names = ("column", "position", "progress", "completed_at")
    before = {name: values.dump(task, name) for name in names}
    if into.is_completed and not task.is_completed:
        task.progress, task.completed_at = COMPLETE, timezone.now()
    elif task.is_completed and not into.is_completed:
        task.progress, task.completed_at = min(values.before_completion(task)[1], COMPLETE - 1), None
    task.column, task.position, task.version = into, place, task.version + 1
    changes = {name: [old, new] for name, old in before.items() if old != (new := values.dump(task, name))}
    return events.row(Kind.TASK_MOVED, project=project, actor=actor, task=task, changes=changes)


def _substitute(project: Project, column: Column) -> Column:
    """Where the deleted tasks of an otherwise empty column go, so that they can still be undone."""
    others = project.columns.exclude(pk=column.pk)
    return others.filter(status=column.status).first() or others.filter(status=Status.PENDING).get()


def _fresh(column: Column) -> Column:
    found = Column.objects.filter(pk=column.pk).first()
    if found is None:
        raise NotFound
    return found


def _refuse_status_change(project: Project, column: Column) -> None:
    if column.tasks.filter(deleted_at=None).exists():
        raise RuleBroken(_("The status of a column can be changed only while it is empty, archived tasks included."))
    _refuse_last(project, column)


def _refuse_last(project: Project, column: Column) -> None:
    if column.status in NEEDED and not project.columns.filter(status=column.status).exclude(pk=column.pk).exists():
        raise RuleBroken(
            _("A board needs at least one column of the status “%(status)s”. Add another one first.")
            % {"status": Status(column.status).label}
        )


def _checked_status(status: str) -> str:
    if status not in Status.values:
        raise InvalidInput("status", _("Choose pending, in progress or completed."))
    return str(status)


def _checked_limit(limit: int | None) -> int | None:
    if limit is not None and not 1 <= limit <= HIGHEST_LIMIT:
        raise InvalidInput(
            "wip_limit",
            _("Enter a whole number from 1 to %(highest)s, or leave it empty.") % {"highest": HIGHEST_LIMIT},
        )
    return limit
