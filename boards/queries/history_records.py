"""The history as programs get it."""

from __future__ import annotations

from django.db.models import QuerySet

from boards.models import Activity, Project, Role, Task
from boards.policy import Action, can
from boards.queries.record_shapes import ActivityRecord
from boards.queries.records import anybody, moment


def of_project(project: Project) -> QuerySet[Activity]:
    """The changes of a project and all its tasks."""
    return _history().filter(project=project)


def of_task(task: Task) -> QuerySet[Activity]:
    """The changes of one task."""
    return _history().filter(task=task)


def change(row: Activity, role: Role) -> ActivityRecord:
    """A change, for a reader with this role. Who may not edit tasks is not told what a deleted one held."""
    hidden = row.task is not None and row.task.deleted_at and not can(role, Action.EDIT_TASK)
    return {
        "id": row.pk,
        "kind": row.kind,
        "actor": anybody(row.actor),
        "actor_name": None if row.actor else row.actor_name,
        "means": row.means,
        "project_id": row.project_id,
        "task_id": row.task_id,
        "task_version": row.task_version,
        "project_revision": row.project_revision,
        "changes": {} if hidden else told_changes(row),
        "undoes": row.undoes_id,
        "created_at": moment(row.created_at),
    }


def told_changes(row: Activity) -> dict[str, object]:
    """What changed; of comments which it was, and no text: one that was deleted is gone."""
    if "comment" not in row.changes:
        return row.changes
    return {name: change for name, change in row.changes.items() if name != "text"}


def _history() -> QuerySet[Activity]:
    return Activity.objects.select_related("actor", "task").defer("task__description", "task__search_text")
