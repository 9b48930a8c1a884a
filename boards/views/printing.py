"""What is made for paper: a board or a list with every card, the head of each sheet, a report as a PDF."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify

from boards import access
from boards.exceptions import InvalidInput
from boards.filters import TaskFilter
from boards.filters.fields import DateField
from boards.forms.reports import ReportForm
from boards.models import Project
from boards.policy import Action, Rights
from boards.queries import printing, tasks, words
from boards.reports import making, progress
from boards.reports import printing as paper
from boards.reports.days import Period
from boards.reports.making import Paper, State
from boards.views import etags
from boards.views import reports as report_views
from boards.views.answers import person, signed_in
from boards.views.frames import in_project

# What fills the sheets of a project: the tasks that a filter leaves, and how many.
Load = Callable[[Project, TaskFilter], dict[str, Any]]


@signed_in("GET")
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """The board with every card its filter leaves, columns side by side."""
    return _sheets(request, pk, "boards/print/board.html", "board", _bands)


@signed_in("GET")
def task_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of a project with every task its filter leaves."""
    return _sheets(request, pk, "boards/print/list.html", "list", _rows)


def _sheets(request: HttpRequest, pk: int, template: str, tab: str, load: Load) -> HttpResponse:
    project, rights = access.get_project(person(request), pk, Action.VIEW)
    etag = etags.of_page(request, project, rights.role)
    if known := etags.not_modified(request, etag):
        return known
    return etags.mark(request, _page(request, project, rights, template, tab, load), etag)


def _page(request: HttpRequest, project: Project, rights: Rights, template: str, tab: str, load: Load) -> HttpResponse:
    user = person(request)
    found = TaskFilter(request.GET, tasks.of_project(project), person=user, today=user.today(), project=project)
    valid = found.is_valid()
    context = in_project(project, rights, tab=tab, filter=found, **load(project, found))
    context |= {
        "day": words.full_day(user.today()),
        "back": _back(tab, project, request.GET),
        "chosen": _query(request.GET),
    }
    return render(request, template, context, status=200 if valid else 422)


def _bands(project: Project, found: TaskFilter) -> dict[str, Any]:
    bands = printing.bands(project, found.qs, found.today)
    return {"bands": bands, "count": sum(len(column.cards) for band in bands for column in band)}


def _rows(project: Project, found: TaskFilter) -> dict[str, Any]:
    rows = printing.rows(project, found.qs, found.today)
    return {"rows": rows, "count": len(rows)}


def _back(tab: str, project: Project, query: QueryDict) -> str:
    return reverse("board" if tab == "board" else "project-tasks", args=[project.pk]) + _query(query)


def _query(query: QueryDict) -> str:
    return f"?{query.urlencode()}" if query else ""


@signed_in("GET")
def running_head(request: HttpRequest, pk: int) -> HttpResponse:
    """Style with what browsers print on top of each sheet: the project, and the day or the period `from` - `to`."""
    user = person(request)
    project, _rights = access.get_project(user, pk, Action.VIEW)
    first, last = (_day(request, name) or user.today() for name in ("from", "to"))
    style = paper.running_head(project.title, paper.days(first, last))
    response = HttpResponse(style, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "private, no-cache"
    return response


def _day(request: HttpRequest, name: str) -> datetime.date | None:
    """The day that a parameter names, None without one. Raises InvalidInput."""
    try:
        return cast("datetime.date | None", DateField().clean(request.GET.get(name, "")))
    except ValidationError as error:
        raise InvalidInput(name, error.messages[0]) from error


@signed_in("GET")
def report_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as a PDF, on sheets of the size `paper`; until it is made, a page that says how far it is and asks
    again by itself."""
    user = person(request)
    project, rights = access.get_project(user, pk, Action.VIEW)
    form = ReportForm(request.GET, project=project, reader=user)
    if not form.is_valid() or form.period is None:
        return report_views.report(request, pk)
    found = making.ask(paper.order(project, user, form.period, form.choice.sections, form.size))
    is_done = found.state is State.DONE
    response = _file(project, form.period, found) if is_done else _progress(request, project, rights, found)
    response["Cache-Control"] = "private, no-store"
    return response


def _file(project: Project, period: Period, found: Paper) -> HttpResponse:
    """The PDF, under the name of its project and the last day it tells of; browsers show it."""
    response = HttpResponse(found.content, content_type="application/pdf")
    name = slugify(project.title)[:60] or f"project-{project.pk}"
    response["Content-Disposition"] = f'inline; filename="{name}-{period.last.isoformat()}.pdf"'
    return response


def _progress(request: HttpRequest, project: Project, rights: Rights, found: Paper) -> HttpResponse:
    report = f"{reverse('project-report', args=[project.pk])}{_query(request.GET)}"
    context = in_project(
        project, rights, tab="report", paper=found, report_address=report, again=request.get_full_path()
    )
    status = 202 if found.is_under_way else progress.status_of(found)
    context |= {"sentence": progress.sentence(found)}
    response = render(request, "boards/reports/pdf.html", context, status=status)
    if found.is_under_way:
        response["Refresh"] = str(progress.AGAIN)
    return response
