"""What the menus of the filter bar offer over all projects; those of one project are in `queries.board.menus`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, Exists, Max, Min, OuterRef

from boards.models import Project, Tag, Task, TaskAssignee, User
from boards.rules.text import natural_key

# Menus over all projects stay short enough to read.
MOST = 100


class Choices(NamedTuple):
    """Plain values, so that they can be kept: (name, hue) of tags, (id, name) of people, each in natural order.

    `people` are those who can be given tasks, and those who have some; `off` are ids of those whose account is switched
    off, so that their tasks are to be found and handed on.
    """

    tags: list[tuple[str, int]]
    people: list[tuple[int, str]]
    off: frozenset[int] = frozenset()

    @classmethod
    def of(
        cls, tags: Iterable[tuple[str, int]], people: Iterable[tuple[int, str]], off: frozenset[int] = frozenset()
    ) -> Choices:
        """The choices in the order in which people look for one."""
        return cls(
            sorted(tags, key=lambda tag: natural_key(tag[0])),
            sorted(people, key=lambda person: (natural_key(person[1]), person[0])),
            off,
        )


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
    tasks = Task.objects.on_board().filter(project__in=projects)
    beside = TaskAssignee.objects.filter(task__in=tasks, user=OuterRef("pk"))
    assigned = User.objects.filter(Exists(tasks.filter(assignee=OuterRef("pk"))) | Exists(beside)).order_by(
        "display_name", "pk"
    )
    people = list(assigned.values_list("pk", "display_name", "is_active")[:MOST])
    return Choices.of(
        [(name, colour) for name, colour, _key in tags],
        [(pk, name) for pk, name, _is_active in people],
        frozenset(pk for pk, _name, is_active in people if not is_active),
    )
