"""Who takes part in a project."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from boards import access, address_lookup
from boards.exceptions import NotFound, RuleBroken
from boards.forms.members import AddMemberForm, RoleForm
from boards.models import Project, Visibility
from boards.policy import Action, Rights
from boards.queries import people
from boards.queries import settings as settings_queries
from boards.services import members
from boards.views.answers import done, form_page, is_htmx, person, refusal, signed_in
from boards.views.project_context import in_project, of_members


@signed_in("GET", "POST")
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a registered person a role. Limited, because the answer tells whether an address has an account."""
    project, rights = access.get_project(person(request), pk, Action.EDIT_MEMBERS)
    form = AddMemberForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _add_page(request, project, rights, form)
    try:
        found = address_lookup.by_address(request, form.cleaned_data["email"], user=person(request))
    except address_lookup.TooManyTries:
        return _too_many(request)
    if found is None:
        form.add_error("email", _("Nobody has signed up with this address yet. Ask them to, then add them here."))
        return _add_page(request, project, rights, form)
    try:
        members.add(project=project, user=found, role=form.cleaned_data["role"], actor=person(request))
    except RuleBroken as error:
        form.add_error(None, error.sentence)
        return _add_page(request, project, rights, form, status=409)
    text = _("%(name)s takes part now.") % {"name": found.display_name}
    if is_htmx(request):
        return _section(request, project, add_member=AddMemberForm(), text=text)
    return done(request, _settings(pk), text)


def _add_page(
    request: HttpRequest, project: Project, rights: Rights, form: AddMemberForm, status: int = 422
) -> HttpResponse:
    """The form as it was filled in: a page, or for htmx where it stands in the settings."""
    if form.is_bound and is_htmx(request):
        return _section(request, project, status, add_member=form)
    context = in_project(project, rights, form=form)
    return render(request, "boards/settings/member_add.html", context, status=status if form.is_bound else 200)


def _section(request: HttpRequest, project: Project, status: int = 200, **context: object) -> HttpResponse:
    """The members of the settings, as they are then."""
    fresh, rights = access.get_project(person(request), project.pk, Action.EDIT_MEMBERS)
    page = settings_queries.of_project(fresh, person(request), rights)
    shown = of_members(fresh, page=page, **context)
    return render(request, "boards/settings/_members_answer.html", shown, status=status)


@signed_in("GET", "POST")
def edit(request: HttpRequest, pk: int, user_id: int) -> HttpResponse:
    """Change a member's role."""
    project, rights = access.get_project(person(request), pk, Action.EDIT_MEMBERS)
    member = _member(project, user_id)
    form = RoleForm(request.POST if request.method == "POST" else None, initial={"role": member.role})
    if not form.is_valid():
        context = in_project(project, rights, form=form, member=member)
        return form_page(request, "boards/settings/member_edit.html", context)
    members.change_role(project=project, user=member.user, role=form.cleaned_data["role"], actor=person(request))
    if is_htmx(request) and member.user != request.user:
        context = of_members(project, each=_member(project, user_id), saved=True)
        return render(request, "boards/settings/_member_row.html", context)
    to = reverse("board", args=[pk]) if member.user == request.user else _settings(pk)
    return done(request, to, _("Role of %(name)s changed.") % {"name": member.user.display_name})


@signed_in("GET", "POST")
def remove(request: HttpRequest, pk: int, user_id: int) -> HttpResponse:
    """Take a member out of the project."""
    project, rights = access.get_project(person(request), pk, Action.EDIT_MEMBERS)
    member = _member(project, user_id)
    if member.user == request.user:
        return leave(request, pk)
    if request.method != "POST":
        context = in_project(project, rights, member=member)
        return render(request, "boards/project_confirm/member_remove.html", context)
    members.remove(project=project, user=member.user, actor=person(request))
    return done(request, _settings(pk), _("%(name)s was removed.") % {"name": member.user.display_name})


@signed_in("GET", "POST")
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up one's own membership."""
    project, rights = access.get_project(person(request), pk, Action.LEAVE)
    if request.method != "POST":
        context = in_project(project, rights, tab="", stays_visible=project.visibility == Visibility.PUBLIC)
        return render(request, "boards/project_confirm/leave.html", context)
    members.remove(project=project, user=person(request), actor=person(request))
    return done(request, reverse("project-list"), _("You left “%(project)s”.") % {"project": project.title})


def _member(project: Project, user_id: int) -> people.Participant:
    found = people.member(project, user_id)
    if found is None:
        raise NotFound
    return found


def _too_many(request: HttpRequest) -> HttpResponse:
    text = _("You have tried many addresses that nobody here has. Wait ten minutes, then go on.")
    response = refusal(request, text, 429)
    response["Retry-After"] = str(address_lookup.WAIT)
    return response


def _settings(project_id: int) -> str:
    return f"{reverse('project-settings', args=[project_id])}#members"
