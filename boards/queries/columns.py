"""One column among the others of its board."""

from __future__ import annotations

from django.db.models import QuerySet

from boards.models import Column


def others(column: Column) -> QuerySet[Column]:
    """The other columns of its project, in order."""
    return Column.objects.filter(project=column.project_id).exclude(pk=column.pk)


def before(column: Column) -> int | None:
    """The id of the column to the left of it, None for the first; one query."""
    left = None
    for pk in Column.objects.filter(project=column.project_id).values_list("pk", flat=True):
        if pk == column.pk:
            break
        left = pk
    return left


def task_count(column: Column) -> int:
    """How many tasks it holds, archived ones included; one query."""
    return column.tasks.filter(deleted_at=None).count()
