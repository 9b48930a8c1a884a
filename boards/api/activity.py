"""The history of a project, one change of it, and what can be done about one."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from boards import access
from boards.api import paging, routes
from boards.api.auth import person
from boards.api.errors import invalid
from boards.api.schemas.common import PathId
from boards.api.schemas.rest import ActivityOut, ActivityPage, ActivityQuery, EarlierText
from boards.filters import HistoryFilter
from boards.models import Activity
from boards.policy import Action, Rights
from boards.queries import history_records
from boards.services import restoring, undo

router = Router(tags=["Activity"])
NEWEST_FIRST = paging.Order("-id", ["pk"])


@routes.get(router, "projects/{number:project_id}/activity/", ActivityPage)
def list_activity(request: HttpRequest, project_id: PathId, query: Query[ActivityQuery]) -> HttpResponse:
    """What has been changed in a project and its tasks, the newest first."""
    project, rights = access.get_project(person(request), project_id, Action.VIEW)
    return routes.page(request, history_part(request, history_records.of_project(project), query, rights))


@routes.get(router, "activity/{number:activity_id}", ActivityOut)
def read_activity(request: HttpRequest, activity_id: PathId) -> HttpResponse:
    """One change."""
    activity, rights = access.get_change(person(request), activity_id)
    return routes.record(request, history_records.change(activity, rights.role))


@routes.post(router, "activity/{number:activity_id}/undo", ActivityOut, has_mark=False)
def undo_activity(request: HttpRequest, activity_id: PathId) -> HttpResponse:
    """Take back a change of your own, unless a later one changed the same field. Answers with the change this makes."""
    activity = access.get_activity(person(request), activity_id)
    return _made(request, undo.undo(activity=activity, actor=person(request)).pk)


@routes.post(router, "activity/{number:activity_id}/restore", ActivityOut, has_mark=False)
def restore_text(request: HttpRequest, activity_id: PathId, body: EarlierText) -> HttpResponse:
    """Write the text that a field had before a change, as a new version. Answers with the change this makes."""
    user = person(request)
    activity, _rights = access.get_change(user, activity_id)
    access.get_change(user, activity_id, restoring.needed(activity, body.field))
    return _made(request, restoring.restore(activity=activity, field=body.field, seen_version=None, actor=user))


def history_part(request: HttpRequest, rows: QuerySet[Activity], query: ActivityQuery, rights: Rights) -> paging.Page:
    """The part of a history that was asked for, by the filter of the pages; Problem 400 for what that does not take."""
    found = HistoryFilter(request.GET)
    if not found.is_valid():
        raise invalid(*found.sentences().items())
    chosen = rows.filter(found.condition(person(request)))
    return paging.part(
        request, chosen, query, NEWEST_FIRST, lambda shown: [history_records.change(row, rights.role) for row in shown]
    )


def _made(request: HttpRequest, pk: int) -> HttpResponse:
    activity, rights = access.get_change(person(request), pk)
    return routes.record(request, history_records.change(activity, rights.role))
