"""The page where administrators see whether sign-in through a provider works."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from boards.accounts.forms.oidc import ClaimsForm
from boards.accounts.oidc import checking
from boards.accounts.oidc.provider import by_id, configured
from boards.accounts.oidc.views import redirect_uri
from boards.exceptions import NotAllowed
from boards.views.answers import person, signed_in


@signed_in("GET", "POST")
def check(request: HttpRequest) -> HttpResponse:
    """What discovery says of each provider; by POST, what a set of claims would do. Changes nothing."""
    if not person(request).is_staff:
        raise NotAllowed(_("This page is for site administrators."))
    providers = configured()
    form = ClaimsForm(providers, request.POST if request.method == "POST" else None)
    outcome, status = None, 200
    if request.method == "POST":
        provider = by_id(form.cleaned_data["provider"]) if form.is_valid() else None
        outcome = checking.try_claims(provider, form.cleaned_data["claims"]) if provider else None
        status = 200 if outcome else 422
    context = {
        "form": form,
        "outcome": outcome,
        "reports": [(checking.inspect(each), redirect_uri(request, each)) for each in providers],
    }
    return render(request, "boards/oidc_check.html", context, status=status)
