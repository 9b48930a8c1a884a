"""Items of checklists that are due: whose, of which task, on which day. One reminder a task, however many items."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db.models import QuerySet

from boards.models import ChecklistItem, Notification, Reason

# Stands in the key of a reminder that is of items, and not of the task itself.
MARK = ":items:"


class ItemDay(NamedTuple):
    """Something that somebody has in the checklists of a task is due on this day."""

    task: int
    user: int
    day: str


def key_of(reason: Reason, task: int, day: str) -> str:
    """The key of a reminder: it ends with the day, as that of a task does."""
    return f"{reason}{MARK}{task}:{day}"


def due_on(days: Collection[str], zones: Collection[str], until: datetime.datetime | None) -> set[ItemDay]:
    """What is due on these days, of people who live in these zones; one query.

    What was touched last after `until`, or stands in a task that was, is no news to anybody any more.
    """
    rows = _open().filter(due_date__in=days, assignee__is_active=True, assignee__time_zone__in=zones)
    if until is not None:
        rows = rows.filter(checklist__task__updated_at__lt=until, created_at__lt=until)
    return _days(rows)


def moot(reminders: Iterable[Notification]) -> list[int]:
    """Which of these reminders of items have nothing to remind of any more; one query."""
    known = {each.pk: ItemDay(each.task_id or 0, each.user_id, each.key.rpartition(":")[2]) for each in reminders}
    if not known:
        return []
    there = _days(_open().filter(checklist__task__in={each.task for each in known.values()}))
    return [pk for pk, each in known.items() if each not in there]


def _open() -> QuerySet[ChecklistItem]:
    """Items that are somebody's and still to be done, of tasks that are."""
    rows = ChecklistItem.objects.filter(deleted_at=None, done_at=None, assignee__isnull=False, due_date__isnull=False)
    there = rows.filter(checklist__deleted_at=None, checklist__task__deleted_at=None)
    there = there.filter(checklist__task__completed_at=None, checklist__task__archived_at=None)
    return there.filter(checklist__task__project__archived_at=None, checklist__task__project__deleted_at=None)


def _days(rows: QuerySet[ChecklistItem]) -> set[ItemDay]:
    found = rows.order_by().values_list("checklist__task_id", "assignee_id", "due_date")
    return {ItemDay(task, user, str(day)) for task, user, day in found if user is not None}
