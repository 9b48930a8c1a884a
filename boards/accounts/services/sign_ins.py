"""The writer of the log of sign-ins and of the list of devices."""

from __future__ import annotations

import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils import timezone

from boards.exceptions import NotFound
from boards.models import SignIn, User
from boards.models.sign_ins import KEPT
from boards.services.transactions import service

# A device may be noted a moment before its session is.
JUST_NOW = datetime.timedelta(hours=1)


@service
def record(*, user: User, means: str, succeeded: bool, ip: str | None, user_agent: str) -> SignIn:
    """Write a sign-in down, and drop everybody's rows older than 90 days."""
    purge()
    return SignIn.objects.create(
        user=user,
        means=means[: SignIn._meta.get_field("means").max_length],
        succeeded=succeeded,
        ip=ip or None,
        user_agent=_printable(user_agent)[: SignIn._meta.get_field("user_agent").max_length],
    )


def purge() -> int:
    """Drop everybody's rows older than 90 days; returns how many there were."""
    return SignIn.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]


@service
def purge_sessions() -> int:
    """Delete sessions that are over, and devices whose session is gone; returns how many sessions there were."""
    gone = Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]
    living = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(living), last_seen_at__lt=timezone.now() - JUST_NOW).delete()
    return gone


@service
def end_device(*, user: User, pk: int) -> None:
    """Sign one device of the person out."""
    device = UserSession.objects.filter(user=user, pk=pk).first()
    if device is None:
        raise NotFound
    device.end()


@service
def end_devices(*, user: User, besides: str | None = None) -> int:
    """Sign all devices of the person out, but for the session with this key; returns how many."""
    devices = list(UserSession.objects.filter(user=user).exclude(session_key=besides))
    for device in devices:
        device.end()
    return len(devices)


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())
