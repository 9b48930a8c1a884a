"""Reports of projects."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from boards import access, etags
from boards.api import routes
from boards.api.auth import person
from boards.api.errors import Problem
from boards.api.schemas.common import PathId
from boards.models import Project, User
from boards.policy import Action
from boards.reports import choices, details, figures, pdf_jobs, printing, progress, queries, records, tables
from boards.reports.api.schemas import PdfProgress, ReportCsvQuery, ReportOut, ReportPdfQuery, ReportQuery
from boards.reports.choices import Choice
from boards.reports.days import Period
from boards.reports.details import Details
from boards.reports.figures import ProjectReport
from boards.reports.pdf_jobs import State
from boards.reports.record_shapes import PdfProgressRecord
from boards.rules.spreadsheets import SEPARATORS

router = Router(tags=["Reports"])
# What was made for one person is kept by nobody on the way.
_UNKEPT = {"Cache-Control": "private, no-store"}


@routes.get(router, "projects/{number:project_id}/report", ReportOut)
def read_report(request: HttpRequest, project_id: PathId, query: Query[ReportQuery]) -> HttpResponse:
    """The figures of a project over a period, in your days."""
    found, told, choice = _worked_out(request, project_id, query)
    return routes.listing(request, routes.dump(records.record(found, choice.sections, told)), "")


@routes.get_file(router, "projects/{number:project_id}/report.csv", "text/csv")
def read_report_csv(request: HttpRequest, project_id: PathId, query: Query[ReportCsvQuery]) -> HttpResponse:
    """The same as a spreadsheet, one figure a row. No cell can be taken for a formula."""
    found, told, choice = _worked_out(request, project_id, query)
    content = tables.as_csv(found, choice.sections, told, replace(SEPARATORS[query.separator], has_mark=query.bom))
    etag = etags.of_bytes(content)
    if known := etags.not_modified(request, etag):
        return known
    return etags.mark(HttpResponse(content, content_type="text/csv; charset=utf-8"), etag)


@routes.get_made(router, "projects/{number:project_id}/report.pdf", ["application/pdf"], PdfProgress)
def read_report_pdf(request: HttpRequest, project_id: PathId, query: Query[ReportPdfQuery]) -> HttpResponse:
    """The same as a tagged PDF (PDF/UA). Until it is made the answer is 202: ask again after `Retry-After` seconds."""
    user = person(request)
    project, _rights = access.get_project(user, project_id, Action.VIEW)
    period, choice = _chosen(project, user, query)
    paper = pdf_jobs.ask(printing.order(project, user, period, choice, query.paper))
    if paper.state is State.DONE:
        return HttpResponse(paper.content, content_type="application/pdf", headers=_UNKEPT)
    if not paper.is_under_way:
        raise Problem(progress.status_of(paper), progress.sentence(paper), kind=f"pdf-{paper.state}")
    known: PdfProgressRecord = {"state": paper.state, "detail": progress.sentence(paper), "page": paper.page}
    headers = _UNKEPT | {"Retry-After": str(progress.AGAIN)}
    return HttpResponse(routes.dump(known), status=202, content_type="application/json", headers=headers)


def _worked_out(request: HttpRequest, project_id: int, query: ReportQuery) -> tuple[ProjectReport, Details, Choice]:
    user = person(request)
    project, _rights = access.get_project(user, project_id, Action.VIEW)
    period, choice = _chosen(project, user, query)
    found = figures.project_report(project, period, week_start=user.week_start, today=user.today(), items=choice.items)
    return found, details.of_report(project, found, choice.sections, reader=user), choice


def _chosen(project: Project, user: User, query: ReportQuery) -> tuple[Period, Choice]:
    sections = choices.sections(query.sections)
    choice = Choice(first=query.from_, last=query.to, since=query.since or "", sections=sections, items=query.items)
    return choices.period(choice, queries.began(project), user, queries.last_made(project, user)), choice
