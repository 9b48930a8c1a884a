"""A person's API keys: make one, see it once, revoke it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from boards import access
from boards.accounts.forms.keys import KeyForm
from boards.accounts.queries import keys as key_queries
from boards.accounts.services import keys
from boards.exceptions import InvalidInput, RuleBroken
from boards.views.answers import done, form_page, person, refused_form, signed_in


@signed_in("GET", "POST")
def key_list(request: HttpRequest) -> HttpResponse:
    """The keys, and a form for a new one, whose answer shows the key: it is kept nowhere to be shown again."""
    form = KeyForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return form_page(request, "boards/account/keys.html", _context(request, form))
    try:
        made = keys.create(**form.values(), actor=person(request))
    except InvalidInput as error:
        form.add_error(error.field, error.sentence)
        return form_page(request, "boards/account/keys.html", _context(request, form))
    except RuleBroken as error:
        return refused_form(request, "boards/account/keys.html", _context(request, form), error)
    response = render(request, "boards/account/keys.html", _context(request, KeyForm()) | {"made": made}, status=201)
    response["Cache-Control"] = "no-store"
    return response


@signed_in("POST")
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a key."""
    key = keys.revoke(key=access.get_key(person(request), pk), actor=person(request))
    return done(request, reverse("keys"), _("Key “%(key)s” revoked.") % {"key": key.name})


def _context(request: HttpRequest, form: KeyForm) -> dict[str, object]:
    return {"form": form, "keys": key_queries.of(person(request))}
