"""Progress: of a task 0-100 per cent, of a project the mean of its tasks."""

from __future__ import annotations

COMPLETE = 100
HIGHEST_OPEN = 99


def is_consistent(*, in_completed_column: bool, progress: int, has_completed_at: bool) -> bool:
    """Completed means all three or none: column, progress and time."""
    return len({in_completed_column, progress == COMPLETE, has_completed_at}) == 1
