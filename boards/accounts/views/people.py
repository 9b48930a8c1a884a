"""The people of the site: for its administrators alone."""

from __future__ import annotations

from allauth.account import app_settings as account_settings
from allauth.account.adapter import get_adapter
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boards.accounts.forms.accounts import PersonForm
from boards.accounts.queries import user_list
from boards.accounts.services import user_admin
from boards.exceptions import InvalidInput, NotFound
from boards.forms.handing_on import HandOnForm
from boards.models import User
from boards.queries import groups
from boards.queries import handing_on as handing_on_queries
from boards.rules.text import NAME_LIMIT, clean_line
from boards.services import handing_on
from boards.views.answers import administrators, done, form_page, person


@administrators("GET")
def people_list(request: HttpRequest) -> HttpResponse:
    """Everybody, by name; `q` searches, `tab` narrows."""
    text, tab = _searched(request), request.GET.get("tab", "")
    tab = tab if tab in user_list.TABS else "active"
    counts = user_list.counts()
    context = {
        "page": user_list.listing(text, tab, request.GET.get("page")),
        "tabs": [(key, label, counts[key]) for key, (label, _condition) in user_list.TABS.items()],
        "tab": tab,
        "q": text,
    }
    return render(request, "boards/people/list.html", context)


@administrators("GET", "POST")
def create(request: HttpRequest) -> HttpResponse:
    """Make an account, and go on to its page, where the link to choose a password is made."""
    form = PersonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            user = user_admin.create(**form.cleaned_data, actor=person(request))
        except InvalidInput as error:
            form.add_error(error.field, error.sentence)
        else:
            return done(request, _page_of(user), _("%(name)s has an account now.") % {"name": user.display_name})
    return form_page(request, "boards/people/create.html", {"form": form})


@administrators("GET")
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """What an administrator may know of a person and do to the account."""
    return _page(request, _person(pk))


@administrators("POST")
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """A link with which the person chooses a password, shown this once to be handed over."""
    user = _person(pk)
    if not (user.is_active and _has_passwords()):
        raise NotFound
    key = account_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    url = get_adapter(request).get_reset_password_from_key_url(f"{user_pk_to_url_str(user)}-{key}")
    response = _page(request, user, 201, link=url, hours=settings.PASSWORD_RESET_TIMEOUT // 3600)
    response["Cache-Control"] = "no-store"
    return response


@administrators("POST")
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Shut a person out."""
    user = user_admin.deactivate(user=_person(pk), actor=person(request))
    return done(request, _page_of(user), _("%(name)s can't sign in any more.") % {"name": user.display_name})


@administrators("POST")
def activate(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a person in again."""
    user = user_admin.activate(user=_person(pk), actor=person(request))
    return done(request, _page_of(user), _("%(name)s can sign in again.") % {"name": user.display_name})


@administrators("POST")
def promote(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a person an administrator."""
    user = user_admin.set_administrator(user=_person(pk), administrator=True, actor=person(request))
    return done(request, _page_of(user), _("%(name)s is an administrator now.") % {"name": user.display_name})


@administrators("POST")
def demote(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an administrator an ordinary person."""
    user = user_admin.set_administrator(user=_person(pk), administrator=False, actor=person(request))
    return done(request, _page_of(user), _("%(name)s is no administrator any more.") % {"name": user.display_name})


@administrators("POST")
def reset_factors(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the second factors from a person who has lost them."""
    user = _person(pk)
    user_admin.reset_factors(user=user, actor=person(request))
    text = _("%(name)s signs in with the password alone now.") % {"name": user.display_name}
    return done(request, _page_of(user), text)


@administrators("GET", "POST")
def hand_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the open tasks of a person to others."""
    user = _person(pk)
    form = HandOnForm(request.POST if request.method == "POST" else None, workloads=handing_on_queries.of_person(user))
    if not form.is_valid():
        return form_page(request, "boards/people/hand_on.html", {"form": form, "one": user})
    to = form.cleaned_data["to"]
    heirs = user_list.by_ids(to.values())
    count = handing_on.hand_on(user=user, to={pk: heirs.get(to[pk]) for pk in to}, actor=person(request))
    text = ngettext("%(count)s task handed on.", "%(count)s tasks handed on.", count) % {"count": count}
    return done(request, _page_of(user), text)


def _person(pk: int) -> User:
    found = user_list.one(pk)
    if found is None:
        raise NotFound
    return found


def _page(request: HttpRequest, user: User, status: int = 200, **more: object) -> HttpResponse:
    workloads = handing_on_queries.of_person(user)
    context = {
        "one": user,
        "workloads": workloads,
        "can_hand_on": any(one.open for one in workloads),
        "is_self": user.pk == person(request).pk,
        "owned": user_list.owned(user),
        "groups": groups.of_person(user),
        "factors": user_list.factors(user),
        "has_passwords": _has_passwords(),
    }
    return render(request, "boards/people/person.html", context | more, status=status)


def _page_of(user: User) -> str:
    return reverse("person", args=[user.pk])


def _has_passwords() -> bool:
    return bool(getattr(settings, "PASSWORD_LOGIN", True))


def _searched(request: HttpRequest) -> str:
    """What is searched for; a text that no name can hold finds nobody, so it is left out."""
    try:
        return clean_line("q", request.GET.get("q", ""), NAME_LIMIT, required=False)
    except InvalidInput:
        return ""
