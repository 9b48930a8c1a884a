"""Whose tasks are where, for those who hand them on."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from boards.models import Project, Task, User
from boards.models.tasks import OPEN_TO_CHANGE
from boards.queries import people

MOST_SHOWN = 10


@dataclass(frozen=True)
class Workload:
    """The tasks of a person in one project: `open` can be handed on, `others` (completed or archived) stay.

    `heirs` are (id, name) of those who can have them.
    """

    project: Project
    open: int
    others: int
    heirs: list[tuple[int, str]]

    @property
    def text(self) -> str:
        """The numbers in words."""
        sentence = _("%(open)s open, %(others)s completed or archived") if self.others else _("%(open)s open")
        return sentence % {"open": self.open, "others": self.others}


def of_person(user: User) -> list[Workload]:
    """Project by project, by title, where the person has tasks; three queries."""
    theirs = Task.objects.alive().assigned_to([user.pk])
    counted = theirs.values_list("project").annotate(to_do=Count("pk", filter=OPEN_TO_CHANGE), all=Count("pk"))
    counts = {project_id: (still_to_do, count) for project_id, still_to_do, count in counted}
    projects = list(Project.objects.select_related("owner").filter(pk__in=counts).order_by("title_key", "pk"))
    heirs = people.assignable_in([project for project in projects if counts[project.pk][0]])
    return [_workload(project, user, *counts[project.pk], heirs.get(project.pk, [])) for project in projects]


@dataclass(frozen=True)
class OpenTasks:
    """What somebody has still to do in a project: how much, the first of it, and who else can have it."""

    count: int
    first: list[Task]
    heirs: QuerySet[User]


def in_project(project: Project, user: User) -> OpenTasks:
    """What is to be handed on if the person goes; two queries."""
    theirs = Task.objects.alive().filter(OPEN_TO_CHANGE, project=project).assigned_to([user.pk])
    return OpenTasks(
        count=theirs.count(),
        first=list(theirs.order_by("number").only("number", "title")[:MOST_SHOWN]),
        heirs=people.assignable(project).exclude(pk=user.pk),
    )


def _workload(project: Project, user: User, to_do: int, count: int, assignable: list[tuple[int, str]]) -> Workload:
    return Workload(project, to_do, count - to_do, [heir for heir in assignable if heir[0] != user.pk])
