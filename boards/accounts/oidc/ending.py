"""Signing out at the provider too (OpenID Connect RP-Initiated Logout)."""

from __future__ import annotations

from allauth.account.views import LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from boards.accounts.oidc.metadata import discover
from boards.accounts.oidc.provider import by_issuer
from boards.accounts.oidc.refusals import Unreachable
from boardsite.oidc import Provider

KEY = "boardsite_oidc"
# A longer ID token is not kept in the session and not sent in an address; the provider asks the person then.
HINT_LIMIT = 6_000


def remember(request: HttpRequest, provider: Provider, id_token: str) -> None:
    """Keep in the session who signed the person in."""
    if provider.end_session:
        request.session[KEY] = {
            "issuer": provider.issuer,
            "hint": id_token if len(id_token) <= HINT_LIMIT else "",
        }


def address(request: HttpRequest) -> tuple[Provider, str] | None:
    """Where to go to end the session at the provider; None where there is no such place."""
    kept: object = request.session.get(KEY)
    if not isinstance(kept, dict):
        return None
    provider = by_issuer(str(kept.get("issuer")))
    if provider is None or not provider.end_session:
        return None
    try:
        endpoint = discover(provider).end_session_endpoint
    except Unreachable:
        return None
    query = {"client_id": provider.client_id, "post_logout_redirect_uri": request.build_absolute_uri(reverse("home"))}
    if kept.get("hint"):
        query["id_token_hint"] = kept["hint"]
    return (provider, f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}") if endpoint else None


class SignOutView(LogoutView):
    """Sign out here, then at the provider who signed the person in."""

    def post(self, *args: object, **kwargs: object) -> HttpResponse:
        """The page in between is for the Content-Security-Policy, see `views.login`."""
        elsewhere = address(self.request)
        response = super().post(*args, **kwargs)
        if elsewhere is None:
            return response
        context = {"provider": elsewhere[0], "redirect_to": elsewhere[1], "ending": True}
        return render(self.request, "socialaccount/login_redirect.html", context)
