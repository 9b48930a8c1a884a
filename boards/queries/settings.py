"""What the settings of a project show to one person."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from boards.models import Column, Invitation, OffReason, OwnershipOffer, Project, Role, Tag, User, Webhook
from boards.policy import Action, Rights, can, may
from boards.queries import groups, invitations, ownership, people, tags

if TYPE_CHECKING:
    from boards.queries.groups import CountedRole


@dataclass(frozen=True)
class ColumnRow:
    """A column in its place; `left` and `right` are what to post as `after` to move it by one, None at the ends."""

    column: Column
    task_count: int
    archived_count: int
    left: str | None
    right: str | None


@dataclass(frozen=True)
class SettingsPage:
    """The sections a person may see, and what they may do in them (an archived project: look and restore)."""

    can_edit: bool
    can_change: bool
    can_delete: bool
    can_transfer: bool
    can_leave: bool
    tags: list[Tag]
    columns: list[ColumnRow] = field(default_factory=list)
    members: list[people.Participant] = field(default_factory=list)
    shown: list[people.Participant] = field(default_factory=list)
    # Who has tasks here and takes part no more.
    left: list[people.Participant] = field(default_factory=list)
    groups: list[CountedRole] = field(default_factory=list)
    invitations: list[Invitation] = field(default_factory=list)
    offer: OwnershipOffer | None = None
    # How many were switched off by the site, not by a person.
    ended_webhooks: int = 0


def of_project(project: Project, user: User, rights: Rights, member: str = "") -> SettingsPage:
    """At most ten queries; of the members those are `shown` whose name or address holds `member`."""
    can_edit = can(rights.role, Action.EDIT_PROJECT)
    members = people.with_roles(project) if can_edit else []
    return SettingsPage(
        can_edit=can_edit,
        can_change=not project.is_archived,
        can_delete=rights.role == Role.OWNER,
        can_transfer=may(user, project, rights.role, Action.TRANSFER_PROJECT),
        can_leave=rights.has_joined,
        tags=list(tags.with_counts(project)),
        columns=columns(project) if can_edit else [],
        members=members,
        shown=people.named(members, member),
        left=people.left_with_tasks(project) if can_edit else [],
        groups=groups.of_project(project) if can_edit else [],
        ended_webhooks=_ended_webhooks(project) if can_edit else 0,
        invitations=_invitations(project, members) if can_edit else [],
        offer=ownership.of_project(project) if can_edit else None,
    )


def _ended_webhooks(project: Project) -> int:
    return Webhook.objects.filter(project=project, is_on=False).exclude(off_reason=OffReason.BY_HAND).count()


def _invitations(project: Project, members: list[people.Participant]) -> list[Invitation]:
    """Those that wait, each with whether it still lets anybody in (`invitations.state`); one query."""
    may_invite = {one.user.pk for one in members if can(one.role, Action.EDIT_MEMBERS)}
    found = invitations.pending(project)
    for each in found:
        inviter = each.invited_by
        each.is_void = not (inviter.is_active and (inviter.is_staff or inviter.pk in may_invite))
    return found


def columns(project: Project) -> list[ColumnRow]:
    """The columns in their order with the numbers of their tasks; one query."""
    counted = project.columns.annotate(**tags.NUMBERS)
    found: list[Any] = list(counted.order_by("position", "pk"))
    names = ["", *(str(column.pk) for column in found)]
    return [
        ColumnRow(
            column=column,
            task_count=column.task_count,
            archived_count=column.archived_count,
            left=names[index - 1] if index else None,
            right=names[index + 2] if index + 1 < len(found) else None,
        )
        for index, column in enumerate(found)
    ]
