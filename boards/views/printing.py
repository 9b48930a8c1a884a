"""What is made for paper: a board or a list with every card, and a task."""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from boards import access, etags
from boards.filters import PrintedParts, TaskFilter
from boards.models import Project, Role
from boards.policy import Action, Rights
from boards.queries import comments, formatting, history, printed_checklists, printing, tasks, web_links
from boards.queries import task as task_queries
from boards.views.answers import person, signed_in
from boards.views.project_context import in_project

# What fills the sheets of a project: the tasks that a filter leaves, with the parts that were chosen, and how many.
Load = Callable[[Project, TaskFilter, Collection[str]], dict[str, object]]
# Nobody ticks a box on paper: texts are drawn as for those who only read.
ON_PAPER = Rights(Role.VIEWER, has_joined=False)


@signed_in("GET")
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """The board with every card its filter leaves, columns side by side."""
    return _sheets(request, pk, "boards/print/board.html", "board", _bands)


@signed_in("GET")
def task_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of a project with every task its filter leaves."""
    return _sheets(request, pk, "boards/print/list.html", "list", _rows)


@signed_in("GET")
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """One task, by choice with its checklists and files, what was said about it and what was changed."""
    user = person(request)
    card, rights = access.get_task(user, pk, Action.VIEW)
    parts = PrintedParts(request.GET)
    changes = parts.most("history")
    talk = comments.before(card, user, ON_PAPER, None, texts=[card.description], limit=parts.most("comments"))
    # What the texts name may be of other projects.
    etag = etags.of_page(request, user, card.project, rights.role, sorted(talk.references.items()))
    if known := etags.page_not_modified(request, etag):
        return known
    context = in_project(card.project, rights, tab="", filter=parts, task=card, talk=talk, chosen="")
    only = printing.only(card)
    context |= {
        "checklists": printed_checklists.of_tasks(only).get(card.pk, []) if parts.wants("checklists") else [],
        "web_links": web_links.of_tasks(only).get(card.pk, []) if card.web_link_count else [],
        "files": printing.files_of(only).get(card.pk, []) if parts.wants("files") else [],
        "view": task_queries.view(card, user, ON_PAPER.role, talk.references),
        "history": history.of_task(card, reader=user, role=rights.role, limit=changes) if changes else [],
        "day": formatting.full_day(user.today()),
        "back": card.get_absolute_url(),
    }
    status = 200 if parts.is_valid() else 422
    return etags.mark_page(request, render(request, "boards/print/task.html", context, status=status), etag)


def _sheets(request: HttpRequest, pk: int, template: str, tab: str, load: Load) -> HttpResponse:
    project, rights = access.get_project(person(request), pk, Action.VIEW)
    etag = etags.of_page(request, person(request), project, rights.role)
    if known := etags.page_not_modified(request, etag):
        return known
    return etags.mark_page(request, _page(request, project, rights, template, tab, load), etag)


def _page(request: HttpRequest, project: Project, rights: Rights, template: str, tab: str, load: Load) -> HttpResponse:
    user = person(request)
    found = TaskFilter(request.GET, tasks.of_project(project), person=user, today=user.today(), project=project)
    valid, parts = found.is_valid(), {part for part in printing.PARTS if request.GET.get(part) == "1"}
    context = in_project(project, rights, tab=tab, filter=found, **load(project, found, parts))
    context |= {
        "day": formatting.full_day(user.today()),
        "back": _back(tab, project, request.GET),
        "chosen": as_typed(request.GET),
        "parts": parts,
        "other": {part: _with(request.GET, part, on=part not in parts) for part in printing.PARTS},
    }
    return render(request, template, context, status=200 if valid else 422)


def _with(query: QueryDict, part: str, *, on: bool) -> str:
    """The same page with a part of each task, or without."""
    other = query.copy()
    other.pop(part, None)
    if on:
        other[part] = "1"
    return f"?{other.urlencode()}"


def _bands(project: Project, found: TaskFilter, parts: Collection[str]) -> dict[str, object]:
    bands = printing.bands(project, found.qs, found.today, parts=parts)
    return {"bands": bands, "count": sum(len(column.cards) for band in bands for column in band)}


def _rows(project: Project, found: TaskFilter, parts: Collection[str]) -> dict[str, object]:
    rows = printing.rows(project, found.qs, found.today, parts=parts)
    return {"rows": rows, "count": len(rows)}


def _back(tab: str, project: Project, query: QueryDict) -> str:
    return reverse("board" if tab == "board" else "project-tasks", args=[project.pk]) + as_typed(query)


def as_typed(query: QueryDict) -> str:
    return f"?{query.urlencode()}" if query else ""
