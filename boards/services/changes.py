"""What a program asks of a task in one go: fields, place and state together, one task or hundreds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from boards.exceptions import BadMove, EditConflict, InvalidInput, NotFound, RuleBroken, TaskLocked
from boards.models import Activity, Column, Project, Status, Task, User
from boards.rules.progress import COMPLETE
from boards.services import checks, placing, tasks, values
from boards.services.moving import Moved
from boards.services.unit import lock, service


@dataclass(frozen=True, kw_only=True)
class TaskChange:
    """`values` as `tasks.update` takes them, but the assignee by id. A status alone means its first column."""

    values: dict[str, Any] = field(default_factory=dict)
    version: int | None = None
    completed: bool | None = None
    status: str | None = None
    column: int | None = None
    archived: bool | None = None

    def over(self, defaults: Mapping[str, Any]) -> TaskChange:
        """The same with defaults for what it does not name."""
        return replace(self, values={**defaults, **self.values})


class ChangeRefused(Exception):
    """One of many changes can't be made, so none is; `index` says which, `cause` why."""

    def __init__(self, index: int, cause: Exception) -> None:
        self.index, self.cause = index, cause
        super().__init__(index, cause)


@service
def create(*, project: Project, change: TaskChange, actor: User) -> Task:
    """Make a task, in the column or the first column of the status that the change names."""
    project = lock(project.pk)
    given = dict(change.values)
    column = _column(project, change)
    _refuse_contradiction(change, column)
    if column is None and change.completed:
        given["progress"] = COMPLETE
    given["tag_names"] = given.pop("tags", ())
    given["assignee"] = _assignee(project, given.get("assignee"), None)
    return tasks.create(project=project, column=column, **given, actor=actor)


@service
def apply(*, task: Task, change: TaskChange, actor: User) -> Task:
    """Write fields, complete or move, archive or restore, as far as the change says so.

    A completed task stays completed: it is reopened by the actions made for that. Raises what those services raise.
    """
    project = lock(task.project_id)
    if change.archived is False:
        tasks.restore(task=task, actor=actor)
    task = checks.fresh_task(task)
    target = _target(project, task, change)
    written = dict(change.values)
    if "assignee" in written:
        written["assignee"] = _assignee(project, written["assignee"], task)
    if target is None and _asks_completion(change):
        written["progress"] = COMPLETE
    if written:
        task = tasks.update(task=task, changed=written, seen_version=change.version, actor=actor)
    if target is not None:
        task = tasks.move(task=task, column_id=target.pk, actor=actor).task
    if change.archived:
        task = tasks.archive(task=task, actor=actor)
    return task


@service
def apply_all(*, changes: Sequence[tuple[Task, TaskChange]], actor: User) -> None:
    """Make all changes or none. The projects are locked first, in the order of their ids.

    Raises ChangeRefused for the first change that can't be made.
    """
    for project_id in sorted({task.project_id for task, _change in changes}):
        lock(project_id, archived=True)
    for index, (task, change) in enumerate(changes):
        try:
            apply(task=task, change=change, actor=actor)
        except (RuleBroken, InvalidInput, NotFound) as error:
            raise ChangeRefused(index, error) from error


@service
def move(
    *,
    task: Task,
    column_id: int | None = None,
    status: str | None = None,
    after_id: int | None = None,
    before_id: int | None = None,
    left_id: int | None = None,
    seen_version: int | None = None,
    actor: User,
) -> Moved:
    """Put a card into a column, or the first one of a status, below or above a neighbour.

    Raises BadMove if it has been put into another column since `seen_version`.
    """
    project = lock(task.project_id)
    task = checks.fresh_open_to_change(task)
    target = _column(project, TaskChange(column=column_id, status=status)) or task.column
    if seen_version is not None and _column_at(task, seen_version) != task.column_id:
        raise BadMove(_("Somebody else moved this card to “%(column)s” in the meantime.") % {"column": task.column})
    if before_id is not None:
        after_id = placing.above(target, before_id, task=task)
    return tasks.move(task=task, column_id=target.pk, after_id=after_id, left_id=left_id, actor=actor)


def _target(project: Project, task: Task, change: TaskChange) -> Column | None:
    """The column to move to; None if the task stays, or is completed by its progress."""
    column = _column(project, change, task)
    _refuse_contradiction(change, column)
    stays_open = change.completed is False or (column is not None and not column.is_completed)
    if task.is_completed and (stays_open or change.status not in (None, Status.COMPLETED)):
        raise TaskLocked
    if column is None or column.pk == task.column_id:
        return None
    return column if _is_free_to_move(task, column, change) else None


def _column(project: Project, change: TaskChange, task: Task | None = None) -> Column | None:
    """The column that a change names; for a status alone, none if the task has that status, or is to be completed."""
    if change.column is not None:
        return checks.column_of(project, change.column)
    if change.status is None or (task and task.column.status == change.status):
        return None
    if task and change.status == Status.COMPLETED:
        return None
    return checks.first_column(project, Status(change.status))


def _is_free_to_move(task: Task, column: Column, change: TaskChange) -> bool:
    """False if the caller only repeats where they saw the task; EditConflict if both have moved it."""
    if change.version is None or change.version >= task.version:
        return True
    before = _column_at(task, change.version)
    if before == task.column_id:
        return True
    if before == column.pk:
        return False
    conflict = (before, values.column_ref(task.column), values.column_ref(column))
    raise EditConflict(task, {"column": conflict}, change.values)


def _column_at(task: Task, version: int) -> int:
    """The id of the column the task stood in at a version; one query."""
    later = Activity.objects.filter(task=task, task_version__gt=version, changes__has_key="column").order_by("pk")
    changes = later.values_list("changes", flat=True).first()
    return int(changes["column"][0]["id"]) if changes and changes["column"][0] else task.column_id


def _asks_completion(change: TaskChange) -> bool:
    return bool(change.completed) or change.status == Status.COMPLETED


def _refuse_contradiction(change: TaskChange, column: Column | None) -> None:
    """InvalidInput when what is said about completion disagrees with the column."""
    if column is None:
        return
    if change.status is not None and change.status != column.status:
        raise InvalidInput("status", _("The column has another status."))
    if change.completed is not None and change.completed != column.is_completed:
        raise InvalidInput("completed", _("The column says something else."))
    progress = change.values.get("progress")
    if progress is not None and (progress == COMPLETE) != column.is_completed and (progress or column.is_completed):
        raise InvalidInput("progress", _("The column says something else."))


def _assignee(project: Project, user_id: int | None, task: Task | None) -> User | None:
    """The person by id; whoever has the task already may keep it. One query."""
    if user_id is None:
        return None
    if task is not None and task.assignee_id == user_id:
        return task.assignee
    user = checks.assignable(project).filter(pk=user_id).first()
    if user is None:
        raise InvalidInput("assignee", _("Choose somebody who takes part in this project as member, admin or owner."))
    return user
