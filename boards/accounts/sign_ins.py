"""Hears of every sign-in from django-allauth and writes it into the log of the person."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed
from django.contrib.auth import signals as auth_signals
from django.http import HttpRequest

from boards.accounts.devices import stamp
from boards.accounts.oidc.provider import name_of
from boards.accounts.services import sign_ins
from boards.models import User


def connect() -> None:
    """Listen to Django and django-allauth, for the log of a person's sign-ins. Called once, at start."""
    auth_signals.user_logged_in.connect(stamp, dispatch_uid="boards.devices")
    user_logged_in.connect(_signed_in, dispatch_uid="boards.sign_ins")
    authentication_failed.connect(_refused, dispatch_uid="boards.sign_ins")


def _signed_in(sender: object, request: HttpRequest, user: User, **kwargs: object) -> None:
    _record(request, user, "+".join(_means(each) for each in get_authentication_records(request, user)), succeeded=True)


def _refused(
    sender: object,
    request: HttpRequest,
    user: User,
    authenticator: Authenticator,
    reauthentication: bool,
    **kwargs: object,
) -> None:
    if not reauthentication:
        _record(request, user, str(authenticator.type), succeeded=False)


def _means(record: dict[str, object]) -> str:
    """`password`, `totp`, `recovery_codes`, `webauthn` (second step), `passkey` (first step), `oidc:Name`."""
    method = str(record.get("method", ""))
    if method == "socialaccount":
        return f"oidc:{name_of(str(record.get('provider', '')))}".replace("+", " ")
    if method == "mfa":
        return "passkey" if record.get("passwordless") else str(record.get("type", ""))
    return method


def _record(request: HttpRequest, user: User, means: str, *, succeeded: bool) -> None:
    sign_ins.record(
        user=user,
        means=means,
        succeeded=succeeded,
        ip=get_adapter().get_client_ip(request),
        user_agent=request.headers.get("User-Agent", ""),
    )
