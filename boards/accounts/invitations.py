"""Links that let somebody make an account where sign-up is by invitation. Signed, so nothing is stored."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from boards.exceptions import NotAllowed
from boards.rules import addresses

KEY = "boardsite_invited"
SALT = "boards.invitations"
DAYS = 14


def link(email: str) -> str:
    """The address to send to the person; good for this e-mail address, and for two weeks. Raises InvalidInput."""
    token = signing.dumps(addresses.checked("email", email), salt=SALT)
    return f"{settings.SITE_URL}{reverse('invitation', args=[token])}"


def address(request: HttpRequest) -> str:
    """The e-mail address that this browser's invitation names, empty without one."""
    return str(request.session.get(KEY, ""))


@never_cache
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Remember the invitation and go on to the sign-up page."""
    try:
        email = signing.loads(token, salt=SALT, max_age=DAYS * 86_400)
    except signing.BadSignature as error:
        raise NotAllowed(_("This invitation is not complete or too old. Ask for a new one.")) from error
    if not request.user.is_authenticated:
        request.session[KEY] = email
    return redirect("account_signup" if settings.PASSWORD_LOGIN else "account_login")
