"""Who hears of a task or a project, and why."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import NamedTuple

from django.db.models import Q

from boards.models import Project, Task, User, Watch
from boards.notifications.scene import Scene
from boards.queries import people
from boards.rules.text import natural_key


class Choice(StrEnum):
    """What a person says of a task or a project. The default follows from what they take part in."""

    WATCH = "watch"
    MUTE = "mute"
    DEFAULT = "default"


class Through(StrEnum):
    """Why somebody hears of a task."""

    TASK = "task"
    CHOICE = "choice"
    PROJECT = "project"


class Watcher(NamedTuple):
    """Somebody who hears of a task, and why."""

    user: User
    through: Through

    @property
    def can_be_taken_away(self) -> bool:
        """By somebody else: what people chose is theirs."""
        return self.through is Through.TASK


def watchers(task: Task) -> list[Watcher]:
    """Who hears of a task and may see it, in natural order of their names; three queries."""
    there = Scene.around([task])
    of_task = there.watching.of_task.get(task.pk, {})
    hear = there.watching.watchers(task.pk, task.project_id)
    seeing = [there.people[pk] for pk in hear if pk in there.people and there.sees(pk, task.project_id)]
    seeing.sort(key=lambda user: (natural_key(user.display_name), user.pk))
    return [Watcher(user, _through(of_task.get(user.pk))) for user in seeing]


def _through(watch: Watch | None) -> Through:
    if watch is None:
        return Through.PROJECT
    return Through.CHOICE if watch.by_choice else Through.TASK


def to_be_asked(task: Task, watching: Collection[Watcher]) -> list[User]:
    """Who takes part in the project and hears nothing of the task so far; one query."""
    there = {watcher.user.pk for watcher in watching}
    return [user for user in people.of_project(task.project) if user.pk not in there]


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
