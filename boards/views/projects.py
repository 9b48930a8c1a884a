"""Projects: making one, its settings, and its end."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from boards import access
from boards.exceptions import EditConflict, InvalidInput
from boards.forms.projects import DeleteForm, ProjectForm, TransferForm
from boards.models import Project
from boards.policy import Action, Rights, can
from boards.queries import conflicts, people
from boards.queries import ownership as ownership_queries
from boards.queries import settings as settings_queries
from boards.rules.markdown import to_html
from boards.services import ownership, projects
from boards.views.answers import came_from, done, form_page, in_dialog, is_htmx, person, signed_in
from boards.views.members import forms_for_members
from boards.views.project_context import in_project, of_members

MOST_LOOKED_FOR = 100


@signed_in("GET", "POST")
def create(request: HttpRequest) -> HttpResponse:
    """Make a project of one's own."""
    form = ProjectForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return form_page(request, "boards/project_create.html", {"form": form})
    project = projects.create(**form.changed, actor=person(request))
    return done(request, reverse("board", args=[project.pk]), _("Project created. Add its first card."))


@signed_in("GET", "POST")
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    """The settings that the person's role may see; a POST saves the general ones."""
    if request.method == "POST":
        return _save(request, *access.get_project(person(request), pk, Action.EDIT_PROJECT))
    project, rights = access.get_project(person(request), pk, Action.EDIT_TAGS)
    return _settings_page(request, project, rights, ProjectForm.of(project))


@signed_in("POST")
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a project away."""
    project, _rights = access.get_project(person(request), pk, Action.ARCHIVE_PROJECT)
    project = projects.archive(project=project, actor=person(request))
    text = _("Project archived. It stays readable and takes no changes.")
    return done(request, reverse("board", args=[pk]), text, undo=project.last_activity_id)


@signed_in("POST")
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an archived project into use again."""
    project, _rights = access.get_project(person(request), pk, Action.ARCHIVE_PROJECT)
    project = projects.restore(project=project, actor=person(request))
    to = came_from(request, reverse("board", args=[pk]))
    return done(request, to, _("Project restored."), undo=project.last_activity_id)


@signed_in("GET", "POST")
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a project, once its title has been typed."""
    project, rights = access.get_project(person(request), pk, Action.DELETE_PROJECT)
    form = DeleteForm(request.POST if request.method == "POST" else None, project=project)
    if not form.is_valid():
        context = in_project(project, rights, form=form)
        return form_page(request, "boards/project_confirm/delete.html", context)
    project = projects.delete(project=project, actor=person(request))
    text = _("“%(project)s” was deleted.") % {"project": project.title}
    return done(request, reverse("project-list"), text, undo=project.last_activity_id)


@signed_in("GET", "POST")
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a project to one of its members; or hand it over, where its owner is deactivated."""
    project, rights = access.get_project(person(request), pk, Action.TRANSFER_PROJECT)
    form = TransferForm(request.POST if request.method == "POST" else None, people=people.heirs(project))
    if not form.is_valid():
        context = in_project(project, rights, form=form, heirs=people.heirs(project))
        return form_page(request, "boards/project_confirm/transfer.html", context)
    heir = form.cleaned_data["to"]
    if ownership.hand_over(project=project, to=heir, actor=person(request)):
        text = _("%(name)s was asked. The project stays yours until they accept.") % {"name": heir.display_name}
        return done(request, f"{reverse('project-settings', args=[pk])}#danger", text)
    text = _("The project belongs to %(name)s now.") % {"name": heir.display_name}
    return done(request, reverse("board", args=[pk]), text)


@signed_in("GET")
def about(request: HttpRequest, pk: int) -> HttpResponse:
    """What a project is about, for all who may see it: its description, and who takes part."""
    project, rights = access.get_project(person(request), pk, Action.VIEW)
    context = in_project(
        project,
        rights,
        tab="",
        description=to_html(project.description),
        participants=people.with_roles(project),
        offer=ownership_queries.between(project, person(request)),
    )
    return render(request, "boards/project_about.html", context)


def _save(request: HttpRequest, project: Project, rights: Rights) -> HttpResponse:
    form = ProjectForm.of(project, request.POST)
    if not form.is_valid():
        return _refused(request, project, rights, form)
    seen = form.cleaned_data["version"]
    try:
        changed = conflicts.kept(form.changed, request.POST, project)
        projects.update(project=project, changed=changed, seen_version=seen, actor=person(request))
    except EditConflict as error:
        return _conflict_page(request, project, rights, conflicts.of_project(form, error, seen))
    except InvalidInput as error:
        form.add_error(error.field if error.field in form.fields else None, error.sentence)
        return _refused(request, project, rights, form)
    text = _("Settings saved.")
    if not is_htmx(request):
        return done(request, reverse("project-settings", args=[project.pk]), text)
    fresh, rights = access.get_project(person(request), project.pk, Action.EDIT_PROJECT)
    return _general(request, fresh, rights, ProjectForm.of(fresh), text=text)


def _refused(request: HttpRequest, project: Project, rights: Rights, form: ProjectForm) -> HttpResponse:
    """The form as it was filled in: a page, or for htmx where it stands in the settings."""
    answer = _general if is_htmx(request) else _settings_page
    return answer(request, project, rights, form)


def _general(
    request: HttpRequest, project: Project, rights: Rights, form: ProjectForm, **context: object
) -> HttpResponse:
    page = settings_queries.of_project(project, person(request), rights)
    context |= in_project(project, rights, form=form, page=page)
    return form_page(request, "boards/settings/_general_answer.html", context)


def _settings_page(request: HttpRequest, project: Project, rights: Rights, form: ProjectForm) -> HttpResponse:
    looked_for = request.GET.get("member", "")[:MOST_LOOKED_FOR]
    page = settings_queries.of_project(project, person(request), rights, looked_for)
    context = of_members(project, page=page, looked_for=looked_for)
    if is_htmx(request) and "member" in request.GET:
        return render(request, "boards/settings/_member_rows.html", context)
    context |= in_project(project, rights, form=form, **forms_for_members(project, person(request)))
    if can(rights.role, Action.EDIT_PROJECT):
        return form_page(request, "boards/settings/settings.html", context)
    return render(request, "boards/settings/settings.html", context)


def _conflict_page(
    request: HttpRequest, project: Project, rights: Rights, conflict: conflicts.Conflict
) -> HttpResponse:
    here = reverse("project-settings", args=[project.pk])
    for each in conflict.fields:
        # Its twin may lie under the dialog.
        each.field.form.auto_id = "conflict_%s"
    context = in_project(project, rights, conflict=conflict, action=here, back=here, draft=f"project-{project.pk}")
    if not is_htmx(request):
        return render(request, "boards/conflict.html", context, status=409)
    return in_dialog(render(request, "boards/_conflict.html", context, status=409))
