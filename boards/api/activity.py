"""The history of a project."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from boards import access
from boards.api import paging, routes
from boards.api.auth import person
from boards.api.schemas.common import PathId
from boards.api.schemas.rest import ActivityPage, ActivityQuery
from boards.api.task_actions import NEWEST_FIRST
from boards.policy import Action
from boards.queries import records

router = Router(tags=["Activity"])


@routes.get(router, "projects/{number:project_id}/activity/", ActivityPage)
def list_activity(request: HttpRequest, project_id: PathId, query: Query[ActivityQuery]) -> HttpResponse:
    """What has been changed in a project and its tasks, the newest first."""
    project, rights = access.get_project(person(request), project_id, Action.VIEW)
    rows = records.history_of_project(project)
    return routes.page(
        request,
        paging.part(
            request, rows, query, NEWEST_FIRST, lambda found: [records.change(row, rights.role) for row in found]
        ),
    )
