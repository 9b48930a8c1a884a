"""The writer of the log of sign-ins and of the list of devices."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.utils import timezone

from boards.exceptions import NotFound
from boards.models import SignIn, User
from boards.models.sign_ins import KEPT
from boards.services.transactions import service


@service
def record(*, user: User, means: str, succeeded: bool, ip: str | None, user_agent: str) -> SignIn:
    """Write a sign-in down, and drop everybody's rows older than 90 days."""
    SignIn.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return SignIn.objects.create(
        user=user,
        means=means[: SignIn._meta.get_field("means").max_length],
        succeeded=succeeded,
        ip=ip or None,
        user_agent=_printable(user_agent)[: SignIn._meta.get_field("user_agent").max_length],
    )


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
