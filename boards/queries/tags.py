"""The tags of a project."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from boards.models import Project, Tag

# The names of the colours, in the order of the classes tag-0 … tag-11.
COLOURS = (
    _("Red"),
    _("Orange"),
    _("Amber"),
    _("Yellow"),
    _("Lime"),
    _("Green"),
    _("Teal"),
    _("Cyan"),
    _("Blue"),
    _("Violet"),
    _("Magenta"),
    _("Pink"),
)


# The twin of `TaskQuerySet.on_board`, for whatever has tasks; archived ones are counted beside.
NUMBERS = {
    "task_count": Count("tasks", filter=Q(tasks__deleted_at=None, tasks__archived_at=None)),
    "archived_count": Count("tasks", filter=Q(tasks__deleted_at=None, tasks__archived_at__isnull=False)),
}


def with_counts(project: Project) -> QuerySet[Tag]:
    """Every tag with its numbers of tasks; one query."""
    return project.tags.annotate(**NUMBERS).order_by("name_key", "pk")


def count(project: Project) -> int:
    """How many tags the project has; one query."""
    return project.tags.count()


def others(tag: Tag) -> QuerySet[Tag]:
    """The other tags of its project."""
    return Tag.objects.filter(project=tag.project_id).exclude(pk=tag.pk)


def task_count(tag: Tag) -> int:
    """How many tasks bear it, archived ones included; one query."""
    return tag.tasks.filter(deleted_at=None).count()
