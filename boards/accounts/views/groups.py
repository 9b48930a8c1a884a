"""Groups of people: for the administrators of the site alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boards.accounts.forms.groups import AddPeopleForm, GroupForm
from boards.accounts.oidc.provider import by_issuer, name_of
from boards.exceptions import InvalidInput, NotFound, RuleBroken
from boards.models import Group, User
from boards.queries import groups as queries
from boards.rules.text import NAME_LIMIT, clean_line
from boards.services import groups
from boards.views.answers import administrators, done, form_page, person

if TYPE_CHECKING:
    from boards.queries.groups import CountedGroup

# More people than that are searched.
MANY = 20
MOST_SHOWN = 200


@administrators("GET")
def group_list(request: HttpRequest) -> HttpResponse:
    """All groups, by name; `q` searches."""
    text = searched(request)
    context = {"page": queries.listing(text, request.GET.get("page")), "q": text}
    return render(request, "boards/groups/list.html", context)


@administrators("GET", "POST")
def create(request: HttpRequest) -> HttpResponse:
    """Make a group, and go on to its page."""
    form = GroupForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = groups.create(**form.cleaned_data, actor=person(request))
        except InvalidInput as error:
            form.add_error(error.field, error.sentence)
        else:
            return done(request, _page_of(made), _("The group “%(name)s” is there now.") % {"name": made.name})
    return form_page(request, "boards/groups/form.html", {"form": form})


@administrators("GET")
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is in it, and where it has a role."""
    return _page(request, _group(pk), AddPeopleForm())


@administrators("GET", "POST")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change its name, or who brings its people."""
    group = _group(pk)
    form = GroupForm(request.POST if request.method == "POST" else None, group=group)
    if form.is_valid():
        try:
            groups.update(group=group, **form.cleaned_data, actor=person(request))
        except InvalidInput as error:
            form.add_error(error.field, error.sentence)
        else:
            return done(request, _page_of(group), _("Saved."))
    return form_page(request, "boards/groups/form.html", {"form": form, "group": group})


@administrators("POST")
def add_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the people with these addresses into it."""
    group = _group(pk)
    form = AddPeopleForm(request.POST)
    if not form.is_valid():
        return _page(request, group, form, status=422)
    try:
        count = groups.add(group=group, users=form.cleaned_data["addresses"], actor=person(request))
    except RuleBroken as error:
        form.add_error(None, error.sentence)
        return _page(request, group, form, status=409)
    text = ngettext("%(count)s person added.", "%(count)s people added.", count) % {"count": count}
    return done(request, _page_of(group), text if count else _("They are all in it already."))


@administrators("GET", "POST")
def remove_person(request: HttpRequest, pk: int, user_id: int) -> HttpResponse:
    """Take somebody out of it, once it was said what ends with that."""
    group = _group(pk)
    user = _in(group, user_id)
    endings = queries.endings(group, user=user)
    if request.method == "GET":
        context = {"group": group, "one": user, "endings": endings}
        return render(request, "boards/groups/remove_person.html", context)
    groups.remove(group=group, user=user, actor=person(request))
    words = {"name": user.display_name, "group": group.name}
    return done(request, _page_of(group), _("%(name)s is not in “%(group)s” any more.") % words)


@administrators("GET", "POST")
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete the group, once it was said what ends with it."""
    group = _group(pk)
    if request.method == "GET":
        context = {"group": group, "given": queries.roles_of(group), "endings": queries.endings(group)}
        return render(request, "boards/groups/delete.html", context)
    groups.delete(group=group, actor=person(request))
    return done(request, reverse("group-list"), _("The group “%(name)s” was deleted.") % {"name": group.name})


def searched(request: HttpRequest) -> str:
    """What is searched for; a text that no name can hold finds nothing, so it is left out."""
    try:
        return clean_line("q", request.GET.get("q", ""), NAME_LIMIT, required=False)
    except InvalidInput:
        return ""


def _page(request: HttpRequest, group: CountedGroup, form: AddPeopleForm, status: int = 200) -> HttpResponse:
    text = searched(request)
    found = queries.people_of(group, text)
    count = found.count()
    context = {
        "group": group,
        "form": form,
        "q": text,
        "is_many": group.people > MANY,
        "found": count,
        "people": found[:MOST_SHOWN],
        "more": max(0, count - MOST_SHOWN),
        "given": queries.roles_of(group),
        "provider": name_of(group.issuer) if group.issuer else "",
        "is_silent": group.issuer and not getattr(by_issuer(group.issuer), "groups_claim", ""),
    }
    return render(request, "boards/groups/group.html", context, status=status)


def _group(pk: int) -> CountedGroup:
    found = queries.one(pk)
    if found is None:
        raise NotFound
    return found


def _in(group: Group, user_id: int) -> User:
    found = queries.people_of(group).filter(pk=user_id).first()
    if found is None:
        raise NotFound
    return found


def _page_of(group: Group) -> str:
    return reverse("group", args=[group.pk])
