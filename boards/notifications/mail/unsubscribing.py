"""Links that turn e-mail of one kind off, for whoever holds the message: signed, without an end, to be withdrawn.

A link names a person, a kind and the person's `unsubscribe_salt`. Kinds are the reasons for which people are told, and
`digest` for all that is told in digests. Somebody who is gone is answered for like everybody: nothing is learned here.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from boards.models import EmailPace, Reason, User
from boards.notifications import preferences
from boards.notifications.mail import queries, services

DIGEST = "digest"
KINDS = frozenset({DIGEST, *Reason.values})
_SIGNER = signing.Signer(salt="boards.notifications.unsubscribe")
_UNDOER = signing.Signer(salt="boards.notifications.unsubscribe.undo")

Paces = dict[str, str]


@dataclass(frozen=True)
class Link:
    """What a link says, once its signature holds."""

    user_id: int
    kind: str
    salt: str

    @property
    def label(self) -> str:
        """The kind of e-mail in words."""
        return label_of(self.kind)

    @property
    def is_withdrawn(self) -> bool:
        """Whether the person has made all earlier links worthless."""
        return queries.is_here(self.user_id) and queries.settings_of(self.user_id).unsubscribe_salt != self.salt

    def paces(self) -> Paces:
        """How the person hears of what the link is about, where they do."""
        ways = {reason.value: way.by_email for reason, way in preferences.of(self.user_id).items()}
        if self.kind == DIGEST:
            return {reason: pace for reason, pace in ways.items() if pace == EmailPace.DIGEST}
        return {self.kind: ways[self.kind]}


def label_of(kind: str) -> str:
    """A kind of e-mail in words."""
    return _("Digest") if kind == DIGEST else str(Reason(kind).label)


def token(user: User, kind: str) -> str:
    """What stands in a link for the person and the kind."""
    return _SIGNER.sign(f"{user.pk}:{kind}:{queries.settings_of(user.pk).unsubscribe_salt}")


def address(user: User, kind: str) -> str:
    """The whole link."""
    return f"{settings.SITE_URL}{reverse('unsubscribe', args=[token(user, kind)])}"


def read(given: str) -> Link | None:
    """What a link says; None for what this site has not signed."""
    try:
        user_id, kind, salt = _SIGNER.unsign(given).split(":")
    except (signing.BadSignature, ValueError):
        return None
    return Link(int(user_id), kind, salt) if kind in KINDS else None


def turn_off(link: Link) -> str:
    """No more e-mail of this kind. Returns what `turn_on_again` needs. The link is not withdrawn."""
    paces = link.paces()
    if queries.is_here(link.user_id):
        services.set_paces(user_id=link.user_id, paces=dict.fromkeys(paces, EmailPace.OFF))
    return _UNDOER.sign_object([link.user_id, link.kind, paces])


def turn_on_again(link: Link, before: str) -> bool:
    """E-mail as it was before `turn_off` gave this; returns whether it did. The link is not withdrawn."""
    try:
        user_id, kind, paces = _UNDOER.unsign_object(before)
    except (signing.BadSignature, ValueError):
        return False
    if (user_id, kind) != (link.user_id, link.kind):
        return False
    if queries.is_here(link.user_id):
        services.set_paces(user_id=link.user_id, paces=paces)
    return True
