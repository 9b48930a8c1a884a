"""The tags of a project."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boards import access
from boards.exceptions import InvalidInput
from boards.forms.tags import MergeForm, TagForm
from boards.models import Project
from boards.policy import Action
from boards.queries import settings as settings_queries
from boards.queries import tags as tag_queries
from boards.services import tags
from boards.views.answers import came_from, done, form_page, is_htmx, person, signed_in
from boards.views.board import open_filter
from boards.views.project_context import in_project


@signed_in("GET", "POST")
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a tag."""
    project, rights = access.get_project(person(request), pk, Action.EDIT_TAGS)
    data = request.POST if request.method == "POST" else None
    form = TagForm.new(tag_queries.count(project), data)
    if form.is_valid():
        try:
            tag = tags.create(project=project, **form.cleaned_data, actor=person(request))
            return _made(request, project, _("Tag “%(tag)s” made.") % {"tag": tag.name})
        except InvalidInput as error:
            form.add_error(error.field, error.sentence)
    template = "boards/settings/_tag_dialog.html" if is_htmx(request) else "boards/settings/tag_create.html"
    return form_page(request, template, in_project(project, rights, form=form))


def _made(request: HttpRequest, project: Project, text: str) -> HttpResponse:
    """Back to where it was asked for; an open board only offers the tag in its filter from now on."""
    if not is_htmx(request):
        return done(request, came_from(request, _settings(project.pk)), text)
    if _in_settings(request, project):
        return _changed(request, project, text)
    fresh, _rights = access.get_project(person(request), project.pk, Action.EDIT_TAGS)
    context = {"filter": open_filter(request, fresh), "action": f"/projects/{project.pk}/", "text": text}
    return render(request, "boards/_tag_added.html", context)


def _in_settings(request: HttpRequest, project: Project) -> bool:
    here = urlsplit(request.headers.get("HX-Current-URL", "")).path
    return here == reverse("project-settings", args=[project.pk])


def _changed(request: HttpRequest, project: Project, text: str) -> HttpResponse:
    """Back to the settings; if they are open, the tags as they are then."""
    if not is_htmx(request):
        return done(request, _settings(project.pk), text)
    fresh, rights = access.get_project(person(request), project.pk, Action.EDIT_TAGS)
    page = settings_queries.of_project(fresh, person(request), rights)
    return render(request, "boards/settings/_tags_changed.html", {"project": fresh, "page": page, "text": text})


@signed_in("GET", "POST")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename or recolour a tag."""
    tag, rights = access.get_tag(person(request), pk, Action.EDIT_TAGS)
    form = TagForm.of(tag, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            tags.update(tag=tag, **form.onto(tag), actor=person(request))
            return _changed(request, tag.project, _("Tag saved."))
        except InvalidInput as error:
            form.add_error(error.field, error.sentence)
    template = "boards/settings/_tag_dialog.html" if is_htmx(request) else "boards/settings/tag_edit.html"
    return form_page(request, template, in_project(tag.project, rights, form=form, tag=tag))


@signed_in("GET", "POST")
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the tasks of one tag another tag instead."""
    tag, rights = access.get_tag(person(request), pk, Action.EDIT_TAGS)
    form = MergeForm(request.POST if request.method == "POST" else None, tags=tag_queries.others(tag))
    if not form.is_valid():
        context = in_project(tag.project, rights, form=form, tag=tag)
        context |= {"count": tag_queries.task_count(tag), "others": tag_queries.others(tag)}
        return form_page(request, "boards/settings/tag_merge.html", context)
    into = tags.merge(tag=tag, into=form.cleaned_data["into"], actor=person(request))
    text = _("Tag “%(tag)s” merged into “%(into)s”.") % {"tag": tag.name, "into": into.name}
    return done(request, _settings(tag.project_id), text)


@signed_in("GET", "POST")
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a tag off every task, and remove it."""
    tag, rights = access.get_tag(person(request), pk, Action.EDIT_TAGS)
    count = tag_queries.task_count(tag)
    if request.method != "POST":
        context = in_project(tag.project, rights, tag=tag, count=count)
        return render(request, "boards/project_confirm/tag_delete.html", context)
    tags.delete(tag=tag, actor=person(request))
    text = ngettext(
        "Tag “%(tag)s” taken off %(count)s task and removed.",
        "Tag “%(tag)s” taken off %(count)s tasks and removed.",
        count,
    )
    return done(request, _settings(tag.project_id), text % {"tag": tag.name, "count": count})


def _settings(project_id: int) -> str:
    return f"{reverse('project-settings', args=[project_id])}#tags"
