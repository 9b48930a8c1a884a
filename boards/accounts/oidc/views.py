"""The flow: away to the provider with a state, back with a code."""

from __future__ import annotations

import base64
import hashlib
import logging
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account_views
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from boards.accounts import invitations
from boards.accounts.oidc import claims, linking, tokens
from boards.accounts.oidc.ending import remember
from boards.accounts.oidc.metadata import Metadata, discover
from boards.accounts.oidc.provider import by_id, configured
from boards.accounts.oidc.refusals import Refused, shown
from boardsite.oidc import Provider

logger = logging.getLogger("boardsite.sign_in")
CONNECT = "connect"
LOGIN = "login"
CODE_LIMIT = 4096
Flow = Callable[[HttpRequest, Provider], HttpResponse]


def _of_provider(view: Flow) -> Callable[[HttpRequest, str], HttpResponse]:
    """Finds the provider, and turns a refusal into a page for the person and a line for the operator."""

    @wraps(view)
    def guarded(request: HttpRequest, provider_id: str) -> HttpResponse:
        provider = by_id(provider_id)
        if provider is None:
            raise Http404
        try:
            return view(request, provider)
        except Refused as refused:
            return refuse(request, provider, refused)

    return guarded


def refuse(request: HttpRequest, provider: Provider, refused: Refused) -> HttpResponse:
    """Why somebody is not signed in."""
    logger.warning("Sign-in through %s refused: %s", provider.name, refused.reason)
    context = {"provider": provider, "sentence": refused.sentence, "unreachable": refused.status == 503}
    response = render(request, "socialaccount/authentication_error.html", context, status=refused.status)
    # Django would write a second line, with the status and no reason.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_of_provider
def login(request: HttpRequest, provider: Provider) -> HttpResponse:
    """A page that asks once more; then, by POST, away to the provider."""
    process = CONNECT if request.GET.get("process") == CONNECT else LOGIN
    if process == CONNECT and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if request.method != "POST":
        return render(request, "socialaccount/login.html", {"provider": provider, "process": process})
    if process == CONNECT:
        raise_if_reauthentication_required(request, app="allauth.socialaccount")
    url = start(request, provider, process)
    # A page in between: `form-action` of the Content-Security-Policy also holds for redirects that follow a form.
    return render(request, "socialaccount/login_redirect.html", {"provider": provider, "redirect_to": url})


def start(request: HttpRequest, provider: Provider, process: str = LOGIN) -> str:
    """Keep what the answer will be held against, and return the address to send the browser to. Raises Refused."""
    metadata = discover(provider)
    nonce, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    state = {
        "process": process,
        "nonce": nonce,
        "verifier": verifier,
        "next": _next(request),
        "person": request.user.pk,
    }
    state_id = secrets.token_urlsafe(32)
    statekit.stash_state(request, provider_id=provider.issuer, state=state, state_id=state_id)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    query = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri(request, provider),
        "scope": " ".join(provider.scopes),
        "state": state_id,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    joint = "&" if "?" in metadata.authorization_endpoint else "?"
    return f"{metadata.authorization_endpoint}{joint}{urlencode(query)}"


def redirect_uri(request: HttpRequest, provider: Provider) -> str:
    """Where the provider sends people back to."""
    return request.build_absolute_uri(reverse("openid_connect_callback", args=[provider.id]))


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if wanted and get_account_adapter().is_safe_url(wanted) else ""


@never_cache
@require_GET
@_of_provider
def callback(request: HttpRequest, provider: Provider) -> HttpResponse:
    """What the provider sent the browser back with."""
    state = _state(request, provider)
    metadata = discover(provider)
    _check_sender(request, metadata)
    if "error" in request.GET:
        return _told_no(request, provider)
    code = request.GET.get("code", "")
    if not 0 < len(code) <= CODE_LIMIT or not code.isascii() or not code.isprintable() or not _first_time("code", code):
        raise Refused("the code is missing, too long, or was used before")
    uri = redirect_uri(request, provider)
    answer = tokens.redeem(provider, metadata, code=code, verifier=state["verifier"], redirect_uri=uri)
    token = tokens.claims_of(provider, metadata, answer, nonce=state["nonce"])
    info = tokens.userinfo(metadata, answer, claims.subject_of(token))
    who = claims.read(provider, token, info)
    if state["process"] == CONNECT:
        return _connected(request, provider, who, state)
    return _signed_in(request, provider, who, state, answer.id_token)


def _state(request: HttpRequest, provider: Provider) -> dict[str, Any]:
    """What was kept in this very session, once."""
    state_id = request.GET.get("state", "")
    state = statekit.unstash_state(request, state_id=state_id, provider_id=provider.issuer)
    if state is None or not {"nonce", "verifier", "process"} <= state.keys() or not _first_time("state", state_id):
        raise Refused(
            f"the state {shown(state_id)} is missing, old, used, or of another browser",
            _("This sign-in was begun in another window, took too long, or was finished before. Begin again."),
        )
    return state


def _first_time(what: str, value: str) -> bool:
    """Also between two requests that come at once, which both find the state in the session."""
    return cache.add(f"oidc:{what}:{hashlib.sha256(value.encode('utf-8', 'replace')).hexdigest()}", 1, 3600)


def _check_sender(request: HttpRequest, metadata: Metadata) -> None:
    """RFC 9207: an answer that names another issuer was meant for another sign-in."""
    named = request.GET.get("iss")
    if (named is not None or metadata.names_itself) and named != metadata.issuer:
        raise Refused(f"the answer to the browser names the issuer {shown(named)}")


def _told_no(request: HttpRequest, provider: Provider) -> HttpResponse:
    error = request.GET["error"]
    if error == "access_denied":
        logger.info("Sign-in through %s was cancelled", provider.name)
        return redirect("socialaccount_login_cancelled")
    raise Refused(
        f"the provider answers with the error {shown(error)}",
        _("%(provider)s has refused the sign-in.") % {"provider": provider.name},
    )


def _connected(request: HttpRequest, provider: Provider, who: claims.Claims, state: dict[str, Any]) -> HttpResponse:
    """Only for the person who began it, who is still signed in."""
    if not request.user.is_authenticated or request.user.pk != state.get("person"):
        raise Refused(
            "the person who began to connect is no longer signed in", _("Sign in first, then connect it once more.")
        )
    linking.connect(provider, who, request.user)
    messages.success(request, _("%(provider)s is connected now.") % {"provider": provider.name})
    return redirect(state.get("next") or "socialaccount_connections")


def _signed_in(
    request: HttpRequest, provider: Provider, who: claims.Claims, state: dict[str, Any], id_token: str
) -> HttpResponse:
    """Here allauth takes over, with its own steps: switched off, address to be confirmed, second factor."""
    account = linking.account_for(provider, who, invited=invitations.address(request))
    if request.user.is_authenticated:
        get_account_adapter().logout(request)
    remember(request, provider, id_token)
    login = _KnownLogin(account=account, provider=get_adapter().get_provider(request, account.provider))
    login.state = {"process": LOGIN, **({"next": state["next"]} if state.get("next") else {})}
    return complete_social_login(request, login)


class _KnownLogin(SocialLogin):
    """A login whose account has been decided; allauth's own look for it would write old data over new."""

    def lookup(self) -> None:
        self._did_authenticate_by_email = None
        self.account.save(update_fields=["last_login"])
        self.user = self.account.user


@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """allauth's sign-in page, or with OIDC_AUTO_REDIRECT the way to the one provider (`?direct=1` shows the page)."""
    providers = configured()
    alone = settings.OIDC_AUTO_REDIRECT and len(providers) == 1
    if not alone or request.method != "GET" or "direct" in request.GET or request.user.is_authenticated:
        return account_views.login(request)
    try:
        return redirect(start(request, providers[0]))
    except Refused as refused:
        return refuse(request, providers[0], refused)
