"""Hiding many tasks of one project at once; each can be brought back, as one that was deleted alone."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from boards import events
from boards.events import Kind
from boards.models import Project, Task, User
from boards.services import history_values
from boards.services.transactions import lock, raise_revision, save_tasks, service


@service
def delete_tasks(*, project: Project, chosen: QuerySet[Task], actor: User) -> int:
    """Hide these tasks of the project, in one revision; returns how many there were.

    A number of statements that grows by one for each 500 of them.
    """
    project = lock(project.pk)
    found = chosen.filter(project=project, deleted_at=None).defer("description", "search_text")
    tasks = list(found.select_related("column").order_by("pk"))
    now = timezone.now()
    for task in tasks:
        task.project, task.deleted_at = project, now
    save_tasks(tasks, ["deleted_at"])
    columns = raise_revision(project, columns={task.column_id for task in tasks}, recount=True)
    changed = [(task, {"deleted_at": [None, history_values.dump(task, "deleted_at")]}) for task in tasks]
    events.publish_tasks(Kind.TASK_DELETED, changed, project=project, actor=actor, columns=columns)
    return len(tasks)
