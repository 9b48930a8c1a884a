"""The only writer of memberships."""

from __future__ import annotations

from django.utils.translation import gettext as _

from boards import events, policy
from boards.events import Kind
from boards.exceptions import InvalidInput, NotFound, RuleBroken
from boards.models import Membership, OwnershipOffer, Project, Role, Task, User
from boards.models.projects import MEMBER_ROLES
from boards.rules.changes import Changes
from boards.services import checklist_items, handing_on, history_values, sharing
from boards.services.transactions import lock, raise_revision, service


@service
def add(*, project: Project, user: User, role: str, invited_by: User | None = None, actor: User) -> Membership:
    """Give a registered person a role in the project; `invited_by` for who joins by an invitation."""
    project = lock(project.pk)
    role = checked_role(role)
    if project.owner_id == user.pk or project.memberships.filter(user=user).exists():
        raise RuleBroken(_("%(name)s takes part in this project already.") % {"name": user.display_name})
    membership = Membership.objects.create(project=project, user=user, role=role)
    raise_revision(project)
    changes: Changes = {"member": [None, history_values.person_ref(user)], "role": [None, role]}
    if invited_by is not None:
        changes = {**changes, "invited_by": [None, history_values.person_ref(invited_by)]}
    events.publish(Kind.MEMBER_ADDED, project=project, actor=actor, changes=changes)
    return membership


@service
def change_role(*, project: Project, user: User, role: str, tasks_to: User | None = None, actor: User) -> Membership:
    """Change a member's role. Who becomes a viewer is taken off their tasks; the open ones go to `tasks_to`."""
    project = lock(project.pk)
    if project.owner_id == user.pk:
        raise RuleBroken(_("The owner has every right. Hand the project over before you change their role."))
    membership = _membership(project, user)
    before, after = membership.role, checked_role(role)
    if before == after:
        return membership
    if after not in policy.ASSIGNABLE:
        _hand_on(project, user, tasks_to, actor)
    membership.role = after
    membership.save(update_fields=["role"])
    freed = _unassigned(project, user) if after not in policy.ASSIGNABLE else []
    touched = raise_revision(project, columns={task.column_id for task, _changes in freed})
    events.publish_tasks(Kind.TASK_UPDATED, freed, project=project, actor=actor)
    changes: Changes = {"member": [history_values.person_ref(user)] * 2, "role": [before, after]}
    events.publish(Kind.MEMBER_CHANGED, project=project, actor=actor, changes=changes, columns=touched)
    return membership


@service
def remove(*, project: Project, user: User, tasks_to: User | None = None, archived: bool = False, actor: User) -> None:
    """Take a member out of the project (or let them leave); their tasks stay, the open ones with `tasks_to`.

    With nobody, without it; and so completed and archived ones, which take no change. An offer of the project to them
    ends. `archived`: even from an archived project, as when the account is deleted.
    """
    project = lock(project.pk, archived=archived)
    if project.owner_id == user.pk:
        raise RuleBroken(_("The owner can't leave the project. Hand it over first."))
    membership = _membership(project, user)
    role = membership.role
    _hand_on(project, user, tasks_to, actor)
    freed = _unassigned(project, user)
    membership.delete()
    OwnershipOffer.objects.filter(project=project, to=user).delete()
    touched = raise_revision(project, columns={task.column_id for task, _changes in freed})
    events.publish_tasks(Kind.TASK_UPDATED, freed, project=project, actor=actor)
    changes: Changes = {"member": [history_values.person_ref(user), None], "role": [role, None]}
    events.publish(Kind.MEMBER_REMOVED, project=project, actor=actor, changes=changes, columns=touched)


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
