"""Where a person is signed in, and when they signed in; for their own eyes."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.utils import timezone
from django.utils.translation import gettext as _

from boards.models import SignIn, User
from boards.models.sign_ins import KEPT
from boards.rules import user_agents

SHOWN = 50


@dataclass(frozen=True)
class Device:
    """A session of the person's, as a device: its address, since when, and when it was last seen."""

    pk: int
    name: str
    icon: str
    ip: str
    since: datetime.datetime
    seen: datetime.datetime
    is_this: bool


@dataclass(frozen=True)
class Entry:
    """A sign-in of the log: when, `how` in words, from which device and address, and whether it succeeded."""

    when: datetime.datetime
    how: str
    device: str
    ip: str
    succeeded: bool


def of(user: User, session_key: str | None) -> list[Device]:
    """The devices, this one first, then the one seen last; those that ended by themselves are forgotten."""
    rows = UserSession.objects.purge_and_list(user)
    devices = [_device(row, is_this=row.session_key == session_key) for row in rows]
    return sorted(devices, key=lambda device: (not device.is_this, -device.seen.timestamp()))


def log(user: User) -> list[Entry]:
    """The latest sign-ins, the newest first; one query."""
    rows = SignIn.objects.filter(user=user, created_at__gt=timezone.now() - KEPT)[:SHOWN]
    return [
        Entry(row.created_at, in_words(row.means), name_of(row.user_agent), row.ip or "", row.succeeded) for row in rows
    ]


def name_of(user_agent: str) -> str:
    """A User-Agent header in words, such as "Firefox on Linux"; "Unknown device" where it tells nothing."""
    browser, system = user_agents.browser(user_agent), user_agents.system(user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown device")


def in_words(means: str) -> str:
    """How somebody signed in: password and authenticator app."""
    words = {
        "password": _("Password"),
        "password_reset": _("Link to choose a new password"),
        "totp": _("Authenticator app"),
        "recovery_codes": _("Recovery code"),
        "webauthn": _("Passkey"),
        "passkey": _("Passkey"),
        "code": _("Code by e-mail"),
        "": _("Sign-up"),
    }
    parts = [words.get(part, part.removeprefix("oidc:")) for part in means.split("+")]
    return ", ".join(dict.fromkeys(parts))


def _device(row: UserSession, *, is_this: bool) -> Device:
    return Device(
        pk=row.pk,
        name=name_of(row.user_agent),
        icon="smartphone" if user_agents.is_handheld(row.user_agent) else "monitor",
        ip=row.ip,
        since=row.created_at,
        seen=row.last_seen_at,
        is_this=is_this,
    )
