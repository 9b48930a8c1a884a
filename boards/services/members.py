"""The only writer of memberships."""

from __future__ import annotations

from django.utils.translation import gettext as _

from boards import events, policy
from boards.events import Kind
from boards.exceptions import InvalidInput, NotFound, RuleBroken
from boards.models import Membership, OwnershipOffer, Project, Role, Task, User
from boards.models.projects import MEMBER_ROLES
from boards.rules.changes import Changes
from boards.services import checklist_items, handing_on, history_values, roles, sharing
from boards.services.roles import ThroughGroup
from boards.services.transactions import lock, raise_revision, service


@service
def add(*, project: Project, user: User, role: str, invited_by: User | None = None, actor: User) -> Membership:
    """Give a registered person a role in the project; `invited_by` for who joins by an invitation.

    Who is here through a group has it beside what the group gives.
    """
    project = lock(project.pk)
    given = checked_role(role)
    before = project.memberships.filter(user=user).first()
    if project.owner_id == user.pk or (before is not None and before.own_role is not None):
        raise RuleBroken(_("%(name)s takes part in this project already.") % {"name": user.display_name})
    membership = roles.give(project=project, user=user, role=given)
    raise_revision(project)
    changes: Changes = _what_changed(before, membership)
    if invited_by is not None:
        changes = {**changes, "invited_by": [None, history_values.person_ref(invited_by)]}
    kind = Kind.MEMBER_ADDED if before is None else Kind.MEMBER_CHANGED
    events.publish(kind, project=project, actor=actor, changes=changes)
    return membership


@service
def change_role(*, project: Project, user: User, role: str, tasks_to: User | None = None, actor: User) -> Membership:
    """Change a member's own role. Who becomes a viewer is taken off their tasks; the open ones go to `tasks_to`.

    Where a group of theirs gives more than that, they keep it.
    """
    project = lock(project.pk)
    if project.owner_id == user.pk:
        raise RuleBroken(_("The owner has every right. Hand the project over before you change their role."))
    before, wanted = _membership(project, user), checked_role(role)
    if before.own_role == wanted:
        return before
    return _changed(project, before, wanted, tasks_to, actor)


def _changed(project: Project, before: Membership, own: str | None, tasks_to: User | None, actor: User) -> Membership:
    """Give the member this role of their own, beside those of their groups."""
    after = roles.give(project=project, user=before.user, role=own)
    freed: list[tuple[Task, Changes]] = []
    if after.role not in policy.ASSIGNABLE:
        _hand_on(project, before.user, tasks_to, actor)
        freed = _unassigned(project, before.user)
    touched = raise_revision(project, columns={task.column_id for task, _changes in freed})
    events.publish_tasks(Kind.TASK_UPDATED, freed, project=project, actor=actor)
    changes = _what_changed(before, after)
    events.publish(Kind.MEMBER_CHANGED, project=project, actor=actor, changes=changes, columns=touched)
    return after


def _what_changed(before: Membership | None, after: Membership) -> Changes:
    """For the history. A role of their own that a group's outdoes is told as that."""
    person = history_values.person_ref(after.user)
    if before is None:
        return {"member": [None, person], "role": [None, after.role]}
    if before.role == after.role:
        return {"member": [person, person], "own_role": [before.own_role, after.own_role]}
    return {"member": [person, person], "role": [before.role, after.role]}


@service
def remove(*, project: Project, user: User, tasks_to: User | None = None, archived: bool = False, actor: User) -> None:
    """Take a member out of the project (or let them leave); their tasks stay, the open ones with `tasks_to`.

    With nobody, without it; and so completed and archived ones, which take no change. An offer of the project to them
    ends. Who is in a group that has a role here keeps that, and is not removed if that is all they have.
    `archived`: even from an archived project, as when the account is deleted.
    """
    project = lock(project.pk, archived=archived)
    if project.owner_id == user.pk:
        raise RuleBroken(_("The owner can't leave the project. Hand it over first."))
    membership = _membership(project, user)
    left = roles.of_groups(project, [user.pk]).get(user.pk)
    if left is not None:
        _check_has_own_role(membership, left)
        _changed(project, membership, None, tasks_to, actor)
        return
    role = membership.role
    _hand_on(project, user, tasks_to, actor)
    freed = _unassigned(project, user)
    membership.delete()
    OwnershipOffer.objects.filter(project=project, to=user).delete()
    touched = raise_revision(project, columns={task.column_id for task, _changes in freed})
    events.publish_tasks(Kind.TASK_UPDATED, freed, project=project, actor=actor)
    changes: Changes = {"member": [history_values.person_ref(user), None], "role": [role, None]}
    events.publish(Kind.MEMBER_REMOVED, project=project, actor=actor, changes=changes, columns=touched)


def _check_has_own_role(membership: Membership, left: ThroughGroup) -> None:
    if membership.own_role is None:
        raise RuleBroken(
            _("%(name)s takes part through the group “%(group)s”. Take them out of it, or take its role away.")
            % {"name": membership.user.display_name, "group": left.group.name}
        )


def _hand_on(project: Project, user: User, to: User | None, actor: User) -> None:
    """A change of its own before the others, which raises the revision too: it is read anew into `project`."""
    if to is not None:
        handing_on.hand_on(user=user, to={project.pk: to}, actor=actor)
        project.refresh_from_db(fields=["revision", "updated_at"])


def _unassigned(project: Project, user: User) -> list[tuple[Task, events.Changes]]:
    """Take the person off their tasks, completed, archived and deleted ones too; returns those, with the change."""
    checklist_items.hand_on(project, user)
    tasks = Task.objects.filter(project=project).assigned_to([user.pk]).select_related("assignee")
    return sharing.hand_over(list(tasks.defer("description", "search_text")), user, None)


def _membership(project: Project, user: User) -> Membership:
    membership = Membership.objects.filter(project=project, user=user).first()
    if membership is None:
        raise NotFound
    return membership


def checked_role(role: str) -> Role:
    """A role that a member can have. Raises InvalidInput."""
    if role not in [each.value for each in MEMBER_ROLES]:
        raise InvalidInput("role", _("Choose admin, member or viewer."))
    return Role(role)
