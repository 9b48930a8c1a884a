"""The groups of people that have a role in a project, and the tasks of those who are here no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boards import access
from boards.exceptions import NotFound, RuleBroken
from boards.forms.members import AddGroupForm, GroupRoleForm, TasksForm
from boards.models import Project
from boards.policy import Action, can, role_of
from boards.queries import groups as queries
from boards.queries import handing_on as handing_on_queries
from boards.queries import people
from boards.services import groups, handing_on
from boards.views.answers import done, form_page, is_htmx, person, signed_in
from boards.views.members import section
from boards.views.project_context import in_project

if TYPE_CHECKING:
    from boards.queries.groups import CountedRole


@signed_in("GET", "POST")
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a group a role in the project."""
    project, rights = access.get_project(person(request), pk, Action.EDIT_MEMBERS)
    choice = queries.addable(project, person(request))
    form = AddGroupForm(request.POST if request.method == "POST" else None, groups=choice)
    status = 422
    if form.is_valid():
        group = form.cleaned_data["group"]
        try:
            groups.give_role(project=project, group=group, role=form.cleaned_data["role"], actor=person(request))
        except RuleBroken as error:
            form.add_error(None, error.sentence)
            status = 409
        else:
            return _done(request, project, _("The people of “%(group)s” take part now.") % {"group": group.name})
    if form.is_bound and is_htmx(request):
        return section(request, project, status, add_group=form)
    context = in_project(project, rights, form=form)
    return render(request, "boards/settings/group_add.html", context, status=status if form.is_bound else 200)


@signed_in("GET", "POST")
def edit(request: HttpRequest, pk: int, group_id: int) -> HttpResponse:
    """Change the role of a group."""
    project, rights = access.get_project(person(request), pk, Action.EDIT_MEMBERS)
    given = _given(project, group_id)
    form = GroupRoleForm(request.POST if request.method == "POST" else None, initial={"role": given.role})
    if not form.is_valid():
        context = in_project(project, rights, form=form, given=given)
        return form_page(request, "boards/settings/group_edit.html", context)
    groups.change_role(project=project, group=given.group, **form.cleaned_data, actor=person(request))
    return _done(request, project, _("Role of “%(group)s” changed.") % {"group": given.group.name})


@signed_in("GET", "POST")
def remove(request: HttpRequest, pk: int, group_id: int) -> HttpResponse:
    """Take its role away, once it was said what ends with that."""
    project, rights = access.get_project(person(request), pk, Action.EDIT_MEMBERS)
    given = _given(project, group_id)
    if request.method == "GET":
        ending = next(iter(queries.endings(given.group, project=project)), None)
        context = in_project(project, rights, given=given, ending=ending)
        return render(request, "boards/project_confirm/group_remove.html", context)
    groups.take_role(project=project, group=given.group, actor=person(request))
    text = _("“%(group)s” was removed.") % {"group": given.group.name}
    return _done(request, project, text)


@signed_in("GET", "POST")
def hand_on(request: HttpRequest, pk: int, user_id: int) -> HttpResponse:
    """Give the open tasks of somebody who takes part no more to another."""
    project, rights = access.get_project(person(request), pk, Action.EDIT_MEMBERS)
    left = next((one for one in people.left_with_tasks(project) if one.user.pk == user_id), None)
    if left is None:
        raise NotFound
    tasks = handing_on_queries.in_project(project, left.user)
    form = TasksForm(request.POST if request.method == "POST" else None, heirs=tasks.heirs)
    if not form.is_valid():
        context = in_project(project, rights, form=form, one=left.user, tasks=tasks)
        return form_page(request, "boards/settings/hand_on.html", context)
    count = handing_on.hand_on(user=left.user, to={pk: form.cleaned_data["tasks_to"]}, actor=person(request))
    text = ngettext("%(count)s task handed on.", "%(count)s tasks handed on.", count) % {"count": count}
    return done(request, _members(pk), text)


def _done(request: HttpRequest, project: Project, text: str) -> HttpResponse:
    """To the members; or to the projects, for who was an admin through that group alone."""
    role = role_of(person(request), project)
    if role is None or not can(role, Action.EDIT_MEMBERS):
        return done(request, reverse("project-list"), text)
    return section(request, project, text=text) if is_htmx(request) else done(request, _members(project.pk), text)


def _given(project: Project, group_id: int) -> CountedRole:
    found = queries.role(project, group_id)
    if found is None:
        raise NotFound
    return found


def _members(project_id: int) -> str:
    return f"{reverse('project-settings', args=[project_id])}#members"
