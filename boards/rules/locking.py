"""What a move or an edit means for a task: does it complete, does it reopen, is it refused."""

from __future__ import annotations

from enum import Enum

from boards.rules.progress import COMPLETE

# While a task is completed these stay as they are; the rest (place, archive, delete) may change.
LOCKED_FIELDS = frozenset(
    {
        *("title", "description", "tags", "priority", "assignee", "other_assignees"),
        *("due_date", "progress", "follows_items"),
    }
)


class Effect(Enum):
    """What a change of column or progress does to a task beyond the change itself."""

    NONE = "none"
    COMPLETES = "completes"
    REOPENS = "reopens"


def effect_of_move(*, from_completed: bool, to_completed: bool) -> Effect:
    """The effect of putting a card from one column into another."""
    if to_completed and not from_completed:
        return Effect.COMPLETES
    if from_completed and not to_completed:
        return Effect.REOPENS
    return Effect.NONE


def effect_of_progress(*, completed: bool, progress: int) -> Effect:
    """The effect of setting the progress by hand: 100 completes."""
    return Effect.COMPLETES if progress == COMPLETE and not completed else Effect.NONE


def is_locked(*, completed: bool, fields: set[str]) -> bool:
    """Whether a change of `fields` is refused because the task is completed."""
    return completed and not LOCKED_FIELDS.isdisjoint(fields)
