"""Writes what comes with a whole site beside its projects: accounts, groups, what groups are in projects, and links
between projects. Nothing that is here already is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from boards.models import (
    Activity,
    Group,
    GroupPerson,
    GroupRole,
    Import,
    ImportState,
    LinkKind,
    Membership,
    NotificationPreference,
    NotificationSettings,
    Project,
    Task,
    TaskLink,
    User,
)
from boards.services import link_counts, roles, task_links
from boards.services.transactions import LINKS, lock_too, raise_revision, service
from boardsite.database import statements
from boardsite.database.statements import together

_DIRECTED = (LinkKind.BLOCKS, LinkKind.DUPLICATES, LinkKind.PARENT)


class NewPerson(NamedTuple):
    """An account to be made: its fields, and what its owner has chosen to be told of."""

    email: str
    fields: Mapping[str, Any]
    is_confirmed: bool
    notifications: Sequence[Mapping[str, Any]]
    digest: Mapping[str, Any] | None


class NewLink(NamedTuple):
    """A link to be made between tasks, by their ids."""

    first: int
    second: int
    kind: str
    created_by: int | None
    created_at: Any


@service
def make_people(*, people: Sequence[NewPerson]) -> list[int]:
    """Make accounts without passwords; returns their ids in the same order. The caller knows that none is here."""
    made = User.objects.bulk_create(
        [User(email=each.email, password=make_password(None), **each.fields) for each in people]
    )
    pairs = list(zip(made, people, strict=True))
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=each.is_confirmed, primary=True) for user, each in pairs]
    )
    NotificationPreference.objects.bulk_create(
        [NotificationPreference(user=user, **wish) for user, each in pairs for wish in each.notifications],
        ignore_conflicts=True,
    )
    NotificationSettings.objects.bulk_create(
        [NotificationSettings(user=user, **each.digest) for user, each in pairs if each.digest]
    )
    return [user.pk for user in made]


@service
def make_group(*, name: str, is_offered: bool, issuer: str, claim: str, people: Iterable[int]) -> Group:
    """Make a group with these people in it."""
    group = Group.objects.create(name=name, is_offered=is_offered, issuer=issuer, claim=claim)
    places = [GroupPerson(group=group, user_id=pk) for pk in sorted(set(people))]
    GroupPerson.objects.bulk_create(places, batch_size=500)
    return group


@service
def settle(*, project: Project, given: Sequence[tuple[Group, str]], raised: Mapping[int, str]) -> None:
    """Give groups the roles that they have in a project which has just come, and know again who is what they are
    through them alone. Whoever a group has here beside those of the file is in the project too from now on."""
    for group, role in given:
        GroupRole.objects.get_or_create(project=project, group=group, defaults={"role": role})
    through = roles.of_groups(project, list(raised))
    for row in Membership.objects.filter(project=project, user__in=through.keys()):
        row.raised_from = raised[row.user_id]
        row.save(update_fields=["raised_from"])
    for group, _role in given:
        people = list(GroupPerson.objects.filter(group=group).values_list("user", flat=True))
        roles.settle(project=project, users=people, group=group, actor=None)


@service
def note(*, project: Project, mark: str, form: str, rows: Mapping[str, int]) -> None:
    """Note where a project has come from: so that it isn't brought twice, and its owner can take it back for a day."""
    now = timezone.now()
    last = Activity.objects.filter(project=project).order_by("-pk").values_list("pk", flat=True).first()
    Import.objects.create(
        owner_id=project.owner_id,
        project=project,
        state=ImportState.DONE,
        name=project.title[:255],
        sha256=mark,
        format=form,
        report={"tasks": rows.get("tasks", 0)},
        created_at=now,
        changed_at=now,
        finished_at=now,
        last_activity_id=last,
    )


@service
def link(*, links: Sequence[NewLink], shown: Iterable[int]) -> int:
    """Make links between tasks of different projects, and count them where they show. Returns how many could be.

    `shown` are the projects that were here before, which are drawn anew. What would make a circle, or give a task a
    second parent, is left out.
    """
    ends = Task.objects.filter(pk__in={pk for each in links for pk in (each.first, each.second)})
    projects = lock_too({LINKS, *ends.values_list("project", flat=True)})
    made = [each for each in links if _make(each)]
    touched = list(ends.select_related("column").defer("search_text"))
    link_counts.write(touched)
    link_counts.reach(projects.values())
    for project in projects.values():
        columns = {task.column for task in touched if task.project_id == project.pk}
        if project.pk in shown:
            raise_revision(project, columns=columns, fields=["linked_projects"])
        else:
            together(statements.saving(project, ["linked_projects"]))
    return len(made)


def _make(each: NewLink) -> bool:
    first, second = each.first, each.second
    if each.kind == LinkKind.RELATES:
        first, second = min(first, second), max(first, second)
    there = TaskLink.objects.filter(kind=each.kind)
    if each.kind == LinkKind.PARENT and there.filter(second=second).exists():
        return False
    if there.filter(first=first, second=second).exists() or (
        each.kind in _DIRECTED and task_links.reaches(each.kind, second, first)
    ):
        return False
    TaskLink.objects.filter(
        pk=TaskLink.objects.create(first_id=first, second_id=second, kind=each.kind, created_by_id=each.created_by).pk
    ).update(created_at=each.created_at)
    return True
