"""Links between tasks that are made in bulk, all of one project; what they mean to cards is counted before those are
written. The caller has seen to it that each can be: none twice, none to itself, no circles, one parent a task."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from boards.models import LinkKind, Task, TaskLink, User
from boardsite.database import loading

# Places among the tasks: the first one blocks, duplicates, or is the parent of the second.
Pair = tuple[int, LinkKind, int]


def count(tasks: Sequence[Task], links: Sequence[Pair]) -> None:
    """Note on tasks, which are not written yet, what their links come to: see `link_counts`."""
    for first, kind, second in links:
        tasks[first].link_count += 1
        tasks[second].link_count += 1
        if kind is LinkKind.BLOCKS and not tasks[first].is_archived and tasks[first].completed_at is None:
            tasks[second].open_blocker_count += 1
        elif kind is LinkKind.PARENT and not tasks[second].is_archived:
            tasks[first].child_count += 1
            tasks[first].done_child_count += tasks[second].completed_at is not None


def make(tasks: Sequence[Task], links: Sequence[Pair], actor: User) -> None:
    """Write the links of tasks that have their ids."""
    rows = [_row(tasks[first].pk, tasks[second].pk, kind) for first, kind, second in links]
    loading.make_rows(TaskLink, rows, created_by_id=actor.pk, created_at=timezone.now())


def _row(first: int, second: int, kind: LinkKind) -> dict[str, object]:
    if kind is LinkKind.RELATES:
        first, second = sorted((first, second))
    return {"first_id": first, "second_id": second, "kind": kind}
