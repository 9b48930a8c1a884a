"""The way in by an invitation: the link, the page that asks, and the one click that accepts.

The link leads to a page without the secret, so that the secret stands in no other address and nobody's log.
"""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from boards.accounts import invitations
from boards.exceptions import NotAllowed, RuleBroken
from boards.models import Invitation, User
from boards.models.invitations import MARK
from boards.queries import invitations as queries
from boards.queries.invitations import State
from boards.services import invitations as services
from boards.views.answers import done, person, see_other, signed_in


@never_cache
@require_safe
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """Remember the invitation, and go on: to the page that asks, or for one to the site alone to the sign-up page."""
    if not token.startswith(MARK):
        return _to_the_site(request, token)
    invitation = queries.by_secret(token)
    if invitation is None:
        return _ended(request, None, None)
    invitations.remember(request, invitation)
    return redirect("joining")


def _to_the_site(request: HttpRequest, token: str) -> HttpResponse:
    email = invitations.address_in(token)
    if email is None:
        raise NotAllowed(_("This invitation is not complete or too old. Ask for a new one."))
    if not request.user.is_authenticated:
        request.session[invitations.KEY] = email
    return redirect("account_signup" if settings.PASSWORD_LOGIN else "account_login")


@never_cache
def joining(request: HttpRequest) -> HttpResponse:
    """Who invites to what, and the ways to accept; a POST accepts."""
    if request.method == "POST":
        return _accept(request)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    invitation = invitations.joining(request)
    if invitation is None:
        return _ended(request, None, None)
    state = queries.state(invitation)
    if state is State.ACCEPTED and invitation.accepted_by == request.user:
        return redirect("board", invitation.project_id)
    if state is not State.OPEN:
        return _ended(request, invitation, state)
    return render(request, "boards/joining/joining.html", _context(request, invitation))


@never_cache
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Sign out, to accept as somebody else."""
    invitation = invitations.joining(request)
    if request.user.is_authenticated:
        get_adapter(request).logout(request)
    if invitation is not None:
        invitations.remember(request, invitation)
    return see_other(request, reverse("joining"))


@signed_in("POST")
def _accept(request: HttpRequest) -> HttpResponse:
    invitation = invitations.joining(request)
    if invitation is None:
        return _ended(request, None, None)
    to = reverse("board", args=[invitation.project_id])
    try:
        services.accept(invitation=invitation, actor=person(request))
    except services.InvitationEnded as error:
        if error.state is State.ACCEPTED and invitation.accepted_by == request.user:
            return see_other(request, to)
        return _ended(request, invitation, error.state)
    except RuleBroken as error:
        context = {**_context(request, invitation), "refused": error.sentence}
        return render(request, "boards/joining/joining.html", context, status=409)
    text = _("You take part in “%(project)s” now.") % {"project": invitation.project.title}
    return done(request, to, text)


def _context(request: HttpRequest, invitation: Invitation) -> dict[str, object]:
    here = reverse("joining")
    return {
        "invitation": invitation,
        "project": invitation.project,
        "is_theirs": isinstance(request.user, User) and request.user.email == invitation.email,
        "takes_part": request.user.is_authenticated and queries.takes_part(invitation.project, person(request)),
        "can_sign_up": settings.PASSWORD_LOGIN and settings.SIGNUP != "closed",
        "sign_in_url": f"{reverse('account_login')}?{urlencode({'next': here})}",
        "sign_up_url": f"{reverse('account_signup')}?{urlencode({'next': here, 'email': invitation.email})}",
    }


def _ended(request: HttpRequest, invitation: Invitation | None, state: State | None) -> HttpResponse:
    """Why a link is no longer good (410), or that there is none like it (404)."""
    context = {"invitation": invitation, "state": state}
    return render(request, "boards/joining/ended.html", context, status=404 if state is None else 410)
