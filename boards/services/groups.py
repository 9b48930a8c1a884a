"""The only writer of groups of people: who is in them, and the roles they have in projects.

Groups are locked before projects, and each in the order of their ids, so that of two changes that meet the second sees
what the first has done. The view has checked that `actor` may.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from types import EllipsisType
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from boards.events import Kind
from boards.exceptions import InvalidInput, NotFound, RuleBroken
from boards.models import Group, GroupPerson, GroupRole, Project, User
from boards.models.groups import CLAIM_LIMIT
from boards.rules.changes import Changes
from boards.rules.text import NAME_LIMIT, clean_line
from boards.services import history_values, roles
from boards.services.members import checked_role
from boards.services.transactions import lock, service

logger = logging.getLogger("boardsite.people")

MOST_PEOPLE = 2_000


class Source(NamedTuple):
    """Who brings the people of a group: a provider of single sign-on, for those in one of its own groups."""

    issuer: str
    claim: str


@service
def hold(*, group: Group, project: Project | None = None) -> None:
    """Lock a group, and with it a project, for the rest of a transaction that the caller has opened."""
    _locked(group)
    if project is not None:
        lock(project.pk, archived=True)


@service
def create(*, name: str, is_offered: bool = True, source: Source | None = None, actor: User) -> Group:
    """Make a group, empty so far."""
    group = Group(is_offered=is_offered)
    _name(group, name)
    _bring(group, source)
    _save(group)
    _note("made", group, actor)
    return group


@service
def update(
    *,
    group: Group,
    name: str | None = None,
    is_offered: bool | None = None,
    source: Source | EllipsisType | None = ...,
    actor: User,
) -> Group:
    """Change what is given. With another source its people leave, until it brings them."""
    group = _locked(group)
    before = (group.issuer, group.claim)
    if name is not None:
        _name(group, name)
    if is_offered is not None:
        group.is_offered = is_offered
    if source is not ...:
        _bring(group, source)
    _save(group)
    if group.issuer and (group.issuer, group.claim) != before:
        _take_out(group, _people_of(group), actor)
    _note("changed", group, actor)
    return group


@service
def add(*, group: Group, users: Collection[User], actor: User) -> int:
    """Put people into it; returns how many were not in it before."""
    group = _locked(group)
    if group.issuer:
        raise RuleBroken(_("The people of this group are brought by single sign-on. Add them at the provider."))
    new = [user.pk for user in users if user.pk not in set(_people_of(group))]
    _put_in(group, new, actor)
    return len(new)


@service
def remove(*, group: Group, user: User, actor: User) -> None:
    """Take somebody out of it, and out of the projects where they are through it alone."""
    group = _locked(group)
    if user.pk not in _people_of(group):
        raise NotFound
    _take_out(group, [user.pk], actor)


@service
def delete(*, group: Group, actor: User) -> None:
    """Remove the group; its people lose what they have through it."""
    group = _locked(group)
    people = _people_of(group)
    for given in list(GroupRole.objects.filter(group=group).order_by("project")):
        _end_role(_project(given.project_id), given, people, actor)
    _note("deleted", group, actor)
    group.delete()


@service
def give_role(*, project: Project, group: Group, role: str, actor: User) -> GroupRole:
    """Give the group its role in a project, which it had none in."""
    group = _locked(group)
    project = lock(project.pk)
    wanted = checked_role(role)
    if GroupRole.objects.filter(project=project, group=group).exists():
        raise RuleBroken(_("The group “%(group)s” has a role in this project already.") % {"group": group.name})
    given = GroupRole.objects.create(project=project, group=group, role=wanted)
    said: Changes = {"group": [None, history_values.group_ref(group)], "role": [None, wanted.value]}
    _settle(project, group, actor, (Kind.GROUP_ADDED, said))
    return given


@service
def change_role(*, project: Project, group: Group, role: str, actor: User) -> GroupRole:
    """Give it another one."""
    group = _locked(group)
    project = lock(project.pk)
    given = _role(project, group)
    before, given.role = given.role, checked_role(role).value
    if before != given.role:
        given.save(update_fields=["role"])
        said: Changes = {"group": [history_values.group_ref(group)] * 2, "role": [before, given.role]}
        _settle(project, group, actor, (Kind.GROUP_CHANGED, said))
    return given


@service
def take_role(*, project: Project, group: Group, actor: User) -> None:
    """Take it away. Whoever had nothing else here has nothing any more; their tasks stay as they are."""
    group = _locked(group)
    project = lock(project.pk)
    _end_role(project, _role(project, group), _people_of(group), actor)


@service
def bring(*, issuer: str, user: User, claims: Collection[str]) -> None:
    """At a sign-in: put the person into the groups that this provider brings them to, take them out of the others."""
    brought = Group.objects.filter(issuer=issuer)
    theirs = set(GroupPerson.objects.filter(group__issuer=issuer, user=user).values_list("group", flat=True))
    wrong = [group.pk for group in brought if (group.pk in theirs) != (group.claim in claims)]
    if not wrong:
        return
    changed = list(brought.select_for_update(no_key=True).filter(pk__in=wrong).order_by("pk"))
    for group in changed:
        if group.claim in claims:
            GroupPerson.objects.get_or_create(group=group, user=user)
        else:
            GroupPerson.objects.filter(group=group, user=user).delete()
    _settle_everywhere(changed, [user.pk], user)


@service
def forget(*, user: User) -> None:
    """Take somebody out of all groups, as when the account is deleted: what they had through them ends after that."""
    list(Group.objects.select_for_update(no_key=True).filter(places__user=user).order_by("pk"))
    GroupPerson.objects.filter(user=user).delete()


def _locked(group: Group) -> Group:
    found = Group.objects.select_for_update(no_key=True).filter(pk=group.pk).first()
    if found is None:
        raise NotFound
    return found


def _project(project_id: int) -> Project:
    """Whatever has become of it: rights end in archived projects too, and in those that may be brought back."""
    return lock(project_id, archived=True, deleted=True)


def _people_of(group: Group) -> list[int]:
    return list(GroupPerson.objects.filter(group=group).values_list("user", flat=True))


def _put_in(group: Group, users: list[int], actor: User) -> None:
    if GroupPerson.objects.filter(group=group).count() + len(users) > MOST_PEOPLE:
        raise RuleBroken(_("A group can have %(count)s people.") % {"count": MOST_PEOPLE})
    GroupPerson.objects.bulk_create([GroupPerson(group=group, user_id=pk) for pk in users], batch_size=500)
    _settle_everywhere([group], users, actor)


def _take_out(group: Group, users: list[int], actor: User) -> None:
    GroupPerson.objects.filter(group=group, user__in=users).delete()
    _settle_everywhere([group], users, actor)


def _settle_everywhere(groups: Collection[Group], users: Collection[int], actor: User) -> None:
    """In every project where one of the groups has a role, once."""
    given = GroupRole.objects.filter(group__in=groups).order_by("-group").values_list("project", "group")
    named = {group.pk: group for group in groups}
    for project_id, group_id in sorted(dict(given).items()):
        roles.settle(project=_project(project_id), users=users, group=named[group_id], actor=actor)


def _settle(project: Project, group: Group, actor: User, said: roles.Change) -> None:
    roles.settle(project=project, users=_people_of(group), group=group, said=said, actor=actor)


def _end_role(project: Project, given: GroupRole, people: Collection[int], actor: User) -> None:
    group, role = given.group, given.role
    given.delete()
    said: Changes = {"group": [history_values.group_ref(group), None], "role": [role, None]}
    roles.settle(project=project, users=people, group=group, said=(Kind.GROUP_REMOVED, said), actor=actor)


def _role(project: Project, group: Group) -> GroupRole:
    found = GroupRole.objects.filter(project=project, group=group).first()
    if found is None:
        raise NotFound
    return found


def _name(group: Group, name: str) -> None:
    group.name = clean_line("name", name, NAME_LIMIT)


def _bring(group: Group, source: Source | None) -> None:
    group.issuer, group.claim = source or ("", "")
    if source is not None:
        group.claim = clean_line("claim", source.claim, CLAIM_LIMIT)


def _save(group: Group) -> None:
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as error:
        raise InvalidInput("name", _("There is a group of this name already.")) from error


def _note(what: str, group: Group, actor: User) -> None:
    logger.info("Group %s was %s by person %s", group.pk, what, actor.pk)
