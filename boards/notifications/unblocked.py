"""A task that waits for nothing any more: told to whoever has it or watches it, and may see what it waited for.

It was the last open one of those that blocked it, and has been completed, put away, or linked no longer. Whoever may
not see the project that it was of has never seen the task blocked by it.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from boards.models import Notification, Project, Reason, Task, TaskAssignee
from boards.models.tasks import TaskQuerySet
from boards.notifications import preferences
from boards.notifications.scene import Scene
from boards.notifications.services import entries


def tell(*, task_id: int, through: int, actor_id: int, moment: str) -> int:
    """Write the entries, each once for each `moment` at which it came free; returns how many are new. Nine queries."""
    task = _still_free().filter(pk=task_id).first()
    cause = Project.objects.filter(pk=through, deleted_at=None).first()
    if task is None or cause is None:
        return 0
    return entries.remind(entries=list(_entries(task, _told(task, cause) - {actor_id}, moment)))


def _still_free() -> TaskQuerySet:
    rows = Task.objects.alive().filter(open_blocker_count=0, completed_at=None, archived_at=None)
    return rows.filter(project__archived_at=None).select_related("project").defer("description", "search_text")


def _told(task: Task, cause: Project) -> set[int]:
    there = Scene.around([task], cause)
    beside = TaskAssignee.objects.filter(task=task).values_list("user", flat=True)
    wanted = {*there.watching.watchers(task.pk, task.project_id), *beside, *filter(None, [task.assignee_id])}
    return {
        user
        for user in wanted
        if there.sees(user, task.project_id)
        and there.sees(user, cause.pk)
        and not there.watching.is_muted(user, task.pk, task.project_id)
    }


def _entries(task: Task, users: set[int], moment: str) -> Iterable[Notification]:
    chosen, now = preferences.chosen_by(users), timezone.now()
    for user in sorted(users):
        ways = preferences.ways(chosen, user, Reason.UNBLOCKED)
        yield Notification(
            user_id=user,
            project_id=task.project_id,
            task=task,
            reason=Reason.UNBLOCKED,
            key=f"unblocked:{task.pk}:{moment}",
            created_at=now,
            changed_at=now,
            in_inbox=ways.in_inbox,
            by_email=ways.by_email,
        )
