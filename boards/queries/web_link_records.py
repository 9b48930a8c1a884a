"""What the API gives of the web links of tasks."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from boards.models import Task, WebLink
from boards.queries.record_shapes import WebLinkRecord
from boards.queries.records import moment, person


def of_task(task: Task) -> list[WebLinkRecord]:
    """The web links of a task, in the order they were added; one query."""
    return [_record(row) for row in _rows().filter(task=task)]


def one(pk: int) -> WebLinkRecord:
    """One web link; one query."""
    return _record(_rows().get(pk=pk))


def many(pks: Collection[int]) -> list[WebLinkRecord]:
    """Those of these web links that are there; one query."""
    return [_record(row) for row in _rows().filter(pk__in=pks)]


def _rows() -> QuerySet[WebLink]:
    return WebLink.objects.filter(deleted_at=None).select_related("created_by").order_by("pk")


def _record(row: WebLink) -> WebLinkRecord:
    return {
        "id": row.pk,
        "task_id": row.task_id,
        "url": row.url,
        "title": row.title,
        "version": row.version,
        "created_by": person(row.created_by) if row.created_by else None,
        "created_at": moment(row.created_at),
    }
