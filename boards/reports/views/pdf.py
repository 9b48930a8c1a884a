"""What is made for paper by the reports: the PDF of a report, and the head that browsers print on each sheet."""

from __future__ import annotations

import datetime
from typing import cast

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify

from boards import access
from boards.exceptions import InvalidInput
from boards.filters.fields import DateField
from boards.models import Project
from boards.policy import Action, Rights
from boards.reports import pdf_jobs, printing, progress
from boards.reports.days import Period
from boards.reports.forms import ReportForm
from boards.reports.pdf_jobs import Paper, State
from boards.reports.views import pages as report_views
from boards.views.answers import person, signed_in
from boards.views.printing import as_typed
from boards.views.project_context import in_project


@signed_in("GET")
def running_head(request: HttpRequest, pk: int) -> HttpResponse:
    """Style with what browsers print on top of each sheet: the project, and the day or the period `from` - `to`."""
    user = person(request)
    project, _rights = access.get_project(user, pk, Action.VIEW)
    first, last = (_day(request, name) or user.today() for name in ("from", "to"))
    style = printing.running_head(project.title, printing.days(first, last))
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
    paper = pdf_jobs.ask(printing.order(project, user, form.period, form.choice, form.size))
    is_done = paper.state is State.DONE
    response = _file(project, form.period, paper) if is_done else _progress(request, project, rights, paper)
    response["Cache-Control"] = "private, no-store"
    return response


def _file(project: Project, period: Period, paper: Paper) -> HttpResponse:
    """The PDF, under the name of its project and the last day it tells of; browsers show it."""
    response = HttpResponse(paper.content, content_type="application/pdf")
    name = slugify(project.title)[:60] or f"project-{project.pk}"
    response["Content-Disposition"] = f'inline; filename="{name}-{period.last.isoformat()}.pdf"'
    return response


def _progress(request: HttpRequest, project: Project, rights: Rights, paper: Paper) -> HttpResponse:
    report = f"{reverse('project-report', args=[project.pk])}{as_typed(request.GET)}"
    context = in_project(
        project, rights, tab="report", paper=paper, report_address=report, again=request.get_full_path()
    )
    status = 202 if paper.is_under_way else progress.status_of(paper)
    context |= {"sentence": progress.sentence(paper)}
    response = render(request, "boards/reports/pdf.html", context, status=status)
    if paper.is_under_way:
        response["Refresh"] = str(progress.AGAIN)
    return response
