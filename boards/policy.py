"""Who may do what: one table, role by action. What is possible at all is the matter of `rules`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from boards.exceptions import NotAllowed, NotFound
from boards.models import Kind, Membership, Project, Role, User, Visibility
from boards.models.projects import NO_ROLE


class Action(StrEnum):
    """Everything one can do to a project or to something in it."""

    VIEW = "view"
    LEAVE = "leave"
    CREATE_TASK = "create_task"
    EDIT_TASK = "edit_task"
    MOVE_TASK = "move_task"
    ARCHIVE_TASK = "archive_task"
    DELETE_TASK = "delete_task"
    EDIT_TAGS = "edit_tags"
    COMMENT = "comment"
    ATTACH = "attach"
    MODERATE_COMMENTS = "moderate_comments"
    EDIT_COLUMNS = "edit_columns"
    EDIT_PROJECT = "edit_project"
    EDIT_MEMBERS = "edit_members"
    ARCHIVE_PROJECT = "archive_project"
    DELETE_PROJECT = "delete_project"
    TRANSFER_PROJECT = "transfer_project"


_VIEWER = frozenset({Action.VIEW})
_MEMBER = _VIEWER | {
    Action.CREATE_TASK,
    Action.EDIT_TASK,
    Action.MOVE_TASK,
    Action.ARCHIVE_TASK,
    Action.DELETE_TASK,
    Action.EDIT_TAGS,
    Action.COMMENT,
    Action.ATTACH,
}
_ADMIN = _MEMBER | {
    Action.MODERATE_COMMENTS,
    Action.EDIT_COLUMNS,
    Action.EDIT_PROJECT,
    Action.EDIT_MEMBERS,
    Action.ARCHIVE_PROJECT,
}
_OWNER = _ADMIN | {Action.DELETE_PROJECT, Action.TRANSFER_PROJECT}

GRANTS: dict[Role, frozenset[Action]] = {
    Role.VIEWER: _VIEWER,
    Role.MEMBER: _MEMBER,
    Role.ADMIN: _ADMIN,
    Role.OWNER: _OWNER,
}

# From little to much; nobody is made an owner by a role.
RANKS = (Role.VIEWER.value, Role.MEMBER.value, Role.ADMIN.value)
# Roles whose people can be given tasks.
ASSIGNABLE = (Role.OWNER, Role.ADMIN, Role.MEMBER)

# What it takes to undo a change of one's own: the right to make it, which may have been lost since.
UNDO: dict[Kind, Action] = {
    Kind.TASK_UPDATED: Action.EDIT_TASK,
    Kind.TASK_MOVED: Action.MOVE_TASK,
    Kind.TASK_COMPLETED: Action.MOVE_TASK,
    Kind.TASK_REOPENED: Action.MOVE_TASK,
    Kind.TASK_ARCHIVED: Action.ARCHIVE_TASK,
    Kind.TASK_RESTORED: Action.ARCHIVE_TASK,
    Kind.TASK_DELETED: Action.DELETE_TASK,
    Kind.COMMENT_CREATED: Action.COMMENT,
    Kind.COMMENT_UPDATED: Action.COMMENT,
    Kind.COMMENT_DELETED: Action.COMMENT,
    Kind.CHECKLIST_CREATED: Action.EDIT_TASK,
    Kind.CHECKLIST_UPDATED: Action.EDIT_TASK,
    Kind.CHECKLIST_MOVED: Action.EDIT_TASK,
    Kind.CHECKLIST_DELETED: Action.EDIT_TASK,
    Kind.ITEM_CREATED: Action.EDIT_TASK,
    Kind.ITEM_UPDATED: Action.EDIT_TASK,
    Kind.ITEM_COMPLETED: Action.EDIT_TASK,
    Kind.ITEM_REOPENED: Action.EDIT_TASK,
    Kind.ITEM_MOVED: Action.EDIT_TASK,
    Kind.ITEM_DELETED: Action.EDIT_TASK,
    Kind.PROJECT_UPDATED: Action.EDIT_PROJECT,
    Kind.LINK_CREATED: Action.EDIT_TASK,
    Kind.LINK_DELETED: Action.EDIT_TASK,
    Kind.ATTACHMENT_CREATED: Action.ATTACH,
    Kind.ATTACHMENT_UPDATED: Action.ATTACH,
    Kind.ATTACHMENT_DELETED: Action.ATTACH,
    Kind.WEB_LINK_CREATED: Action.EDIT_TASK,
    Kind.WEB_LINK_UPDATED: Action.EDIT_TASK,
    Kind.WEB_LINK_DELETED: Action.EDIT_TASK,
    Kind.PROJECT_ARCHIVED: Action.ARCHIVE_PROJECT,
    Kind.PROJECT_RESTORED: Action.ARCHIVE_PROJECT,
    Kind.PROJECT_DELETED: Action.DELETE_PROJECT,
}


def highest(*roles: str | None) -> str | None:
    """The role that counts where somebody has several; None stands for none."""
    return max(filter(None, roles), key=RANKS.index, default=None)


@dataclass(frozen=True, slots=True)
class Rights:
    """What somebody is in one project: their role, and whether they have one of their own, which they may give up."""

    role: Role
    has_joined: bool


def working_memberships(*projects: Project) -> QuerySet[Membership]:
    """Of those projects, the memberships whose people can be given tasks; an owner has no membership."""
    return Membership.objects.filter(project__in=projects, role__in=ASSIGNABLE)


def works_on(project: Project) -> Q:
    """For accounts: the owner and the members who may have tasks of the project, were their account in use."""
    return Q(pk=project.owner_id) | Q(pk__in=working_memberships(project).values("user"))


def is_assignable(project: Project) -> Q:
    """For accounts: tasks of the project can be given to them. Who is switched off keeps what they have."""
    return works_on(project) & Q(is_active=True)


def stored_role(user: int | Subquery, project: str) -> Subquery:
    """The role of a person's Membership, for rows whose field `project` names the project (`role_in`).

    The person is named by their id, or by what finds it.
    """
    return Subquery(Membership.objects.filter(_theirs(user, project)).values("role")[:1])


def own_memberships() -> QuerySet[Membership]:
    """Those that somebody was given, or has accepted; not those through groups alone."""
    return Membership.objects.exclude(raised_from=NO_ROLE)


def has_own_role(user: int | Subquery, project: str) -> Exists:
    """The same way, whether the person has a role of their own, which they may give up."""
    return Exists(own_memberships().filter(_theirs(user, project)))


def _theirs(user: int | Subquery, project: str) -> Q:
    return Q(project=OuterRef(project), user_id=user)


def role_in(user: User, project: Project, membership: str | None) -> Role | None:
    """The role that follows from what is stored; `membership` is the role of the person's Membership, if any.

    The Python twin of `ProjectQuerySet.visible_to`. None means that the person may not know of the project.
    """
    if project.owner_id == user.pk:
        return Role.OWNER
    if user.is_staff:
        return Role.ADMIN
    if membership:
        return Role(membership)
    return Role.VIEWER if project.visibility == Visibility.PUBLIC else None


def role_of(user: User, project: Project) -> Role | None:
    """The person's role in the project; one query, none for its owner."""
    if project.owner_id == user.pk or user.is_staff:
        return role_in(user, project, None)
    stored = Membership.objects.filter(project=project, user=user).values_list("role", flat=True).first()
    return role_in(user, project, stored)


def can(role: Role, action: Action) -> bool:
    """Whether the role grants the action."""
    return action in GRANTS[role]


def may(user: User, project: Project, role: Role, action: Action) -> bool:
    """Whether this person, whose role in the project it is, may do it.

    Beyond the table: a site administrator may hand over a project whose owner is deactivated, and
    leaving takes a role of one's own: who is here through a group leaves with the group.
    """
    if action is Action.TRANSFER_PROJECT and user.is_staff and not project.owner.is_active:
        return True
    if action is Action.LEAVE:
        return own_memberships().filter(project=project, user=user).exists()
    return can(role, action)


def may_edit_comment(user: User, author_id: int | None, role: Role) -> bool:
    """Its author alone, for as long as they may comment."""
    return author_id == user.pk and can(role, Action.COMMENT)


def may_delete_comment(user: User, author_id: int | None, role: Role) -> bool:
    """Its author, and who looks after the project."""
    return may_edit_comment(user, author_id, role) or can(role, Action.MODERATE_COMMENTS)


def check(user: User, project: Project, role: Role | None, action: Action) -> Role:
    """The role that allows it. NotFound for those who may not know of the project, NotAllowed for a role too low."""
    if role is None:
        raise NotFound
    if not may(user, project, role, action):
        raise NotAllowed
    return role
