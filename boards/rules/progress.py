"""Progress: of a task 0-100 per cent, of a project the mean of its tasks."""

from __future__ import annotations

COMPLETE = 100
HIGHEST_OPEN = 99


def is_consistent(*, in_completed_column: bool, progress: int, has_completed_at: bool) -> bool:
    """Completed means all three or none: column, progress and time."""
    return len({in_completed_column, progress == COMPLETE, has_completed_at}) == 1


def share(done: int, count: int) -> int:
    """The progress of a task that follows its items: the share of those done, 0 for none. It stays open by that."""
    return min(done * COMPLETE // count, HIGHEST_OPEN) if count else 0
