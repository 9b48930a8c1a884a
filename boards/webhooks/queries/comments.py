"""The comment that a change is of."""

from __future__ import annotations

from boards.models import Activity
from boards.queries import comment_records
from boards.queries.record_shapes import CommentRecord
from boards.rules.changes import ref_id


def of_change(activity: Activity | None) -> CommentRecord | None:
    """None if the change is of none, or once that or its task is deleted; at most three queries."""
    if activity is None or "comment" not in activity.changes or activity.task is None or activity.task.deleted_at:
        return None
    before, after = activity.changes["comment"]
    found = comment_records.of_task(activity.task).filter(pk=ref_id(after) or ref_id(before) or 0)
    return next(iter(comment_records.comments(list(found))), None)
