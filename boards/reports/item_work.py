"""Items of checklists as work: by choice, each counts in the workload for whoever it is given to."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from boards.models import ChecklistItem, Project
from boards.queries.printed_checklists import there


class ItemWork(NamedTuple):
    """An item that somebody has; `done_at` is None for one that was open at the end of the period."""

    task_id: int
    assignee_id: int
    name: str
    due: datetime.date | None
    done_at: datetime.datetime | None


def items(project: Project, until: datetime.datetime) -> list[ItemWork]:
    """Those of a project that are somebody's, as they were just before `until`; one query.

    Of the past only is known when they were made, ticked and deleted: whose they are is as it is today.
    """
    rows = ChecklistItem.objects.filter(there(until), there(until, "checklist__"), checklist__task__project=project)
    rows = rows.exclude(assignee=None).order_by("pk")
    columns = ("checklist__task_id", "assignee_id", "assignee__display_name", "due_date", "done_at")
    found = [ItemWork(*row) for row in rows.values_list(*columns)]
    return [item._replace(done_at=None) if item.done_at and item.done_at >= until else item for item in found]
