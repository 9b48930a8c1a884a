"""The tags of a project."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from boards.models import Project, Tag


def names(project: Project) -> list[str]:
    """Their names, in order, for completion; one query."""
    return list(project.tags.values_list("name", flat=True))


def with_counts(project: Project) -> QuerySet[Tag]:
    """Every tag with its number of tasks (`task_count`, archived ones included); one query."""
    alive = Q(tasks__deleted_at=None)
    return project.tags.annotate(task_count=Count("tasks", filter=alive))
