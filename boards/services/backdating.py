"""Dates changes back, so that a demonstration has a past. Nothing else may: a history tells when things were done."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from boards.models import Activity, Attachment, ChecklistItem, Comment, Kind, Project, Task, WebLink
from boards.rules.changes import ref_id, refs
from boards.services.transactions import lock, raise_revision, service

BATCH = 500


@service
def date_back(*, project: Project, moments: Mapping[int, datetime.datetime]) -> None:
    """Let the changes with these ids have been made at these moments, with what their tasks say of when they were made,
    completed and put away. The moments rise with the ids."""
    project = lock(project.pk)
    rows = list(Activity.objects.filter(project=project, pk__in=moments).order_by("pk"))
    said = Comment.objects.filter(task__project=project).in_bulk()
    files = Attachment.objects.filter(task__project=project).in_bulk()
    addresses = WebLink.objects.filter(task__project=project).in_bulk()
    tasks = {task.pk: task for task in Task.objects.filter(project=project).defer("description", "search_text")}
    items = ChecklistItem.objects.filter(checklist__task__project=project).in_bulk()
    for row in rows:
        row.created_at = moments[row.pk]
        _date_items(items, row)
        if row.kind == Kind.COMMENT_CREATED:
            said[row.changes["comment"][1]["id"]].created_at = row.created_at
        elif row.kind == Kind.ATTACHMENT_CREATED:
            files[row.changes["attachment"][1]["id"]].created_at = row.created_at
        elif row.kind == Kind.WEB_LINK_CREATED:
            addresses[row.changes["web_link"][1]["id"]].created_at = row.created_at
        elif row.task_id is not None and row.kind != Kind.LINK_CREATED:
            _date_task(tasks[row.task_id], row)
    Activity.objects.bulk_update(rows, ["created_at", "changes"], batch_size=BATCH)
    Task.objects.bulk_update(
        tasks.values(), ["created_at", "updated_at", "completed_at", "archived_at"], batch_size=BATCH
    )
    Comment.objects.bulk_update(said.values(), ["created_at"], batch_size=BATCH)
    ChecklistItem.objects.bulk_update(items.values(), ["created_at", "done_at"], batch_size=BATCH)
    Attachment.objects.bulk_update(files.values(), ["created_at"], batch_size=BATCH)
    WebLink.objects.bulk_update(addresses.values(), ["created_at"], batch_size=BATCH)
    if rows:
        project.created_at = min(rows[0].created_at, project.created_at)
    raise_revision(project, columns=None, fields=["created_at"])


def _date_items(items: Mapping[int, ChecklistItem], row: Activity) -> None:
    """The items that this change has made, or ticked."""
    made = {each["id"] for each in refs(row.changes.get("items", [None, None])[1])}
    ticked = ref_id(row.changes["item"][1]) if row.kind == Kind.ITEM_COMPLETED else None
    for item in (items[pk] for pk in made | {ticked or 0} if pk in items):
        item.created_at = row.created_at if item.pk in made else item.created_at
        item.done_at = item.done_at and row.created_at


def _date_task(task: Task, row: Activity) -> None:
    """Write the moment wherever this change has put the present time."""
    if row.kind == Kind.TASK_CREATED:
        task.created_at = row.created_at
    for field in ("completed_at", "archived_at"):
        if field in row.changes and row.changes[field][1] is not None:
            row.changes[field][1] = row.created_at.isoformat()
            if getattr(task, field) is not None:
                setattr(task, field, row.created_at)
    task.updated_at = row.created_at
