"""The lists: every task one may see, the tasks of a project, the projects."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from boards import access, etags
from boards.exceptions import InvalidInput
from boards.filters import FilterBar, Heading, TaskFilter
from boards.models import Project, User
from boards.policy import Action, Rights, can
from boards.queries import board, choices, projects, tasks
from boards.rules.text import TITLE_LIMIT, clean_line
from boards.views.answers import is_htmx, person, signed_in


@signed_in("GET")
def task_list(request: HttpRequest) -> HttpResponse:
    """The tasks of all projects one may see; a bad filter is left out, with a sentence and 422."""
    user = person(request)
    everything = tasks.visible_to(user)
    found = TaskFilter(request.GET, everything, person=user, today=user.today(), default_sort="-updated_at")
    bar = FilterBar(found, load=lambda: choices.of_all(user))
    # Before the rest, as at home.
    followed = json.dumps(projects.revisions(user))
    return _table_page(request, bar, {"action": reverse("task-list"), "revisions": followed})


@signed_in("GET")
def project_tasks(request: HttpRequest, pk: int) -> HttpResponse:
    """The tasks of a project, in the order of its board unless another is asked for, or 304."""
    user = person(request)
    project, rights = access.get_project(user, pk, Action.VIEW)
    etag = etags.of_page(request, person(request), project, rights.role)
    return etags.page_not_modified(request, etag) or etags.mark_page(
        request, _of_project(request, user, project, rights), etag
    )


def _of_project(request: HttpRequest, user: User, project: Project, rights: Rights) -> HttpResponse:
    found = TaskFilter(request.GET, tasks.of_project(project), person=user, today=user.today(), project=project)
    menus = board.menus(project)
    context = {
        "action": reverse("project-tasks", args=[project.pk]),
        "project": project,
        "rights": rights,
        "members": menus.people,
        "tab": "list",
        "chosen": _carried(request.GET) if found.is_valid() else "",
        "can_create": can(rights.role, Action.CREATE_TASK) and not project.is_archived,
    }
    return _table_page(request, FilterBar(found, load=lambda: menus.choices), context)


def _carried(query: QueryDict) -> str:
    """Filter and order, as the link to the printed list carries them along."""
    carried = query.copy()
    carried.pop("page", None)
    return f"?{carried.urlencode()}" if carried else ""


def _table_page(request: HttpRequest, bar: FilterBar, context: dict[str, object]) -> HttpResponse:
    found = bar.filter
    searched = str(found.given().get("q", ""))
    table = tasks.table(found.qs, request.GET.get("page"), person(request), searched=searched)
    bar.shown, bar.total = table.count, found.unfiltered().count() if found.is_active else table.count
    shown = {"filter": bar, "table": table, "headings": Heading.row(bar, within_project=bool(found.within))}
    template = "boards/_list_filtered.html" if is_htmx(request) else "boards/task_list.html"
    return render(request, template, context | shown, status=200 if found.is_valid() else 422)


@signed_in("GET")
def project_list(request: HttpRequest) -> HttpResponse:
    """The projects one may see, as cards in tabs."""
    user = person(request)
    text, sentence = _searched(request.GET.get("q", ""))
    tab = request.GET.get("tab", "")
    found = projects.listing(user, text, tab, request.GET.get("page"), user.today())
    deleted = [] if text or sentence else projects.deleted_lately(user)
    context = {"found": found, "q": text, "sentence": sentence, "deleted": deleted}
    template = "boards/_projects.html" if is_htmx(request) else "boards/project_list.html"
    return render(request, template, context, status=422 if sentence else 200)


def _searched(typed: str) -> tuple[str, str]:
    """The text to look for, and what is wrong with it."""
    try:
        return clean_line("q", typed, TITLE_LIMIT, required=False), ""
    except InvalidInput as error:
        return "", error.sentence
