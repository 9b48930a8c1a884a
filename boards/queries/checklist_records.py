"""What the API gives of checklists and their items."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet

from boards.models import Checklist, ChecklistItem, Task
from boards.queries.record_shapes import ChecklistRecord, ItemRecord
from boards.queries.records import day, moment, person


def of_task(task: Task) -> list[ChecklistRecord]:
    """The checklists of a task, in their order; two queries."""
    return [_checklist(row) for row in _lists().filter(task=task)]


def one(pk: int) -> ChecklistRecord:
    """One checklist; two queries."""
    return _checklist(_lists().get(pk=pk))


def item(pk: int) -> ItemRecord:
    """One item; one query."""
    return _item(_items().get(pk=pk))


def found(pks: Iterable[int]) -> list[ItemRecord]:
    """Those of these items that are still there, in their order; one query."""
    return [_item(row) for row in _items().filter(pk__in=list(pks), checklist__deleted_at=None)]


def _lists() -> QuerySet[Checklist]:
    return Checklist.objects.filter(deleted_at=None).prefetch_related(Prefetch("items", _items()))


def _items() -> QuerySet[ChecklistItem]:
    rows = ChecklistItem.objects.filter(deleted_at=None)
    return rows.select_related("assignee", "done_by", "checklist").order_by("position", "pk")


def _checklist(row: Checklist) -> ChecklistRecord:
    items = [_item(each) for each in row.items.all()]
    return {
        "id": row.pk,
        "task_id": row.task_id,
        "title": row.title,
        "position": row.position,
        "items": items,
        "version": row.version,
        "created_at": moment(row.created_at),
    }


def _item(row: ChecklistItem) -> ItemRecord:
    return {
        "id": row.pk,
        "checklist_id": row.checklist_id,
        "task_id": row.checklist.task_id,
        "text": row.text,
        "done": row.is_done,
        "done_at": moment(row.done_at) if row.done_at else None,
        "done_by": person(row.done_by) if row.done_by else None,
        "assignee": person(row.assignee) if row.assignee else None,
        "due_date": day(row.due_date),
        "position": row.position,
        "version": row.version,
        "created_at": moment(row.created_at),
    }
