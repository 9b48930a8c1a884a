"""Invitations to a project: those that wait, and what a link is good for."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from boards import policy
from boards.models import Invitation, Project, User
from boards.models.keys import digest_of
from boards.policy import Action


class State(StrEnum):
    """What has become of an invitation."""

    OPEN = "open"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    # Who invited may not invite any more.
    VOID = "void"
    # The project is deleted.
    GONE = "gone"


def pending(project: Project) -> list[Invitation]:
    """Those that nobody has accepted, the newest first; one query."""
    return list(project.invitations.pending().select_related("invited_by"))


def one(project: Project, pk: int) -> Invitation | None:
    """One that waits, by id; one query."""
    return project.invitations.pending().select_related("invited_by").filter(pk=pk).first()


def by_secret(secret: str) -> Invitation | None:
    """The one whose link holds this secret, whatever has become of it; one query."""
    return _whole().filter(digest=digest_of(secret)).first()


def by_digest(digest: str) -> Invitation | None:
    """The same for who has put its digest aside."""
    return _whole().filter(digest=digest).first()


def by_id(pk: int) -> Invitation | None:
    """The same by id."""
    return _whole().filter(pk=pk).first()


def state(invitation: Invitation) -> State:
    """What has become of it; a query for the rights of who invited."""
    if invitation.accepted_at is not None:
        return State.ACCEPTED
    if invitation.withdrawn_at is not None:
        return State.WITHDRAWN
    if invitation.project.deleted_at is not None:
        return State.GONE
    if invitation.is_expired:
        return State.EXPIRED
    return State.OPEN if _still_may_invite(invitation) else State.VOID


def takes_part(project: Project, user: User) -> bool:
    """Whether the person is its owner or has a role of their own in it."""
    return project.owner_id == user.pk or policy.own_memberships().filter(project=project, user=user).exists()


def link(invitation: Invitation) -> str:
    """The address that the invited person opens."""
    return f"{settings.SITE_URL}{reverse('invitation', args=[invitation.secret])}"


def _still_may_invite(invitation: Invitation) -> bool:
    inviter = invitation.invited_by
    role = policy.role_of(inviter, invitation.project) if inviter.is_active else None
    return role is not None and policy.can(role, Action.EDIT_MEMBERS)


def _whole() -> QuerySet[Invitation]:
    return Invitation.objects.select_related("project__owner", "invited_by", "accepted_by")
