"""The only writer of columns."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from boards import events
from boards.events import Kind
from boards.exceptions import InvalidInput, NotFound, RuleBroken
from boards.models import Column, Project, Status, Task, User
from boards.models.tasks import TaskQuerySet
from boards.rules.changes import Changes
from boards.rules.text import WORD_LIMIT, clean_line, fold
from boards.services import history_values, moving, positions
from boards.services.transactions import lock, raise_revision, save_tasks, service

HIGHEST_LIMIT = 9999
MOST_COLUMNS = 50
# What a project can't do without: a place to start in and a place to finish in.
NEEDED = (Status.PENDING, Status.COMPLETED)


@service
def create(
    *,
    project: Project,
    name: str,
    status: str,
    wip_limit: int | None = None,
    adds_on_top: bool = False,
    actor: User,
) -> Column:
    """Add a column behind the last one that isn't completed (a completed one: at the right end)."""
    project = lock(project.pk)
    columns = list(project.columns.all())
    if len(columns) >= MOST_COLUMNS:
        raise RuleBroken(_("A board has room for %(count)s columns.") % {"count": MOST_COLUMNS})
    name = clean_line("name", name, WORD_LIMIT)
    _refuse_double(columns, name)
    before = [each for each in columns if status == Status.COMPLETED or not each.is_completed]
    column = Column(
        project=project,
        name=name,
        status=_checked_status(status),
        wip_limit=checked_limit(wip_limit),
        adds_on_top=adds_on_top,
        position=positions.column_position(project, before[-1] if before else None),
        revision=project.revision + 1,
    )
    column.save(force_insert=True)
    raise_revision(project)
    changes: Changes = {"column": [None, history_values.column_ref(column)], "status": [None, column.status]}
    events.publish(Kind.COLUMN_CREATED, project=project, actor=actor, changes=changes)
    return column


@service
def update(
    *,
    column: Column,
    name: str,
    status: str,
    wip_limit: int | None,
    adds_on_top: bool | None = None,
    actor: User,
) -> Column:
    """Rename a column, set its WIP limit, or (while it is empty) its status; say whether new cards go on top."""
    project = lock(column.project_id)
    column = _fresh(column)
    name = clean_line("name", name, WORD_LIMIT)
    after = {
        "name": name,
        "status": _checked_status(status),
        "wip_limit": checked_limit(wip_limit),
        "adds_on_top": column.adds_on_top if adds_on_top is None else adds_on_top,
    }
    changes = {field: [getattr(column, field), value] for field, value in after.items()}
    changes = {field: pair for field, pair in changes.items() if pair[0] != pair[1]}
    if not changes:
        return column
    # Imports and older boards may hold twins: they stay, and can be changed otherwise.
    if fold(name) != fold(column.name):
        _refuse_double(project.columns.exclude(pk=column.pk), name)
    moved = _make_way_for_status(project, column) if "status" in changes else []
    for field in changes:
        setattr(column, field, after[field])
    column.save(update_fields=list(changes))
    touched = raise_revision(project, columns=[column])
    _publish_moved(moved, project, actor)
    changes["column"] = [history_values.column_ref(column)] * 2
    events.publish(Kind.COLUMN_UPDATED, project=project, actor=actor, changes=changes, columns=touched)
    return column


@service
def move(*, column: Column, after: Column | None, actor: User) -> Column:
    """Put a column behind another one of its board; None puts it first."""
    project = lock(column.project_id)
    column = _fresh(column)
    if after is not None and not project.columns.filter(pk=after.pk).exclude(pk=column.pk).exists():
        raise InvalidInput("after", _("Choose another column of this project."))
    before = column.position
    column.position = positions.column_position(project, after, moving=column)
    column.save(update_fields=["position"])
    raise_revision(project)
    changes = {"column": [history_values.column_ref(column)] * 2, "position": [before, column.position]}
    events.publish(Kind.COLUMN_MOVED, project=project, actor=actor, changes=changes)
    return column


@service
def delete(*, column: Column, into: Column | None = None, actor: User) -> None:
    """Remove a column. Its tasks, archived ones included, go to the end of `into`.

    Deleted ones go along, unless that would complete or reopen them: who brings them back finds what was deleted.

    Raises RuleBroken if it is the last of a status that a project needs, or holds tasks and `into` is not given.
    """
    project = lock(column.project_id)
    column = _fresh(column)
    _refuse_last(project, column)
    if into is None and column.tasks.filter(deleted_at=None).exists():
        raise RuleBroken(_("This column holds tasks. Name a column they should move to."))
    target = project.columns.filter(pk=into.pk).first() if into else _substitute(project, column)
    if target is None or target.pk == column.pk:
        raise InvalidInput("into", _("Choose another column of this project."))
    moved = _move_out(project, column, target)
    changes: Changes = {
        "column": [history_values.column_ref(column), None],
        "status": [column.status, None],
        "into": [None, history_values.column_ref(target)],
    }
    gone = Column(pk=column.pk)
    gone.replaced_revision = column.revision
    column.delete()
    touched = raise_revision(project, columns=[target], recount=True)
    _publish_moved(moved, project, actor)
    events.publish(Kind.COLUMN_DELETED, project=project, actor=actor, changes=changes, columns=[gone, *touched])


def _move_out(project: Project, column: Column, target: Column) -> list[tuple[Task, events.Changes]]:
    """Empty a column into `target`, but for deleted tasks that would mean something else there."""
    substitute = target if target.is_completed == column.is_completed else _substitute(project, column)
    if substitute is None or substitute.pk == target.pk:
        return _move_all(column.tasks.all(), target)
    return [
        *_move_all(column.tasks.filter(deleted_at=None), target),
        *_move_all(column.tasks.exclude(deleted_at=None), substitute),
    ]


def _move_all(chosen: TaskQuerySet, into: Column) -> list[tuple[Task, events.Changes]]:
    """Move these tasks with what follows from it, their versions raised; returns each with its changes.

    The number of queries grows by the batch only.
    """
    tasks = list(chosen.select_related("column").in_order().defer("description", "search_text"))
    places = positions.many_at_end(into, len(tasks)) if tasks else []
    reopened = [task for task in tasks if task.is_completed and not into.is_completed]
    before = history_values.before_completions(reopened) if reopened else {}
    moved: list[tuple[Task, events.Changes]] = []
    for task, place in zip(tasks, places, strict=True):
        _column_id, progress = before.get(task.pk, (None, 0))
        moved.append((task, moving.transfer(task, into, place, progress=progress)))
    save_tasks(tasks, moving.FIELDS)
    return moved


def _publish_moved(moved: list[tuple[Task, events.Changes]], project: Project, actor: User) -> None:
    rows = [
        events.row(moving.kind_of(changes), project=project, actor=actor, task=task, changes=changes)
        for task, changes in moved
    ]
    events.publish_many(rows)


def _substitute(project: Project, column: Column) -> Column | None:
    """Where the deleted tasks of an otherwise empty column go, so that they can still be undone."""
    others = project.columns.exclude(pk=column.pk)
    return others.filter(status=column.status).first() or others.filter(status=Status.PENDING).first()


def _fresh(column: Column) -> Column:
    found = Column.objects.filter(pk=column.pk).first()
    if found is None:
        raise NotFound
    return found


def _refuse_double(others: Iterable[Column], name: str) -> None:
    if any(fold(each.name) == fold(name) for each in others):
        raise InvalidInput("name", _("This project has a column of that name. Choose another."))


def _make_way_for_status(project: Project, column: Column) -> list[tuple[Task, events.Changes]]:
    """Refuse a new status while tasks are in the column; deleted ones go where they keep what they mean."""
    if column.tasks.filter(deleted_at=None).exists():
        raise RuleBroken(_("The status of a column can be changed only while it is empty, archived tasks included."))
    _refuse_last(project, column)
    substitute = _substitute(project, column)
    return _move_all(column.tasks.all(), substitute) if substitute else []


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


def checked_limit(limit: int | None) -> int | None:
    """Return `limit`; raise InvalidInput unless a column can have it."""
    if limit is not None and not 1 <= limit <= HIGHEST_LIMIT:
        raise InvalidInput(
            "wip_limit",
            _("Enter a whole number from 1 to %(highest)s, or leave it empty.") % {"highest": HIGHEST_LIMIT},
        )
    return limit
