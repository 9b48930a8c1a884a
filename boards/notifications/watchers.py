"""Who hears of a task, and why; and how somebody else is made to."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import NamedTuple

from boards.models import Reason, Task, User, Watch
from boards.notifications import preferences
from boards.notifications.scene import Scene
from boards.notifications.services import watching
from boards.queries import people
from boards.rules.text import natural_key


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


def include(*, task: Task, user_id: int, actor: User) -> None:
    """Have somebody who takes part in the project hear of a task, told in the way they want; see the service."""
    ways = preferences.ways(preferences.chosen_by([user_id]), user_id, Reason.WATCHING)
    watching.include(task=task, user_id=user_id, actor=actor, in_inbox=ways.in_inbox, by_email=ways.by_email)
