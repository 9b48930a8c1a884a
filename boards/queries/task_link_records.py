"""What the API gives of links between tasks."""

from __future__ import annotations

from boards.models import Task, TaskLink, User
from boards.models.task_links import seen_as
from boards.queries import task_links
from boards.queries.record_shapes import LinkedTaskRecord, TaskLinkRecord
from boards.queries.records import day, moment, person


def of_task(task: Task, reader: User) -> list[TaskLinkRecord]:
    """The links of a task that the reader may see, in the order they were made; one query."""
    return [link(row, task) for row in task_links.rows_of(task, reader)]


def one(task: Task, reader: User, pk: int) -> TaskLinkRecord:
    """One of them; one query."""
    return link(task_links.rows_of(task, reader).get(pk=pk), task)


def link(row: TaskLink, task: Task) -> TaskLinkRecord:
    """A link as that task sees it."""
    is_first = row.first_id == task.pk
    return {
        "id": row.pk,
        "task_id": task.pk,
        "relation": seen_as(row.kind, from_first=is_first).value,
        "other": _task(row.second if is_first else row.first),
        "created_by": person(row.created_by) if row.created_by else None,
        "created_at": moment(row.created_at),
    }


def _task(row: Task) -> LinkedTaskRecord:
    return {
        "id": row.pk,
        "number": row.number,
        "project_id": row.project_id,
        "title": row.title,
        "status": row.column.status,
        "completed": row.is_completed,
        "archived": row.is_archived,
        "assignee": person(row.assignee) if row.assignee else None,
        "due_date": day(row.due_date),
    }
