"""The only writer of tasks. Bulk making of tasks is in `services.bulk`."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from boards import events, policy
from boards.events import Kind
from boards.exceptions import BadMove, EditConflict, InvalidInput, NotFound, RuleBroken, TaskArchived, TaskLocked
from boards.models import Column, Project, Status, Task, User
from boards.models.tasks import HIGHEST_PRIORITY
from boards.rules import locking, merging
from boards.rules.locking import Effect
from boards.rules.progress import COMPLETE
from boards.rules.text import TITLE_LIMIT, clean_line, clean_text, fold
from boards.services import placing, tags, values
from boards.services.unit import lock, raise_revision, save_task, service


@dataclass(frozen=True)
class Moved:
    """The answer to a move: the card, the columns it touched, and whether its new neighbour was gone."""

    task: Task
    columns: list[Column]
    neighbour_gone: bool
    activity_id: int | None


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
    due_date: datetime.date | None = None,
    progress: int = 0,
    actor: User,
) -> Task:
    """Add a card at the end of a column (the first pending one by default)."""
    project = lock(project.pk)
    column = _target_for_new(project, column, progress)
    task = Task(
        project=project,
        column=column,
        number=project.last_number + 1,
        position=placing.at_end(column),
        title=clean_line("title", title, TITLE_LIMIT),
        description=clean_text("description", description),
        priority=checked_number("priority", priority, HIGHEST_PRIORITY),
        assignee=_checked_assignee(project, assignee),
        due_date=due_date,
        progress=COMPLETE if column.is_completed else checked_number("progress", progress, COMPLETE),
        completed_at=timezone.now() if column.is_completed else None,
        created_by=actor,
    )
    task.fill_search_text()
    chosen = tags.named(project, tag_names)
    task.save(force_insert=True)
    if chosen:
        task.tags.set(chosen)
    project.last_number = task.number
    columns = raise_revision(project, columns=[column.pk], fields=["last_number"], recount=True)
    changes = {"title": [None, task.title], "column": [None, values.column_ref(column)]}
    events.publish(Kind.TASK_CREATED, project=project, actor=actor, task=task, changes=changes, columns=columns)
    return task


@service
def update(*, task: Task, changed: dict[str, Any], seen_version: int | None, actor: User) -> Task:
    """Write fields of a task: title, description, tags (names), priority, assignee, due_date, progress.

    `changed` may hold every field of a form: those equal to what the form showed (`seen_version`) count as
    untouched. Raises EditConflict when somebody else has changed one of the others since; TaskLocked on a
    completed task. Progress 100 completes it. Without `seen_version` the last write wins.
    """
    project = lock(task.project_id)
    task = _fresh(task, with_tags=True)
    _refuse_archived(task)
    mine = _cleaned(project, task, changed, seen_version)
    seen = seen_version if seen_version is not None else task.version
    base = values.fields_at(task, seen) if seen < task.version else None
    changes, conflicts = _merged(task, base, mine)
    if conflicts:
        raise EditConflict(task, conflicts, changed)
    if not changes:
        return task
    if locking.is_locked(completed=task.is_completed, fields=set(changes)):
        raise TaskLocked
    return _write(project, task, changes, changed, actor)


@service
def move(
    *, task: Task, column_id: int, after_id: int | None = None, left_id: int | None = None, actor: User
) -> Moved:
    """Put a card into a column, below the card `after_id`; without one on top.

    `left_id` is the column it was taken from. Raises BadMove if the card is in another column by now.
    A neighbour that is gone is an ordinary race: the card goes to the end of the column.
    """
    project = lock(task.project_id)
    task = _fresh(task)
    _refuse_archived(task)
    if left_id is not None and left_id != task.column_id:
        raise BadMove(
            _("Somebody else moved this card to “%(column)s” in the meantime.") % {"column": task.column.name}
        )
    target = _column_of(project, column_id)
    position, gone = _place(target, after_id, task)
    changes = _transfer(task, target, position)
    return _save_move(project, task, changes, gone, actor)


@service
def complete(*, task: Task, actor: User) -> Moved:
    """Put the task on top of the first completed column, with progress 100."""
    project = lock(task.project_id)
    task = _fresh(task)
    _refuse_archived(task)
    if task.is_completed:
        return Moved(task, [task.column], neighbour_gone=False, activity_id=None)
    target = first_column(project, Status.COMPLETED)
    changes = _transfer(task, target, placing.at_top(target))
    return _save_move(project, task, changes, False, actor)


@service
def reopen(*, task: Task, actor: User) -> Moved:
    """Bring a completed task back to the column and progress it had, else to the first pending column and 0."""
    project = lock(task.project_id)
    task = _fresh(task)
    _refuse_archived(task)
    if not task.is_completed:
        return Moved(task, [task.column], neighbour_gone=False, activity_id=None)
    column_id, progress = values.before_completion(task)
    target = project.columns.exclude(status=Status.COMPLETED).filter(pk=column_id).first()
    if target is None:
        target, progress = first_column(project, Status.PENDING), 0
    changes = _transfer(task, target, placing.at_top(target), progress=progress)
    return _save_move(project, task, changes, False, actor)


@service
def archive(*, task: Task, actor: User) -> Task:
    """Take the card off the board; it keeps everything and can be restored."""
    project = lock(task.project_id)
    task = _fresh(task)
    if task.is_archived:
        return task
    return _mark(project, task, "archived_at", timezone.now(), Kind.TASK_ARCHIVED, actor)


@service
def restore(*, task: Task, actor: User) -> Task:
    """Bring an archived card back to its column."""
    project = lock(task.project_id)
    task = _fresh(task)
    if not task.is_archived:
        return task
    return _mark(project, task, "archived_at", None, Kind.TASK_RESTORED, actor)


@service
def delete(*, task: Task, actor: User) -> Task:
    """Hide the card at once; it can be undone until it is purged after 30 days."""
    project = lock(task.project_id)
    task = _fresh(task)
    return _mark(project, task, "deleted_at", timezone.now(), Kind.TASK_DELETED, actor)


def first_column(project: Project, status: Status) -> Column:
    """The first column of a status; a project keeps at least one pending and one completed."""
    column = project.columns.filter(status=status).first()
    if column is None:
        raise RuleBroken(_("This project has no column of that status. Add one in its settings."))
    return column


def assignable(project: Project) -> Any:
    """The people a task of the project can be given to: its owner and members of role member or above."""
    members = project.memberships.filter(role__in=policy.ASSIGNABLE).values("user")
    return User.objects.filter(is_active=True).filter(pk__in=members) | User.objects.filter(
        is_active=True, pk=project.owner_id
    )


def _fresh(task: Task, *, with_tags: bool = False) -> Task:
    """The row as it is under the lock, with its column and assignee."""
    found = Task.objects.select_related("column", "assignee").filter(pk=task.pk, deleted_at=None)
    if with_tags:
        found = found.prefetch_related("tags")
    row = found.defer("search_text").first()
    if row is None:
        raise NotFound
    return row


def _refuse_archived(task: Task) -> None:
    if task.is_archived:
        raise TaskArchived


def _column_of(project: Project, column_id: int) -> Column:
    column = project.columns.filter(pk=column_id).first()
    if column is None:
        raise InvalidInput("column", _("Choose a column of this project."))
    return column


def _target_for_new(project: Project, column: Column | None, progress: int) -> Column:
    if column is not None and column.is_completed:
        return _column_of(project, column.pk)
    if progress == COMPLETE:
        return first_column(project, Status.COMPLETED)
    return _column_of(project, column.pk) if column else first_column(project, Status.PENDING)


def _place(target: Column, after_id: int | None, task: Task) -> tuple[str, bool]:
    if after_id is None:
        return placing.at_top(target, leaving_out=task), False
    position = placing.below(target, after_id, task=task)
    return (position, False) if position else (placing.at_end(target), True)


def _transfer(task: Task, target: Column, position: str, *, progress: int | None = None) -> dict[str, list[Any]]:
    """Set place and whatever follows from it on the task, and return the changes."""
    before = {name: values.dump(task, name) for name in ("column", "position", "progress", "completed_at")}
    effect = locking.effect_of_move(from_completed=task.is_completed, to_completed=target.is_completed)
    task.column, task.position = target, position
    if effect is Effect.COMPLETES:
        task.progress, task.completed_at = COMPLETE, timezone.now()
    elif effect is Effect.REOPENS:
        kept = values.before_completion(task)[1] if progress is None else progress
        task.progress, task.completed_at = min(kept, COMPLETE - 1), None
    return {name: [old, new] for name, old in before.items() if old != (new := values.dump(task, name))}


def _save_move(project: Project, task: Task, changes: dict[str, list[Any]], gone: bool, actor: User) -> Moved:
    left_id = changes["column"][0]["id"] if "column" in changes else task.column_id
    touched = {left_id, task.column_id}
    save_task(task, changes, new_version=set(changes) != {"position"})
    columns = raise_revision(project, columns=touched, recount="progress" in changes)
    activity = events.publish(
        _kind_of_move(changes), project=project, actor=actor, task=task, changes=changes, columns=columns
    )
    task.project = project
    return Moved(task, columns, neighbour_gone=gone, activity_id=activity.pk)


def _kind_of_move(changes: dict[str, list[Any]]) -> Kind:
    if "completed_at" not in changes:
        return Kind.TASK_MOVED
    return Kind.TASK_COMPLETED if changes["completed_at"][1] else Kind.TASK_REOPENED


def _mark(project: Project, task: Task, field: str, moment: Any, kind: Kind, actor: User) -> Task:
    before = values.dump(task, field)
    setattr(task, field, moment)
    save_task(task, [field])
    columns = raise_revision(project, columns=[task.column_id], recount=True)
    changes = {field: [before, values.dump(task, field)]}
    events.publish(kind, project=project, actor=actor, task=task, changes=changes, columns=columns)
    return task


def _cleaned(project: Project, task: Task, changed: dict[str, Any], seen: int | None) -> dict[str, Any]:
    """What the person sent, checked, as the history writes it (tags as a set of ids and new names)."""
    cleaners = {
        "title": lambda value: clean_line("title", value, TITLE_LIMIT),
        "description": lambda value: clean_text("description", value),
        "priority": lambda value: checked_number("priority", value, HIGHEST_PRIORITY),
        "progress": lambda value: checked_number("progress", value, COMPLETE),
        "due_date": lambda value: value.isoformat() if value else None,
        "assignee": lambda value: values.person_ref(value),
        "tags": lambda value: frozenset(fold(name) for name in value),
    }
    mine = {field: cleaners[field](value) for field, value in changed.items()}
    if mine.get("assignee") and mine["assignee"] != values.dump(task, "assignee"):
        _checked_assignee(project, changed["assignee"])
    return mine


def _merged(
    task: Task, base: dict[str, Any] | None, mine: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, tuple[Any, Any, Any]]]:
    theirs = {field: _comparable(field, values.dump(task, field)) for field in mine}
    known = {field: _comparable(field, base[field]) for field in mine} if base else theirs
    result = merging.merge(known, theirs, mine)
    return result.changes, result.conflicts


def _comparable(field: str, value: Any) -> Any:
    return frozenset(fold(ref["name"]) for ref in value) if field == "tags" else value


def _write(project: Project, task: Task, changes: dict[str, Any], changed: dict[str, Any], actor: User) -> Task:
    before = {field: values.dump(task, field) for field in changes}
    touched = {task.column_id}
    if "tags" in changes:
        task.tags.set(tags.named(project, _spelled(task, changes["tags"], changed["tags"])))
        task = _fresh(task, with_tags=True)
    _assign(task, changes, changed)
    written = {field: [old, values.dump(task, field)] for field, old in before.items()}
    if locking.effect_of_progress(completed=task.is_completed, progress=changes.get("progress", 0)) is Effect.COMPLETES:
        target = first_column(project, Status.COMPLETED)
        written |= _transfer(task, target, placing.at_top(target))
        touched.add(target.pk)
    save_task(task, set(written) - {"tags"})
    columns = raise_revision(project, columns=touched, recount="progress" in changes)
    kind = Kind.TASK_COMPLETED if "completed_at" in written else Kind.TASK_UPDATED
    events.publish(kind, project=project, actor=actor, task=task, changes=written, columns=columns)
    return task


def _assign(task: Task, changes: dict[str, Any], changed: dict[str, Any]) -> None:
    for field in set(changes) - {"tags", "progress"}:
        setattr(task, field, changed[field] if field in ("assignee", "due_date") else changes[field])
    if changes.get("progress", COMPLETE) != COMPLETE:
        task.progress = changes["progress"]


def _spelled(task: Task, keys: frozenset[str], typed: Iterable[str]) -> list[str]:
    """The names behind folded keys: as the project writes them, else as they were typed."""
    spelling = {fold(name): name for name in typed} | {tag.name_key: tag.name for tag in task.tags.all()}
    return [spelling[key] for key in sorted(keys)]


def checked_number(field: str, value: int, highest: int) -> int:
    """Return `value`; raise InvalidInput unless it is a whole number from 0 to `highest`."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= highest:
        raise InvalidInput(field, _("Enter a whole number from 0 to %(highest)s.") % {"highest": highest})
    return value


def _checked_assignee(project: Project, user: User | None) -> User | None:
    if user is not None and not assignable(project).filter(pk=user.pk).exists():
        raise InvalidInput(
            "assignee", _("Choose somebody who takes part in this project as member, admin or owner.")
        )
    return user
