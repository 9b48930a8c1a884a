"""Taking back a change of one's own."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from boards import events
from boards.events import Kind
from boards.exceptions import ChangedSince, NotAllowed, NotFound, RuleBroken, TaskArchived, TaskLocked
from boards.models import Activity, Column, Project, Tag, Task, User
from boards.rules import locking, progress
from boards.rules.changes import COUNTERS, Value, ref_id, refs, text
from boards.services import (
    attachments,
    checklist_changes,
    checklist_items,
    checklist_tasks,
    checklists,
    comments,
    history_values,
    projects,
    sharing,
    task_links,
    web_links,
)
from boards.services.transactions import lock, raise_revision, save_task, service
from boards.services.validation import taking_part

T = TypeVar("T")
TASK_KINDS = frozenset(
    {
        Kind.TASK_UPDATED,
        Kind.TASK_MOVED,
        Kind.TASK_COMPLETED,
        Kind.TASK_REOPENED,
        Kind.TASK_ARCHIVED,
        Kind.TASK_RESTORED,
        Kind.TASK_DELETED,
    }
)
# What is done to a project as a whole: taken back whatever state it is in.
STATE_KINDS = frozenset({Kind.PROJECT_ARCHIVED, Kind.PROJECT_RESTORED, Kind.PROJECT_DELETED})
PROJECT_KINDS = STATE_KINDS | {Kind.PROJECT_UPDATED}


@service
def undo(*, activity: Activity, actor: User) -> Activity:
    """Write the before-values of a change back, as a change of its own.

    Raises NotAllowed for somebody else's change, RuleBroken if it was undone already, can't be, or if a
    later change touched the same field of the same task. What is deleted is NotFound for all but its own undo.
    """
    is_whole = activity.kind in STATE_KINDS
    project = lock(activity.project_id, archived=is_whole, deleted=is_whole)
    if activity.actor_id != actor.pk:
        raise NotAllowed
    if Activity.objects.filter(undoes=activity).exists():
        raise RuleBroken(_("This has been undone already."))
    if activity.task_id and activity.kind in TASK_KINDS:
        return _undo_task(project, activity, actor)
    if activity.kind in comments.KINDS:
        return comments.take_back(project, activity, actor=actor)
    if activity.kind in checklists.KINDS | checklist_items.KINDS:
        return checklist_tasks.undo(project, activity, actor=actor)
    if activity.kind in task_links.KINDS:
        return task_links.take_back(project, activity, actor=actor)
    if activity.kind in attachments.KINDS:
        return attachments.take_back(project, activity, actor=actor)
    if activity.kind in web_links.KINDS:
        return web_links.take_back(project, activity, actor=actor)
    if activity.kind in PROJECT_KINDS:
        return _undo_project(project, activity, actor)
    raise RuleBroken(_("This change can't be undone."))


def _undo_task(project: Project, activity: Activity, actor: User) -> Activity:
    task = _task_of(activity)
    _refuse_if_newer(activity, Activity.objects.filter(task=task))
    before, was_completed = task.column, task.is_completed
    if sharing.FIELDS & activity.changes.keys():
        sharing.read([task])
    now = {field: history_values.dump(task, field) for field in [*sharing.both(activity.changes), "progress"]}
    for field, (old, _new) in activity.changes.items():
        _put_back(project, task, field, old)
    if task.beside is not None:
        sharing.settle(task, task.assignee, task.beside)
    checklist_changes.refresh_progress(task)
    changes = {
        field: [value, new] for field, value in now.items() if value != (new := history_values.dump(task, field))
    }
    if not changes:
        raise RuleBroken(_("There is nothing left of this change to undo."))
    _refuse_against_rules(task, set(changes), was_completed=was_completed)
    if task.beside is not None:
        sharing.save([task])
    save_task(task, set(changes) - {"tags", "other_assignees"}, new_version=set(changes) != {"position"})
    recount = not {"progress", "archived_at", "deleted_at"}.isdisjoint(changes)
    columns = raise_revision(project, columns=[before, task.column], recount=recount)
    return events.publish(
        Kind.UNDONE, project=project, actor=actor, task=task, changes=changes, columns=columns, undoes=activity
    )


def _task_of(activity: Activity) -> Task:
    """The task as it is now; a deleted or archived one only for the undo of just that."""
    task = (
        Task.objects.select_related("column", "assignee")
        .prefetch_related("tags")
        .defer("search_text")
        .filter(activities=activity)
        .first()
    )
    if task is None or (task.deleted_at and "deleted_at" not in activity.changes):
        raise NotFound
    if task.is_archived and {"archived_at", "deleted_at"}.isdisjoint(activity.changes):
        raise TaskArchived
    return task


def _refuse_against_rules(task: Task, fields: set[str], *, was_completed: bool) -> None:
    """What holds for every change holds for an undo: a task is completed as a whole, and then locked."""
    if locking.is_locked(completed=was_completed and task.is_completed, fields=fields):
        raise TaskLocked
    if not progress.is_consistent(
        in_completed_column=task.column.is_completed,
        progress=task.progress,
        has_completed_at=task.completed_at is not None,
    ):
        raise RuleBroken(_("The column it came from has another status by now, so this can't be undone."))


def _undo_project(project: Project, activity: Activity, actor: User) -> Activity:
    if project.deleted_at and activity.kind != Kind.PROJECT_DELETED:
        raise NotFound
    _refuse_if_newer(activity, Activity.objects.filter(project=project, task=None))
    if activity.kind == Kind.PROJECT_UPDATED:
        return projects.take_back(project, activity, actor=actor)
    ((field, (before, after)),) = activity.changes.items()
    setattr(project, field, history_values.load_moment(before))
    raise_revision(project, fields=[field])
    changes = {field: [after, before]}
    return events.publish(Kind.UNDONE, project=project, actor=actor, changes=changes, undoes=activity)


def _refuse_if_newer(activity: Activity, rows: QuerySet[Activity]) -> None:
    """A later change of the same field stands in the way, unless it was itself taken back."""
    fields = set(activity.changes) - COUNTERS
    later = rows.filter(pk__gt=activity.pk, undone_by=None).exclude(undoes__pk__gt=activity.pk)
    for changes in later.values_list("changes", flat=True):
        if not fields.isdisjoint(changes):
            raise ChangedSince


def _put_back(project: Project, task: Task, field: str, value: Value) -> None:
    if field == "column":
        task.column = _still_there(Column.objects.filter(project=project, pk=ref_id(value) or 0).first())
    elif field == "tags":
        ids = [ref["id"] for ref in refs(value)]
        found = list(Tag.objects.filter(project=project, pk__in=ids))
        task.tags.set(_still_there(found if len(found) == len(ids) else None))
    elif field == "other_assignees":
        wanted = [ref["id"] for ref in refs(value)]
        people = list(taking_part(project).filter(pk__in=wanted))
        task.beside = _still_there(people if len(people) == len(wanted) else None)
    elif field == "assignee":
        task.assignee = _still_there(taking_part(project).filter(pk=ref_id(value) or 0).first()) if value else None
    elif field in history_values.MOMENTS:
        setattr(task, field, history_values.load_moment(text(value)))
    elif field == "due_date":
        task.due_date = history_values.load_date(text(value))
    else:
        setattr(task, field, value)


def _still_there(found: T | None) -> T:
    if found is None:
        raise RuleBroken(_("What this change replaced is not there any more, so it can't be undone."))
    return found
