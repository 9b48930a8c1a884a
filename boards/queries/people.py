"""Who takes part in a project."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce

from boards import policy
from boards.models import GroupPerson, Membership, Project, Role, Task, TaskAssignee, User
from boards.models.projects import MEMBER_ROLES
from boards.rules.text import fold, natural_key
from boardsite.database.prepared import Prepared, Row
from boardsite.database.statements import Statement


class Through(NamedTuple):
    """A group that somebody is in, and its role."""

    pk: int
    name: str
    role: str


@dataclass(frozen=True)
class Participant:
    """A person and their role in a project."""

    user: User
    role: Role
    tasks: int = 0
    # The role they would have without groups; None where there would be none.
    own_role: str | None = None
    groups: tuple[Through, ...] = ()

    @property
    def role_label(self) -> str:
        """The role in words."""
        return str(self.role.label)

    @property
    def group_names(self) -> str:
        """The groups that bring them here too."""
        return ", ".join(each.name for each in self.groups)

    @property
    def least(self) -> str | None:
        """The role that their groups give, below which none of their own counts."""
        return policy.highest(*(each.role for each in self.groups))

    @property
    def keeps_tasks(self) -> bool:
        """Whether what they have to do stays theirs without a role of their own, by their groups."""
        return self.least in policy.ASSIGNABLE

    @property
    def role_choices(self) -> list[tuple[str, str]]:
        """The roles that can be chosen for them, the highest first."""
        return [(role.value, str(role.label)) for role in MEMBER_ROLES if policy.highest(self.least, role) == role]


def of_project(project: Project) -> list[User]:
    """Owner first, then the members in natural order, without deactivated people; one query."""
    found = User.objects.filter(Q(pk=project.owner_id) | Exists(_membership(project)), is_active=True)
    return sorted(found, key=lambda user: (user.pk != project.owner_id, natural_key(user.display_name), user.pk))


class Standing(NamedTuple):
    """A person of a project: `takes_part` and `may_have` (be given tasks) are true only of accounts in use."""

    pk: int
    name: str
    takes_part: bool
    may_have: bool
    has: bool
    is_active: bool


def asked_for_standing(project: Project) -> Statement:
    """What asks for owner, members, and whoever has tasks here."""
    return _STANDING.of(project=project.pk, owner=project.owner_id)


def with_standing(project: Project, rows: Iterable[Row]) -> list[Standing]:
    """What it gives, in the order of `of_project`."""
    found = [Standing(*row) for row in rows]
    return sorted(found, key=lambda one: (one.pk != project.owner_id, natural_key(one.name), one.pk))


def _standing(project: Project) -> QuerySet[User, Row]:
    owned, joined = Q(pk=project.owner_id), Exists(_membership(project))
    tasks = Task.objects.filter(project=project, deleted_at=None)
    responsible = tasks.filter(assignee__isnull=False).values("assignee")
    holders = responsible.union(TaskAssignee.objects.filter(task__in=tasks).order_by().values("user"), all=True)
    rows = User.objects.filter((owned | joined) & Q(is_active=True) | Q(pk__in=holders)).annotate(
        takes_part=Q(owned | joined, is_active=True),
        may_have=policy.is_assignable(project),
        has=Q(pk__in=holders),
    )
    return rows.annotate(name=F("display_name")).values_list(*Standing._fields)


_STANDING = Prepared(lambda project, owner: _standing(Project(pk=project, owner_id=owner)), project=int, owner=int)


def with_roles(project: Project) -> list[Participant]:
    """Everybody with their role and number of open tasks, the owner first, then in natural order; three queries."""
    counted = _open_tasks(project)
    owner = User.objects.annotate(open_tasks=counted).get(pk=project.owner_id)
    groups = _groups_of(project)
    found = sorted(
        _members(project).annotate(open_tasks=counted), key=lambda user: (natural_key(user.display_name), user.pk)
    )
    return [
        Participant(owner, Role.OWNER, owner.open_tasks, Role.OWNER),
        *(_participant(user, groups.get(user.pk, ())) for user in found),
    ]


def _members(project: Project) -> QuerySet[User]:
    return User.objects.filter(memberships__project=project).annotate(
        role=F("memberships__role"), raised_from=F("memberships__raised_from")
    )


def _participant(user: Any, groups: Iterable[Through]) -> Participant:
    """Of a row of `_members`, with `open_tasks`."""
    own = Membership(role=user.role, raised_from=user.raised_from).own_role
    return Participant(user, Role(user.role), user.open_tasks, own, tuple(groups))


def _groups_of(project: Project, user_id: int | None = None) -> dict[int, list[Through]]:
    """The groups that have a role in the project, by the ids of their people; one query."""
    found: dict[int, list[Through]] = defaultdict(list)
    places = GroupPerson.objects.filter(group__roles__project=project)
    places = places if user_id is None else places.filter(user=user_id)
    rows = places.order_by("group__name_key").values_list("user", "group", "group__name", "group__roles__role")
    for user, group, name, role in rows:
        found[user].append(Through(group, name, role))
    return found


def left_with_tasks(project: Project) -> list[Participant]:
    """Who has open tasks here and can't have any more, as their group brings them here no longer; one query."""
    theirs = Task.objects.filter(project=project).on_board().open().order_by()
    beside = TaskAssignee.objects.filter(task__in=theirs).order_by().values("user")
    found = User.objects.filter(Q(pk__in=theirs.values("assignee")) | Q(pk__in=beside)).exclude(
        policy.works_on(project)
    )
    counted = found.annotate(open_tasks=_open_tasks(project)).order_by("display_name", "pk")
    return [Participant(user, Role.VIEWER, user.open_tasks) for user in counted]


def named(participants: Iterable[Participant], text: str) -> list[Participant]:
    """Those in whose name or address every word of the text is found."""
    words = fold(text).split()
    return [each for each in participants if all(word in fold(f"{each.user} {each.user.email}") for word in words)]


def _open_tasks(project: Project) -> CombinedExpression:
    """How many open tasks a person has here, responsible or beside somebody; nobody is both of one task."""
    theirs = Task.objects.filter(project=project).on_board().open().order_by()
    responsible = theirs.filter(assignee=OuterRef("pk")).values("assignee").annotate(count=Count("pk")).values("count")
    rows = TaskAssignee.objects.filter(task__in=theirs, user=OuterRef("pk")).order_by().values("user")
    beside = rows.annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(responsible), 0) + Coalesce(Subquery(beside), 0)


def assignable(project: Project, *, besides: Task | None = None, keeping: int | None = None) -> QuerySet[User]:
    """Those a task can be given to, by name.

    `besides` is a task, whose people have it already and so keep it, whatever has become of them; `keeping` is the id
    of somebody who has an item of a checklist.
    """
    found = policy.is_assignable(project)
    if keeping is not None:
        found |= Q(pk=keeping)
    if besides is not None:
        beside = TaskAssignee.objects.filter(task=besides).order_by().values("user")
        found |= Q(pk=besides.assignee_id) | Q(pk__in=beside)
    return User.objects.filter(found).order_by("display_name", "pk")


def assignable_in(projects: Collection[Project]) -> dict[int, list[tuple[int, str]]]:
    """(id, name) of those tasks can be given to, by name, by the id of the project, whose owner is loaded.

    One query for all of them, which `assignable` would make for each.
    """
    found = {project.pk: [project.owner] if project.owner.is_active else [] for project in projects}
    for membership in policy.working_memberships(*projects).filter(user__is_active=True).select_related("user"):
        found[membership.project_id].append(membership.user)
    return {pk: sorted(((user.pk, user.display_name) for user in users), key=_by_name) for pk, users in found.items()}


def _by_name(person: tuple[int, str]) -> tuple[str, int]:
    return person[1].casefold(), person[0]


def heirs(project: Project) -> QuerySet[User]:
    """Those the project can be handed over to: its active members."""
    return User.objects.filter(memberships__project=project, is_active=True).order_by("display_name", "pk")


def member(project: Project, user_id: int) -> Participant | None:
    """One member by id, with their role and number of open tasks; the owner is none. Two queries."""
    found = _members(project).annotate(open_tasks=_open_tasks(project)).filter(pk=user_id).first()
    return _participant(found, _groups_of(project, user_id).get(user_id, ())) if found else None


def _membership(project: Project) -> QuerySet[Membership]:
    return Membership.objects.filter(project=project, user=OuterRef("pk"))


def among(addresses: Iterable[str]) -> list[User]:
    """Those with one of these addresses who can sign in; one query."""
    return list(User.objects.filter(email__in=list(addresses), is_active=True).order_by("pk"))


def by_ids(pks: Collection[int]) -> dict[int, User]:
    """These people by their ids, in natural order of their names; one query."""
    found = sorted(User.objects.filter(pk__in=pks), key=lambda user: (natural_key(user.display_name), user.pk))
    return {user.pk: user for user in found}
