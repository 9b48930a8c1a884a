"""How a card changes its place, and what follows from it. The verbs are in `services.tasks`; callers hold the lock."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from boards import events
from boards.events import Kind
from boards.models import Column, Project, Task, User
from boards.rules import locking
from boards.rules.changes import Value
from boards.rules.locking import Effect
from boards.rules.progress import COMPLETE, HIGHEST_OPEN, share
from boards.services import history_values, positions
from boards.services.transactions import raising, saving_task

# What a move may change.
FIELDS = ("column", "position", "progress", "completed_at")


@dataclass(frozen=True)
class Moved:
    """The answer to a move: the card, the columns it touched, and whether its new neighbour was gone.

    `activity_id` is what an undo takes back; None if the card was there already and nothing was written.
    """

    task: Task
    columns: list[Column]
    neighbour_gone: bool
    activity_id: int | None


def place(task: Task, target: Column, after_id: int | None, around: positions.Places) -> tuple[str, bool]:
    """The position below the card `after_id`, on top for None, and whether that neighbour was gone.

    `around` are the places that `positions.around` has asked for. No query, but for a neighbour that is gone.
    """
    if after_id is None:
        return positions.above_first(target, around, task=task), False
    if after_id == task.pk and target.pk == task.column_id:
        return task.position, False
    position = positions.below(target, after_id, around, task=task)
    return (position, False) if position else (positions.at_end(target, task=task), True)


def transfer(task: Task, target: Column, position: str, *, progress: int | None = None) -> dict[str, list[Value]]:
    """Set place and whatever follows from it on the task, and return the changes; nothing is saved.

    A task that is reopened gets `progress`, by default that from before its completion.
    """
    before = {name: history_values.dump(task, name) for name in FIELDS}
    effect = locking.effect_of_move(from_completed=task.is_completed, to_completed=target.is_completed)
    task.column, task.position = target, position
    if effect is Effect.COMPLETES:
        task.progress, task.completed_at = COMPLETE, timezone.now()
    elif effect is Effect.REOPENS:
        kept = history_values.before_completion(task)[1] if progress is None else progress
        kept = share(task.items_done, task.item_count) if task.follows_items else kept
        task.progress, task.completed_at = min(kept, HIGHEST_OPEN), None
    return {name: [old, new] for name, old in before.items() if old != (new := history_values.dump(task, name))}


def save(project: Project, task: Task, source: Column, changes: events.Changes, *, gone: bool, actor: User) -> Moved:
    """Write the card, the revisions and the history; a constant number of rows. Nothing if nothing changed."""
    touched = [source, *([task.column] if task.column_id != source.pk else [])]
    task.project = project
    if not changes:
        return Moved(task, touched, neighbour_gone=gone, activity_id=None)
    saving = saving_task(task, changes, new_version=set(changes) != {"position"})
    columns, writes = raising(project, columns=touched, recount="progress" in changes)
    events.publish(
        kind_of(changes),
        project=project,
        actor=actor,
        task=task,
        changes=changes,
        columns=columns,
        along=[saving, *writes],
    )
    return Moved(task, columns, neighbour_gone=gone, activity_id=task.last_activity_id)


def kind_of(changes: events.Changes) -> Kind:
    """What a move is called in the history: completing and reopening go before mere moving."""
    if "completed_at" not in changes:
        return Kind.TASK_MOVED
    return Kind.TASK_COMPLETED if changes["completed_at"][1] else Kind.TASK_REOPENED
