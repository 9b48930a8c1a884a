"""The only writer of invitations. The e-mail is a job's (`SEND`), which the change asks for."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from boards import policy
from boards.exceptions import InvalidInput, NotFound, RuleBroken
from boards.models import Invitation, Membership, Project, User
from boards.models.invitations import DAYS, new_seed
from boards.queries import invitations as queries
from boards.rules import addresses
from boards.rules.text import check_storable
from boards.services import jobs, members
from boards.services.transactions import lock, service

# The job that sends one, by the name it has in the registry, and its queue.
SEND, QUEUE = "invitations.send", "mail"
MOST_PENDING = 200
KEPT = datetime.timedelta(days=30)


class InvitationEnded(RuleBroken):
    """The link is no longer good. `state` says why."""

    def __init__(self, state: queries.State) -> None:
        self.state = state
        super().__init__(_("This invitation is no longer good. Ask for a new one."))


@service
def invite(*, project: Project, email: str, role: str, actor: User) -> Invitation:
    """Invite an address, whether anybody has an account with it or not. RuleBroken if it is invited already."""
    project = lock(project.pk)
    role, email = members.checked_role(role), _checked_address(email)
    waiting = project.invitations.pending()
    found = waiting.filter(email=email).first()
    if found is not None and not found.is_expired:
        raise RuleBroken(_("This address has been invited already. You can send the invitation again below."))
    if _takes_part(project, email):
        raise RuleBroken(_("Somebody with this address takes part in this project already."))
    if found is None and waiting.count() >= MOST_PENDING:
        raise RuleBroken(
            _("%(count)s invitations wait, the most there can be. Withdraw one first.") % {"count": MOST_PENDING}
        )
    return _sent(found or Invitation(project=project, email=email), actor, role=role)


@service
def resend(*, invitation: Invitation, actor: User) -> Invitation:
    """Send it anew, good for as long as a new one; the link sent before is dead. It is the actor's from then on."""
    project = lock(invitation.project_id)
    return _sent(_pending(project, invitation), actor)


@service
def withdraw(*, invitation: Invitation, actor: User) -> Invitation:
    """End it: its link is dead at once."""
    project = lock(invitation.project_id, archived=True)
    found = _pending(project, invitation)
    found.withdrawn_at = timezone.now()
    found.save(update_fields=["withdrawn_at"])
    return found


@service
def accept(*, invitation: Invitation, actor: User) -> Membership:
    """Let the holder of the link take part. Raises InvitationEnded, and RuleBroken for who takes part already."""
    try:
        project = lock(invitation.project_id)
    except NotFound as error:
        raise InvitationEnded(queries.State.GONE) from error
    # Another link has been sent since if the digest is another.
    found = queries.by_digest(invitation.digest)
    state = queries.state(found) if found else queries.State.WITHDRAWN
    if found is None or state is not queries.State.OPEN:
        raise InvitationEnded(state)
    joined = members.add(project=project, user=actor, role=found.role, actor=actor, invited_by=found.invited_by)
    found.accepted_at, found.accepted_by = timezone.now(), actor
    found.save(update_fields=["accepted_at", "accepted_by"])
    return joined


@service
def note_sending(*, invitation: Invitation, is_refused: bool) -> None:
    """Keep how the e-mail went, unless another one is on its way since."""
    sent_at = None if is_refused else timezone.now()
    same = Invitation.objects.filter(pk=invitation.pk, seed=invitation.seed)
    same.update(sent_at=sent_at, is_refused=is_refused)


@service
def purge() -> int:
    """Forget those that ended a while ago, with the addresses of whom they were for; returns how many."""
    before = timezone.now() - KEPT
    ended = Q(accepted_at__lt=before) | Q(withdrawn_at__lt=before) | Q(expires_at__lt=before)
    return Invitation.objects.filter(ended).delete()[0]


def _sent(invitation: Invitation, actor: User, **values: object) -> Invitation:
    """With a new link, which is on its way where e-mail is sent."""
    now = timezone.now()
    new: dict[str, object] = {
        "invited_by": actor,
        "seed": new_seed(),
        "is_mailed": settings.SENDS_EMAIL,
        "created_at": now,
        "expires_at": now + datetime.timedelta(days=DAYS),
        "sent_at": None,
        "is_refused": False,
        **values,
    }
    for name, value in new.items():
        setattr(invitation, name, value)
    invitation.save()
    if invitation.is_mailed:
        jobs.add(jobs.NewJob(SEND, QUEUE, [invitation.pk]))
    return invitation


def _pending(project: Project, invitation: Invitation) -> Invitation:
    found = queries.one(project, invitation.pk)
    if found is None:
        raise NotFound
    return found


def _checked_address(email: str) -> str:
    address = addresses.checked("email", check_storable("email", email))
    try:
        validate_email(address)
    except ValidationError as error:
        raise InvalidInput("email", _("Enter a whole e-mail address, such as name@example.com.")) from error
    return address


def _takes_part(project: Project, email: str) -> bool:
    joined = policy.own_memberships().filter(project=project).values("user")
    return User.objects.filter(Q(pk=project.owner_id) | Q(pk__in=joined), email=email, is_active=True).exists()
