"""Checklists as they come on paper: of one task, of all that are printed, or as they were at the end of a period."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.safestring import SafeString

from boards.models import Checklist, ChecklistItem
from boards.models.tasks import TaskQuerySet
from boards.rules.markdown import to_line


@dataclass(frozen=True, slots=True)
class PrintedItem:
    """An item. `due` is None without a date, `assignee` empty without a person."""

    text: str
    is_done: bool
    assignee: str
    due: datetime.date | None

    @property
    def html(self) -> SafeString:
        """Its text; what it names is no link, for on paper nothing is."""
        return to_line(self.text)


@dataclass(frozen=True, slots=True)
class PrintedChecklist:
    """A checklist with its items, in their order."""

    title: str
    items: list[PrintedItem] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many items it has."""
        return len(self.items)

    @property
    def done(self) -> int:
        """How many of them are done."""
        return sum(item.is_done for item in self.items)


def of_tasks(tasks: TaskQuerySet, until: datetime.datetime | None = None) -> dict[int, list[PrintedChecklist]]:
    """The checklists of tasks by their ids, today's or those there were just before `until`; two queries.

    Of the past only is known when something was made, ticked and deleted: the rest is as it is today.
    """
    rows = Checklist.objects.filter(there(until), task__in=tasks.order_by().values("pk"))
    found: dict[int, list[PrintedChecklist]] = {}
    by_id: dict[int, PrintedChecklist] = {}
    for pk, task_id, title in rows.values_list("pk", "task_id", "title"):
        by_id[pk] = PrintedChecklist(title)
        found.setdefault(task_id, []).append(by_id[pk])
    items = ChecklistItem.objects.filter(there(until), checklist__in=rows.order_by().values("pk"))
    columns = ("checklist_id", "text", "done_at", "assignee__display_name", "due_date")
    for pk, text, done_at, name, due in items.order_by("position", "pk").values_list(*columns) if by_id else ():
        is_done = done_at is not None and (until is None or done_at < until)
        by_id[pk].items.append(PrintedItem(text, is_done, name or "", due))
    return found


def there(until: datetime.datetime | None, of: str = "") -> Q:
    """What is there, or was just before `until`; `of` leads to what is asked about."""
    is_kept = Q(**{f"{of}deleted_at": None})
    if until is None:
        return is_kept
    return Q(**{f"{of}created_at__lt": until}) & (is_kept | Q(**{f"{of}deleted_at__gte": until}))
