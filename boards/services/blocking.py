"""What holds a task back from being completed: others that it waits for, of those that the person may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from boards.exceptions import Blocker, TaskBlocked
from boards.models import Column, Task, User
from boards.queries import task_links
from boards.rules import locking
from boards.rules.locking import Effect


def refuse(task: Task, actor: User) -> None:
    """Raise TaskBlocked for a task that waits; one query, none for one that doesn't."""
    refuse_known(task, task_links.open_blockers([task], actor))


def refuse_known(task: Task, blockers: Mapping[int, Sequence[Blocker]]) -> None:
    """The same where it is known already who waits for what."""
    if found := blockers.get(task.pk):
        raise TaskBlocked(task.pk, task.number, found)


def refuse_move(task: Task, target: Column, actor: User) -> None:
    """The same for a move that would complete it."""
    effect = locking.effect_of_move(from_completed=task.is_completed, to_completed=target.is_completed)
    if effect is Effect.COMPLETES:
        refuse(task, actor)
