"""The items of checklists that a change is of."""

from __future__ import annotations

from boards.models import Activity
from boards.queries import checklist_records
from boards.queries.record_shapes import ItemRecord
from boards.rules.changes import ref_id, refs


def of_change(activity: Activity | None) -> list[ItemRecord]:
    """None if the change is of none, or once they or their task are deleted; at most one query."""
    if activity is None or activity.task is None or activity.task.deleted_at:
        return []
    named = [each["id"] for side in activity.changes.get("items", ()) for each in refs(side)]
    named += [pk for side in activity.changes.get("item", ()) if (pk := ref_id(side))]
    return checklist_records.found(named) if named else []
