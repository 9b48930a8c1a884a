"""Groups of people: those of the site, and those with a role in a project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from boards.models import Group, GroupPerson, GroupRole, Membership, Project, Task, User
from boards.models.projects import NO_ROLE
from boards.models.tasks import OPEN_TO_CHANGE
from boards.policy import ASSIGNABLE
from boards.rules.text import fold

PAGE = 50


class _Counts(TypedDict):
    people: int
    projects: int


class _People(TypedDict):
    people: int


if TYPE_CHECKING:
    # Of the packages that check types alone.
    from django_stubs_ext import WithAnnotations

    CountedGroup = WithAnnotations[Group, _Counts]
    CountedRole = WithAnnotations[GroupRole, _People]


def listing(text: str, number: str | None) -> Page[CountedGroup]:
    """A page of all groups by name; two queries."""
    found = counted().filter(name_key__contains=fold(text)) if text else counted()
    return Paginator(found, PAGE).get_page(number)


def counted() -> QuerySet[CountedGroup]:
    """All groups by name, with the numbers of their people and of the projects they have a role in."""
    alive = Q(roles__project__deleted_at=None)
    return Group.objects.annotate(
        people=Count("places", distinct=True), projects=Count("roles", filter=alive, distinct=True)
    ).order_by("name_key")


def known_to(user: User) -> QuerySet[CountedGroup]:
    """Those a person may hear of: offered to all, or with them in it; all for a site administrator."""
    if user.is_staff:
        return counted()
    places = GroupPerson.objects.filter(group=OuterRef("pk"), user=user)
    return counted().filter(Q(is_offered=True) | Exists(places))


def one(pk: int) -> CountedGroup | None:
    """By its id; one query."""
    return counted().filter(pk=pk).first()


def people_of(group: Group, text: str = "") -> QuerySet[User]:
    """Those in it, by name; with a text, those in whose name or address it is found."""
    found = User.objects.filter(places_in_groups__group=group).order_by("display_name", "pk")
    return found.filter(Q(display_name__icontains=text) | Q(email__icontains=text.lower())) if text else found


def of_person(user: User) -> QuerySet[Group]:
    """Those somebody is in, by name."""
    return Group.objects.filter(places__user=user).order_by("name_key")


def roles_of(group: Group) -> QuerySet[GroupRole]:
    """Its roles, with the projects, by their titles."""
    found = GroupRole.objects.filter(group=group, project__deleted_at=None)
    return found.select_related("project").order_by("project__title_key", "project")


def of_project(project: Project) -> list[CountedRole]:
    """The groups with a role in the project, by name, with the numbers of their people; one query."""
    found = project.group_roles.select_related("group").order_by("group__name_key")
    return list(found.annotate(people=Count("group__places")))


def role(project: Project, group_id: int) -> CountedRole | None:
    """That of one group; one query."""
    return next((each for each in of_project(project) if each.group_id == group_id), None)


def addable(project: Project, user: User) -> QuerySet[CountedGroup]:
    """Those that the person may give a role in the project, which they have none in."""
    there = GroupRole.objects.filter(group=OuterRef("pk"), project=project)
    return known_to(user).exclude(Exists(there))


@dataclass(frozen=True)
class Ending:
    """What ends in one project when a group loses its role there: for how many people, and with how many open tasks."""

    project: Project
    people: int
    tasks: int


def endings(group: Group, *, project: Project | None = None, user: User | None = None) -> list[Ending]:
    """In each project where somebody has nothing but what the group gives (all its people, or the one), by title.

    Three queries, however many projects there are.
    """
    given = roles_of(group).filter(**({"project": project} if project else {}))
    projects = {each.project_id: each.project for each in given}
    others = GroupRole.objects.filter(project=OuterRef("project"), group__places__user=OuterRef("user"))
    lost = Membership.objects.filter(
        ~Exists(others.exclude(group=group)), project__in=projects, user__places_in_groups__group=group
    ).filter(raised_from=NO_ROLE)
    lost = lost.filter(user=user) if user else lost
    people = dict(lost.values_list("project").annotate(number=Count("pk")).order_by())
    tasks = _open_tasks(lost)
    return [Ending(one, people[pk], tasks.get(pk, 0)) for pk, one in projects.items() if pk in people]


def _open_tasks(lost: QuerySet[Membership]) -> dict[int, int]:
    """How many open tasks these have, by project."""
    theirs = lost.filter(project=OuterRef("project"), user=OuterRef("assignee"), role__in=ASSIGNABLE)
    found = Task.objects.alive().filter(OPEN_TO_CHANGE, Exists(theirs))
    return dict(found.values_list("project").annotate(number=Count("pk")).order_by())
