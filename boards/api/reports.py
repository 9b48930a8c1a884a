"""Reports of projects."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from boards import access
from boards.api import etags, routes
from boards.api.auth import person
from boards.api.schemas.common import PathId
from boards.api.schemas.reports import ReportOut, ReportQuery
from boards.policy import Action
from boards.queries import reports
from boards.reports import choices, figures, records, tables
from boards.reports.choices import Choice
from boards.reports.figures import ProjectReport

router = Router(tags=["Reports"])


@routes.get(router, "projects/{number:project_id}/report", ReportOut)
def read_report(request: HttpRequest, project_id: PathId, query: Query[ReportQuery]) -> HttpResponse:
    """The figures of a project over a period, in your days."""
    found, choice = _worked_out(request, project_id, query)
    return routes.listing(request, routes.dump(records.record(found, choice.sections)), "")


@routes.get_file(router, "projects/{number:project_id}/report.csv", "text/csv")
def read_report_csv(request: HttpRequest, project_id: PathId, query: Query[ReportQuery]) -> HttpResponse:
    """The same as a spreadsheet, one figure a row. No cell can be taken for a formula."""
    found, choice = _worked_out(request, project_id, query)
    content = tables.as_csv(found, choice.sections)
    etag = etags.of_bytes(content)
    if known := etags.not_modified(request, etag):
        return known
    return etags.mark(HttpResponse(content, content_type="text/csv; charset=utf-8"), etag)


def _worked_out(request: HttpRequest, project_id: int, query: ReportQuery) -> tuple[ProjectReport, Choice]:
    user = person(request)
    project = access.get_project(user, project_id, Action.VIEW)
    sections = choices.sections(query.sections)
    choice = Choice(first=query.from_, last=query.to, since=query.since or "", sections=sections)
    period = choices.period(choice, reports.began(project), user, reports.last_made(project, user))
    return figures.project_report(project, period, week_start=user.week_start, today=user.today()), choice
