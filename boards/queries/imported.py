"""What was brought in by an import, and the texts it came with."""

from __future__ import annotations

from collections.abc import Iterator

from boards.models import Activity, Kind, Project, Task


def projects(pk: int | None = None) -> list[Project]:
    """The projects that an import has made, those still there; or one of them."""
    made = Activity.objects.filter(kind=Kind.PROJECT_CREATED, means="import").values("project")
    found = Project.objects.alive().filter(pk__in=made).select_related("owner").order_by("pk")
    return list(found.filter(pk=pk) if pk is not None else found)


def tasks(project: Project) -> Iterator[tuple[Task, str]]:
    """The tasks that came with a project and have no checklists, each with the description it came with; three
    queries."""
    came = Activity.objects.filter(project=project, kind=Kind.TASK_CREATED, means="import").values("task")
    rows = Task.objects.filter(pk__in=came, deleted_at=None, checklists=None).defer("search_text").order_by("number")
    first: dict[int, str] = {}
    changed = Activity.objects.filter(project=project, changes__has_key="description", task__in=came)
    for task, changes in changed.order_by("-pk").values_list("task", "changes"):
        if task is not None:
            first[task] = changes["description"][0] or ""
    for row in rows:
        yield row, first.get(row.pk, row.description)
