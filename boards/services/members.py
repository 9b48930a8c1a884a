"""The only writer of memberships."""

from __future__ import annotations

from django.utils.translation import gettext as _

from boards import events, policy
from boards.events import Kind
from boards.exceptions import InvalidInput, NotFound, RuleBroken
from boards.models import Membership, Project, Role, Task, User
from boards.models.projects import MEMBER_ROLES
from boards.services import values
from boards.services.unit import lock, raise_revision, service


@service
def add(*, project: Project, user: User, role: str, actor: User) -> Membership:
    """Give a registered person a role in the project."""
    project = lock(project.pk)
    role = _checked_role(role)
    if project.owner_id == user.pk or project.memberships.filter(user=user).exists():
        raise RuleBroken(_("%(name)s takes part in this project already.") % {"name": user.display_name})
    membership = Membership.objects.create(project=project, user=user, role=role)
    raise_revision(project)
    changes = {"member": [None, values.person_ref(user)], "role": [None, role]}
    events.publish(Kind.MEMBER_ADDED, project=project, actor=actor, changes=changes)
    return membership


@service
def change_role(*, project: Project, user: User, role: str, actor: User) -> Membership:
    """Change a member's role. Who becomes a viewer is taken off their tasks."""
    project = lock(project.pk)
    membership = _membership(project, user)
    before, after = membership.role, _checked_role(role)
    if before == after:
        return membership
    membership.role = after
    membership.save(update_fields=["role"])
    columns = _unassign(project, user, actor) if after not in policy.ASSIGNABLE else set()
    touched = raise_revision(project, columns=columns)
    changes = {"member": [values.person_ref(user)] * 2, "role": [before, after]}
    events.publish(Kind.MEMBER_CHANGED, project=project, actor=actor, changes=changes, columns=touched)
    return membership


@service
def remove(*, project: Project, user: User, actor: User) -> None:
    """Take a member out of the project (or let them leave); their tasks stay, assigned to nobody."""
    project = lock(project.pk)
    if project.owner_id == user.pk:
        raise RuleBroken(_("The owner can't leave the project. Hand it over first."))
    membership = _membership(project, user)
    role = membership.role
    columns = _unassign(project, user, actor)
    membership.delete()
    touched = raise_revision(project, columns=columns)
    changes = {"member": [values.person_ref(user), None], "role": [role, None]}
    events.publish(Kind.MEMBER_REMOVED, project=project, actor=actor, changes=changes, columns=touched)


def _unassign(project: Project, user: User, actor: User) -> set[int]:
    """Clear the assignee of the person's tasks, each with its version and history row; returns their columns."""
    tasks = list(Task.objects.filter(project=project, assignee=user).defer("description", "search_text"))
    project.revision += 1
    rows = []
    for task in tasks:
        task.assignee, task.version = None, task.version + 1
        changes = {"assignee": [values.person_ref(user), None]}
        rows.append(events.row(Kind.TASK_UPDATED, project=project, actor=actor, task=task, changes=changes))
    project.revision -= 1
    Task.objects.bulk_update(tasks, ["assignee", "version"], batch_size=500)
    events.publish_many(rows)
    return {task.column_id for task in tasks}


def _membership(project: Project, user: User) -> Membership:
    membership = Membership.objects.filter(project=project, user=user).first()
    if membership is None:
        raise NotFound
    return membership


def _checked_role(role: str) -> Role:
    if role not in [each.value for each in MEMBER_ROLES]:
        raise InvalidInput("role", _("Choose admin, member or viewer."))
    return Role(role)
