"""Whether somebody hears of a task or a project, and what they have said of it."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import Q

from boards.models import Project, Task, User, Watch


class Choice(StrEnum):
    """What a person says of a task or a project. The default follows from what they take part in."""

    WATCH = "watch"
    MUTE = "mute"
    DEFAULT = "default"


def hears_of(user: User, task: Task) -> bool:
    """Whether a person is told of what happens to a task; one query. The twin of `scene.Watching.watchers`."""
    found = Watch.objects.filter(Q(task=task) | Q(task=None, project=task.project_id), user=user)
    of_task = next((watch for watch in found if watch.task_id), None)
    of_project = next((watch for watch in found if not watch.task_id), None)
    if of_task and (of_task.by_choice or of_task.is_muted):
        return not of_task.is_muted
    if of_project:
        return not of_project.is_muted
    return of_task is not None


def choice_of(user: User, project: Project, task: Task | None = None) -> Choice:
    """What a person has said of a task, or of a project as a whole; one query."""
    watch = Watch.objects.filter(user=user, project=project, task=task, by_choice=True).first()
    if watch is None:
        return Choice.DEFAULT
    return Choice.MUTE if watch.is_muted else Choice.WATCH
