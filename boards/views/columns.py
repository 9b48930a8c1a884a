"""The columns of a board."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from boards import access
from boards.exceptions import InvalidInput, RuleBroken
from boards.forms.columns import ColumnForm, DeleteColumnForm, PlaceForm
from boards.models import Column, Project
from boards.policy import Action, Rights
from boards.queries import columns as column_queries
from boards.queries import settings as settings_queries
from boards.services import columns
from boards.views.answers import came_from, done, form_page, is_htmx, person, refused_form, signed_in, then_focus
from boards.views.board import column_html, open_column, open_heads
from boards.views.project_context import in_project


@signed_in("GET", "POST")
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a column."""
    project, rights = access.get_project(person(request), pk, Action.EDIT_COLUMNS)
    form = ColumnForm(request.POST if request.method == "POST" else None)
    template, context = _template(request, "create"), in_project(project, rights, form=form)
    if not form.is_valid():
        return form_page(request, template, context)
    try:
        column = columns.create(project=project, **form.cleaned_data, actor=person(request))
    except InvalidInput as error:
        form.add_error(error.field, error.sentence)
        return form_page(request, template, context)
    except RuleBroken as error:
        return refused_form(request, template, context, error)
    text = _("Column “%(column)s” added.") % {"column": column.name}
    if is_htmx(request):
        column.project = project
        left, html = column_queries.before(column), column_html(request, column, rights.role)
        return render(request, "boards/_column_change.html", {"new": html, "left": left, "text": text})
    return done(request, came_from(request, _settings(pk)), text)


@signed_in("GET", "POST")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a column, set its status and limit."""
    column, rights = access.get_column(person(request), pk, Action.EDIT_COLUMNS)
    form = ColumnForm.of(column, request.POST if request.method == "POST" else None)
    template = _template(request, "edit")
    if not form.is_valid():
        return form_page(request, template, _edit_context(column, rights, form))
    try:
        saved = columns.update(column=column, **form.onto(column), actor=person(request))
    except InvalidInput as error:
        form.add_error(error.field, error.sentence)
        return form_page(request, template, _edit_context(column, rights, form))
    except RuleBroken as error:
        return refused_form(request, template, _edit_context(column, rights, form), error)
    # On an open board more than the head hangs on the status.
    if is_htmx(request) and saved.status == column.status:
        heads = open_heads(request, column.project, [saved])
        return render(request, "boards/_column_change.html", {"columns": heads, "text": _("Column saved.")})
    return done(request, came_from(request, _settings(column.project_id)), _("Column saved."))


@signed_in("POST")
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a column behind another one, to the front, or one step to the left or right."""
    column, _rights = access.get_column(person(request), pk, Action.EDIT_COLUMNS)
    form = PlaceForm(request.POST, columns=column_queries.others(column))
    if not form.is_valid() or request.POST.keys().isdisjoint({"after", "step"}):
        raise InvalidInput("after", _("Choose another column of this project."))
    step = form.cleaned_data["step"]
    after, moves = column_queries.beside(column, step) if step else (form.cleaned_data["after"], True)
    if moves:
        columns.move(column=column, after=after, actor=person(request))
    words = _("Column “%(column)s” moved.") if moves else _("Column “%(column)s” is at the end already.")
    text = words % {"column": column.name}
    if request.headers.get("HX-Target") == "section#columns":
        return _in_settings(request, column.project_id, text)
    if is_htmx(request):
        return render(request, "boards/_toast_partial.html", {"text": text, "level": "success"})
    return done(request, came_from(request, _settings(column.project_id)), text)


def _in_settings(request: HttpRequest, project_id: int, text: str) -> HttpResponse:
    """The columns as they are then, for the settings that htmx asked from."""
    project, rights = access.get_project(person(request), project_id, Action.EDIT_COLUMNS)
    page = settings_queries.of_project(project, person(request), rights)
    return render(request, "boards/settings/_columns_moved.html", {"project": project, "page": page, "text": text})


@signed_in("GET", "POST")
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a column; its tasks go to another one."""
    column, rights = access.get_column(person(request), pk, Action.EDIT_COLUMNS)
    held, pk = column_queries.held(column), column.pk
    data = request.POST if request.method == "POST" else None
    form = DeleteColumnForm(data, columns=column_queries.others(column), needed=held.tasks > 0)
    template = "settings/_column_removal_dialog" if is_htmx(request) else "project_confirm/column_delete"
    template, context = (
        f"boards/{template}.html",
        in_project(column.project, rights, form=form, column=column, held=held),
    )
    if not form.is_valid():
        return form_page(request, template, context)
    beside = column_queries.neighbour(column)
    try:
        columns.delete(column=column, into=form.cleaned_data["into"], actor=person(request))
    except RuleBroken as error:
        return refused_form(request, template, context, error)
    text = _("Column “%(column)s” removed.") % {"column": column.name}
    if is_htmx(request):
        answer = _gone(request, column.project, pk, form.cleaned_data["into"], text)
        return then_focus(answer, f"#column-head-{beside} .column-menu button")
    return done(request, came_from(request, _settings(column.project_id)), text)


def _gone(request: HttpRequest, project: Project, gone: int, into: Column | None, text: str) -> HttpResponse:
    """The open board without a column, whose cards are in another one."""
    project.refresh_from_db(fields=["progress", "revision"])
    context = {"project": project, "gone": gone, "into": into and open_column(request, project, into), "text": text}
    return render(request, "boards/_column_gone.html", context)


def _template(request: HttpRequest, what: str) -> str:
    """The page of its own; over a board the inside of a dialog."""
    return "boards/settings/_column_dialog.html" if is_htmx(request) else f"boards/settings/column_{what}.html"


def _edit_context(column: Column, rights: Rights, form: ColumnForm) -> dict[str, object]:
    place = PlaceForm(columns=column_queries.others(column), initial={"after": column_queries.before(column)})
    return in_project(column.project, rights, form=form, place=place, column=column, held=column_queries.held(column))


def _settings(project_id: int) -> str:
    return f"{reverse('project-settings', args=[project_id])}#columns"
