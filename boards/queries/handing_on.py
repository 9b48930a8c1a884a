"""Whose tasks are where, for those who hand them on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from boards.models import Membership, Project, Task, User
from boards.policy import ASSIGNABLE


@dataclass(frozen=True)
class Held:
    """The tasks of a person in one project: `open` can be handed on, `others` (completed or archived) stay.

    The twin of `services.handing_on.open_tasks`.
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


def of_person(user: User) -> list[Held]:
    """Project by project, by title, where the person has tasks; three queries."""
    still_open = Q(completed_at=None, archived_at=None, project__archived_at=None)
    theirs = Task.objects.filter(assignee=user, deleted_at=None, project__deleted_at=None)
    counted = theirs.values_list("project").annotate(to_do=Count("pk", filter=still_open), all=Count("pk"))
    counts = {project_id: (still_to_do, count) for project_id, still_to_do, count in counted}
    projects = list(Project.objects.select_related("owner").filter(pk__in=counts).order_by("title_key", "pk"))
    heirs = _heirs([project for project in projects if counts[project.pk][0]], user)
    return [_held(project, *counts[project.pk], heirs.get(project.pk, [])) for project in projects]


def _held(project: Project, still_to_do: int, count: int, heirs: list[tuple[int, str]]) -> Held:
    return Held(project, still_to_do, count - still_to_do, heirs)


def _heirs(projects: list[Project], user: User) -> dict[int, list[tuple[int, str]]]:
    """Who can be given tasks, the person left out, by the project's id; the twin of `people.assignable`. One query."""
    members = Membership.objects.filter(project__in=projects, role__in=ASSIGNABLE, user__is_active=True)
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for project in projects:
        if project.owner.is_active:
            found[project.pk].append((project.owner_id, project.owner.display_name))
    for project_id, pk, name in members.values_list("project_id", "user_id", "user__display_name"):
        found[project_id].append((pk, name))
    return {
        project_id: sorted((row for row in rows if row[0] != user.pk), key=lambda row: (row[1].casefold(), row[0]))
        for project_id, rows in found.items()
    }
