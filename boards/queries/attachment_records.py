"""What the API gives of attached files."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.conf import settings
from django.db.models import QuerySet

from boards.models import Attachment, Task
from boards.queries.record_shapes import AttachmentRecord
from boards.queries.records import moment, person


def of_task(task: Task) -> QuerySet[Attachment]:
    """The files of a task, with what `attachments` shows."""
    return _rows().filter(task=task)


def one(pk: int) -> AttachmentRecord:
    """One file; one query."""
    return attachments([_rows().get(pk=pk)])[0]


def many(pks: Collection[int]) -> list[AttachmentRecord]:
    """Those of these files that are there; one query."""
    return attachments(list(_rows().filter(pk__in=pks)))


def attachments(rows: Sequence[Attachment]) -> list[AttachmentRecord]:
    """Files that were loaded by `of_task`."""
    return [
        {
            "id": row.pk,
            "task_id": row.task_id,
            "name": row.name,
            "content_type": row.content_type,
            "size": row.size,
            "sha256": row.sha256,
            "width": row.width,
            "height": row.height,
            "preview": row.preview,
            "is_cover": row.task.cover_id == row.pk,
            "uploaded_by": person(row.uploaded_by) if row.uploaded_by else None,
            "created_at": moment(row.created_at),
            "url": f"{settings.SITE_URL}/api/v1/attachments/{row.pk}/content",
        }
        for row in rows
    ]


def _rows() -> QuerySet[Attachment]:
    rows = Attachment.objects.filter(deleted_at=None).select_related("uploaded_by", "task")
    return rows.defer("task__description", "task__search_text")
