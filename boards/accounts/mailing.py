"""What django-allauth sends, sent by a job: written and handed over after the answer, and again until it is through.

A mail server takes its time, and only known addresses get mail: waiting for it would tell which are known. So does
what is written for it, and so as much is written for an unknown one, of which the job makes nothing.
"""

from __future__ import annotations

import datetime
import logging
import smtplib
from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime

from boards.accounts.services import mails
from boards.accounts.services.mails import Waiting
from boards.jobs.registry import GiveUp, Later, Queue, job
from boards.models import User

logger = logging.getLogger("boardsite.mail")

# Told to nobody: there is no account, and whoever asked may have mistyped the address of somebody else.
TO_NOBODY = "account/email/unknown_account"
HOUR = datetime.timedelta(hours=1)
# After each attempt in vain as long again as it has waited by then, within these.
FIRST, LONGEST = datetime.timedelta(minutes=1), 4 * HOUR


def put(template_prefix: str, email: str, context: Mapping[str, object]) -> None:
    """Have a message of django-allauth sent, in the language and the zone of now."""
    mails.put(
        content={
            "prefix": template_prefix,
            "email": email,
            "language": translation.get_language(),
            "zone": timezone.get_current_timezone_name(),
            "context": _kept(context),
        }
    )


# Until it is forgotten, after a day.
@job(mails.JOB, queue=Queue.MAIL, seconds=120, tries=20, first_pause=60, longest_pause=4 * 3600)
def send(pk: int) -> None:
    """Send it, and forget what it was made of."""
    waiting = mails.waiting(pk)
    if waiting is None:
        return
    if not waiting.content:
        mails.forget(pk=pk)
        raise GiveUp("The secret key of the site has changed since. It can be asked for again.")
    if waiting.content["prefix"] != TO_NOBODY:
        with translation.override(waiting.content["language"]), timezone.override(waiting.content["zone"]):
            _hand_over(waiting, _message(waiting.content))
    mails.forget(pk=pk)


@job("accounts.mails", queue=Queue.GENERAL, every=HOUR)
def purge() -> None:
    """Forget what could not be sent within a day: secret links are not kept."""
    mails.purge()


def _hand_over(waiting: Waiting, message: EmailMessage) -> None:
    """Says no address where it fails, as the words of mail servers do."""
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        if any(code < 500 for code, _text in error.recipients.values()):
            raise _later(waiting, "The mail server takes nothing for this address now.") from None
        mails.forget(pk=waiting.pk)
        raise GiveUp("The mail server takes nothing for this address.") from None
    except (OSError, smtplib.SMTPException) as error:
        raise _later(waiting, type(error).__name__) from None


def _later(waiting: Waiting, error: str) -> Later:
    logger.error("%s was not sent: %s", waiting.content["prefix"], error)
    now = timezone.now()
    return Later(now + min(max(now - waiting.since, FIRST), LONGEST), error)


def _message(content: Mapping[str, Any]) -> EmailMessage:
    context: dict[str, Any] = {name: _read(value) for name, value in content["context"].items()}
    if "user" in context:
        context["user"] = User.objects.filter(pk=context["user"]).first()
    site = {"name": settings.SITE.netloc, "domain": settings.SITE.netloc}
    context |= {"email": content["email"], "current_site": site, "request": None}
    message: EmailMessage = get_adapter().render_mail(content["prefix"], content["email"], context)
    return message


def _read(value: object) -> object:
    return parse_datetime(value["moment"]) if isinstance(value, dict) else value


def _kept(context: Mapping[str, object]) -> dict[str, object]:
    """What templates are given, as JSON has it: people by their ids, and what else has a name by that."""
    return {name: _plain(value) for name, value in context.items() if name != "request"}


def _plain(value: object) -> object:
    if isinstance(value, datetime.datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, User):
        return value.pk
    return value if value is None or isinstance(value, str | int | bool) else str(value)
