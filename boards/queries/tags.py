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


def count(project: Project) -> int:
    """How many tags the project has; one query."""
    return project.tags.count()


def others(tag: Tag) -> QuerySet[Tag]:
    """The other tags of its project."""
    return Tag.objects.filter(project=tag.project_id).exclude(pk=tag.pk)


def task_count(tag: Tag) -> int:
    """How many tasks bear it, archived ones included; one query."""
    return tag.tasks.filter(deleted_at=None).count()
