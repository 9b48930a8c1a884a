"""What is sent to people about taking part, by jobs: invitations, and projects that are offered to them."""

from __future__ import annotations

import smtplib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from boards.accounts.mail_shape import as_html
from boards.jobs.registry import GiveUp, Queue, job
from boards.models import Invitation
from boards.queries import invitations as queries
from boards.queries import ownership as offers
from boards.queries.invitations import State
from boards.services import invitations, ownership


@job(invitations.SEND, queue=Queue.MAIL)
def send_invitation(invitation_id: int) -> None:
    """Send the link, unless the invitation has ended meanwhile. One that was sent again goes out once."""
    invitation = queries.by_id(invitation_id)
    if invitation is None or not invitation.is_mailed or invitation.sent_at or invitation.is_refused:
        return
    if queries.state(invitation) is not State.OPEN:
        return
    if queries.by_secret(invitation.secret) is None:
        raise GiveUp("The secret key of the site has changed since. It can be sent again.")
    try:
        _invitation(invitation).send()
    except smtplib.SMTPRecipientsRefused as error:
        if any(code < 500 for code, _text in error.recipients.values()):
            raise
        invitations.note_sending(invitation=invitation, is_refused=True)
        raise GiveUp("The mail server takes nothing for this address.") from error
    invitations.note_sending(invitation=invitation, is_refused=False)


@job(ownership.TELL, queue=Queue.MAIL)
def tell_offer(offer_id: int) -> None:
    """Tell somebody that a project is offered to them, if it still is."""
    offer = offers.by_id(offer_id)
    if offer is None or not settings.SENDS_EMAIL or not offer.to.is_active:
        return
    context: dict[str, object] = {
        "owner": offer.offered_by.display_name,
        "project": offer.project.title,
        "link": f"{settings.SITE_URL}{reverse('offer', args=[offer.project_id])}",
    }
    _message("offer", context, offer.to.email, language=offer.to.language).send()


def _invitation(invitation: Invitation) -> EmailMultiAlternatives:
    context = {
        "inviter": invitation.invited_by.display_name,
        "project": invitation.project.title,
        "role": invitation.get_role_display,
        "link": queries.link(invitation),
        "expires_at": invitation.expires_at,
    }
    return _message("invitation", context, invitation.email)


def _message(name: str, context: dict[str, object], address: str, *, language: str = "") -> EmailMultiAlternatives:
    """In the site's language and time zone where nobody knows what is read at this address."""
    with translation.override(language or settings.LANGUAGE_CODE), timezone.override(None):
        context = {**context, "site": urlsplit(settings.SITE_URL).hostname}
        subject = " ".join(render_to_string(f"boards/email/{name}_subject.txt", context).split())
        text = render_to_string(f"boards/email/{name}.txt", context)
        headers = {"Auto-Submitted": "auto-generated"}
        message = EmailMultiAlternatives(subject, text, to=[address], headers=headers)
        message.attach_alternative(as_html(message, f"boards/email/{name}", ""), "text/html")
        return message
