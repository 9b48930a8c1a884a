"""What the menus of the filter bar offer: tags and people, of one project or of all that a person sees."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Count, Exists, Max, Min, OuterRef, Q

from boards.models import Membership, Project, Tag, Task, User
from boards.policy import ASSIGNABLE

# Menus over all projects stay short enough to read.
MOST = 100


class Choices(NamedTuple):
    """Plain values, so that they can be kept: (name, hue) of tags, (id, name) of people."""

    tags: list[tuple[str, int]]
    people: list[tuple[int, str]]


def of_project(project: Project) -> Choices:
    """The project's tags and those who can be given its tasks; two queries."""
    members = Membership.objects.filter(project=project, user=OuterRef("pk"), role__in=ASSIGNABLE)
    people = User.objects.filter(Q(pk=project.owner_id) | Exists(members), is_active=True)
    tags = project.tags.order_by("name_key").values_list("name", "colour")
    return Choices(list(tags), list(people.order_by("display_name", "pk").values_list("pk", "display_name")))


def of_all(person: User) -> Choices:
    """Tags and assignees over all projects in use that the person sees, the most used ones; two queries."""
    projects = Project.objects.visible_to(person).unarchived()
    tags = (
        Tag.objects.filter(project__in=projects)
        .order_by()
        .values("name_key")
        .annotate(name=Min("name"), colour=Max("colour"), uses=Count("pk"))
        .order_by("-uses", "name_key")
        .values_list("name", "colour", "name_key")[:MOST]
    )
    tasks = Task.objects.on_board().filter(project__in=projects, assignee=OuterRef("pk"))
    people = User.objects.filter(Exists(tasks)).order_by("display_name", "pk")
    return Choices(
        [(name, colour) for name, colour, _key in sorted(tags, key=lambda tag: tag[2])],
        list(people.values_list("pk", "display_name")[:MOST]),
    )
