"""What one wants to hear of, by which way: a page of the account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from boards.notifications import preferences
from boards.notifications.forms.preferences import PreferencesForm
from boards.notifications.queries import preferences as queries
from boards.notifications.services import preferences as services
from boards.views.answers import done, form_page, is_htmx, person, signed_in


@signed_in("GET", "POST")
def preferences_page(request: HttpRequest) -> HttpResponse:
    """A table of reasons and ways, and the digest; each change is saved at once."""
    form = _form(request)
    if not form.is_valid():
        template = "boards/account/_notifications.html" if is_htmx(request) else "boards/account/notifications.html"
        return form_page(request, template, {"form": form})
    user = person(request)
    services.choose(ways=form.ways(), actor=user)
    if digest := form.digest():
        services.set_digest(hour=digest[0], weekdays=digest[1], actor=user)
    if is_htmx(request):
        request.method = "GET"
        return render(request, "boards/account/_notifications.html", {"form": _form(request), "saved": True})
    return done(request, reverse("notification-preferences"), _("Saved."))


def _form(request: HttpRequest) -> PreferencesForm:
    user = person(request)
    data = request.POST if request.method == "POST" else None
    return PreferencesForm.of(user, preferences.of(user.pk), queries.digest_of(user), data)
