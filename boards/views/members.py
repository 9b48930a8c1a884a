"""Who takes part in a project."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from boards import access, address_lookup
from boards.exceptions import NotFound, RuleBroken
from boards.forms.members import ROLES, AddGroupForm, AddMemberForm, RoleForm, TasksForm
from boards.models import Invitation, Project, User, Visibility
from boards.policy import Action, Rights
from boards.queries import groups as group_queries
from boards.queries import handing_on, people
from boards.queries import invitations as invitation_queries
from boards.queries import settings as settings_queries
from boards.services import invitations, members
from boards.views.answers import done, form_page, is_htmx, person, refusal, signed_in
from boards.views.project_context import in_project, of_members


@signed_in("GET", "POST")
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody known a role in the project, or invite the address: the same for all addresses of strangers."""
    project, rights = access.get_project(person(request), pk, Action.EDIT_MEMBERS)
    form = AddMemberForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _add_page(request, project, rights, form)
    email, role = form.cleaned_data["email"], form.cleaned_data["role"]
    found = address_lookup.known(email, user=person(request))
    try:
        if found is None:
            address_lookup.count_invitation(request, email, user=person(request))
            return invited(request, invitations.invite(project=project, email=email, role=role, actor=person(request)))
        members.add(project=project, user=found, role=role, actor=person(request))
    except address_lookup.TooManyTries:
        return too_many(request)
    except RuleBroken as error:
        form.add_error(None, error.sentence)
        return _add_page(request, project, rights, form, status=409)
    text = _("%(name)s takes part now.") % {"name": found.display_name}
    if is_htmx(request):
        return section(request, project, text=text)
    return done(request, _settings(pk), text)


def _add_page(
    request: HttpRequest, project: Project, rights: Rights, form: AddMemberForm, status: int = 422
) -> HttpResponse:
    """The form as it was filled in: a page, or for htmx where it stands in the settings."""
    if form.is_bound and is_htmx(request):
        return section(request, project, status, add_member=form)
    context = in_project(project, rights, form=form)
    return render(request, "boards/settings/member_add.html", context, status=status if form.is_bound else 200)


def section(request: HttpRequest, project: Project, status: int = 200, **context: object) -> HttpResponse:
    """The members of the settings, as they are then."""
    fresh, rights = access.get_project(person(request), project.pk, Action.EDIT_MEMBERS)
    page = settings_queries.of_project(fresh, person(request), rights)
    shown = of_members(fresh, page=page, **{**forms_for_members(fresh, person(request)), **context})
    return render(request, "boards/settings/_members_answer.html", shown, status=status)


def forms_for_members(project: Project, user: User) -> dict[str, Any]:
    """The empty forms beside the members."""
    return {
        "add_member": AddMemberForm(),
        "add_group": AddGroupForm(groups=group_queries.addable(project, user)),
    }


def invited(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """An invitation is on its way; where no e-mail is sent, here is its link, this once."""
    project = invitation.project
    if not invitation.is_mailed:
        link = invitation_queries.link(invitation)
        if is_htmx(request):
            response = section(request, project, invited=invitation, link=link)
        else:
            project, rights = access.get_project(person(request), project.pk, Action.EDIT_MEMBERS)
            context = in_project(project, rights, invited=invitation, link=link)
            response = render(request, "boards/settings/invitation_link.html", context, status=201)
        response["Cache-Control"] = "private, no-store"
        return response
    text = _("An invitation to %(address)s is on its way.") % {"address": invitation.email}
    return section(request, project, text=text) if is_htmx(request) else done(request, _settings(project.pk), text)


@signed_in("GET", "POST")
def edit(request: HttpRequest, pk: int, user_id: int) -> HttpResponse:
    """Change a member's role; who becomes a viewer hands their tasks on."""
    project, rights = access.get_project(person(request), pk, Action.EDIT_MEMBERS)
    member = _member(project, user_id)
    tasks = handing_on.in_project(project, member.user)
    wanted = request.GET.get("role", "")
    initial = {"role": wanted if wanted in dict(ROLES) else member.role}
    form = RoleForm(request.POST if request.method == "POST" else None, heirs=tasks.heirs, initial=initial)
    if not form.is_valid():
        context = in_project(project, rights, form=form, member=member, tasks=tasks)
        return form_page(request, "boards/settings/member_edit.html", context)
    members.change_role(project=project, user=member.user, **form.cleaned_data, actor=person(request))
    if is_htmx(request) and member.user != request.user:
        context = of_members(project, each=_member(project, user_id), saved=True)
        return render(request, "boards/settings/_member_row.html", context)
    to = reverse("board", args=[pk]) if member.user == request.user else _settings(pk)
    return done(request, to, _("Role of %(name)s changed.") % {"name": member.user.display_name})


@signed_in("GET", "POST")
def remove(request: HttpRequest, pk: int, user_id: int) -> HttpResponse:
    """Take a member out of the project, and hand on what they have to do."""
    project, rights = access.get_project(person(request), pk, Action.EDIT_MEMBERS)
    member = people.member(project, user_id)
    if member is None:
        if user_id == project.owner_id:
            raise NotFound
        return _gone(request, pk)
    if member.user == request.user:
        return leave(request, pk)
    tasks = handing_on.in_project(project, member.user)
    form = TasksForm(request.POST if request.method == "POST" else None, heirs=tasks.heirs)
    if not form.is_valid():
        context = in_project(project, rights, form=form, member=member, tasks=tasks)
        return form_page(request, "boards/project_confirm/member_remove.html", context)
    try:
        members.remove(project=project, user=member.user, **form.cleaned_data, actor=person(request))
    except NotFound:
        return _gone(request, pk)
    text = _("%(name)s takes part through %(groups)s alone now.") if member.groups else _("%(name)s was removed.")
    return done(request, _settings(pk), text % {"name": member.user.display_name, "groups": member.group_names})


def _gone(request: HttpRequest, project_id: int) -> HttpResponse:
    """Back to the members, who are others by now; alike for everybody who is none, so that it tells of no account."""
    return done(request, _settings(project_id), _("They take no part in this project any more."))


@signed_in("GET", "POST")
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up one's own membership, and hand on what one has to do."""
    project, rights = access.get_project(person(request), pk, Action.LEAVE)
    tasks = handing_on.in_project(project, person(request))
    form = TasksForm(request.POST if request.method == "POST" else None, heirs=tasks.heirs, is_self=True)
    member = _member(project, person(request).pk)
    if not form.is_valid():
        stays_visible = project.visibility == Visibility.PUBLIC
        context = in_project(
            project, rights, tab="", form=form, tasks=tasks, stays_visible=stays_visible, member=member
        )
        return form_page(request, "boards/project_confirm/leave.html", context)
    members.remove(project=project, user=person(request), **form.cleaned_data, actor=person(request))
    text = _("You left “%(project)s”.")
    if member.groups:
        text = _("You take part in “%(project)s” through %(groups)s alone now.")
    return done(request, reverse("project-list"), text % {"project": project.title, "groups": member.group_names})


def _member(project: Project, user_id: int) -> people.Participant:
    found = people.member(project, user_id)
    if found is None:
        raise NotFound
    return found


def too_many(request: HttpRequest) -> HttpResponse:
    """Why nothing more is sent for now."""
    response = refusal(request, _("That were many invitations in a short time. Wait an hour, then go on."), 429)
    response["Retry-After"] = str(address_lookup.INVITE_WAIT)
    return response


def _settings(project_id: int) -> str:
    return f"{reverse('project-settings', args=[project_id])}#members"
