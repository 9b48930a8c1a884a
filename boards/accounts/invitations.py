"""What an invitation that was opened in this browser is good for, kept in its session.

There are two: to the site alone (`manage.py invite`), signed, so nothing is stored; and to a project, which has a row.
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.urls import reverse

from boards.models import Invitation
from boards.queries import invitations as queries
from boards.rules import addresses

KEY = "boardsite_invited"
JOINING_KEY = "boardsite_joining"
# Not what django-allauth itself looks at (`account_verified_email`): it gives that address, confirmed, to whatever
# account is made next, be it for another one.
CONFIRMED_KEY = "boardsite_confirmed"
SALT = "boards.invitations"
DAYS = 14


def link(email: str) -> str:
    """The address to send to the person; good for this e-mail address, and for two weeks. Raises InvalidInput."""
    token = signing.dumps(addresses.checked("email", email), salt=SALT)
    return f"{settings.SITE_URL}{reverse('invitation', args=[token])}"


def address_in(token: str) -> str | None:
    """The e-mail address that a signed link names; None if it is not complete or too old."""
    try:
        return str(signing.loads(token, salt=SALT, max_age=DAYS * 86_400))
    except signing.BadSignature:
        return None


def address(request: HttpRequest) -> str:
    """The e-mail address that this browser's invitation names, empty without one."""
    invitation = joining(request)
    if invitation is not None and queries.state(invitation) is queries.State.OPEN:
        return invitation.email
    return str(request.session.get(KEY, ""))


def joining(request: HttpRequest) -> Invitation | None:
    """The invitation to a project that was opened in this browser, whatever has become of it."""
    digest = request.session.get(JOINING_KEY)
    return queries.by_digest(str(digest)) if digest else None


def remember(request: HttpRequest, invitation: Invitation) -> None:
    """Put it aside until its holder has signed in. The session holds what can't be turned back into the link."""
    request.session[JOINING_KEY] = invitation.digest
    is_open = queries.state(invitation) is queries.State.OPEN
    if invitation.is_mailed and is_open and not request.user.is_authenticated:
        # Only who reads the e-mail of that address can have opened it.
        request.session[CONFIRMED_KEY] = invitation.email


def is_confirmed(request: HttpRequest, email: str) -> bool:
    """Whether whoever uses this browser has shown that the address is theirs: by a link sent there that still holds."""
    invitation = joining(request)
    is_open = invitation is not None and queries.state(invitation) is queries.State.OPEN
    return bool(email) and is_open and request.session.get(CONFIRMED_KEY) == email
