"""Columns of a board."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import BaseModel, Field

from boards import access
from boards.api import routes
from boards.api.auth import person
from boards.api.errors import invalid
from boards.api.schemas.common import LARGEST_ID, PathId
from boards.api.schemas.rest import ColumnIn, ColumnOut, ColumnPatch, ColumnsOut
from boards.exceptions import NotFound
from boards.models import Column
from boards.policy import Action
from boards.queries import records
from boards.services import columns

router = Router(tags=["Columns"])


class ColumnRemoval(BaseModel):
    """What becomes of the tasks of a column that is deleted."""

    into: int | None = Field(None, ge=1, le=LARGEST_ID, description="The id of the column its tasks go to.")


@routes.get(router, "projects/{number:project_id}/columns/", ColumnsOut)
def list_columns(request: HttpRequest, project_id: PathId) -> HttpResponse:
    """The columns of a board, from left to right."""
    project, _rights = access.get_project(person(request), project_id, Action.VIEW)
    return routes.items(request, records.columns_of(project))


@routes.post(router, "projects/{number:project_id}/columns/", ColumnOut, status=201)
def create_column(request: HttpRequest, project_id: PathId, body: ColumnIn) -> HttpResponse:
    """Add a column."""
    project, _rights = access.get_project(person(request), project_id, Action.EDIT_COLUMNS)
    column = columns.create(
        project=project,
        name=body.name,
        status=body.status,
        wip_limit=body.wip_limit,
        adds_on_top=body.adds_on_top,
        actor=person(request),
    )
    return routes.record(request, records.column_of(column.pk), status=201, location=f"/api/v1/columns/{column.pk}")


@routes.get(router, "columns/{number:column_id}", ColumnOut)
def read_column(request: HttpRequest, column_id: PathId) -> HttpResponse:
    """One column."""
    access.get_column(person(request), column_id, Action.VIEW)
    return routes.record(request, records.column_of(column_id))


@routes.patch(router, "columns/{number:column_id}", ColumnOut)
def update_column(request: HttpRequest, column_id: PathId, body: ColumnPatch) -> HttpResponse:
    """Write some fields of a column, or move it behind another one."""
    column = _loaded(request, column_id)
    given = body.given()
    after = _other(request, column, "after", body.after)
    columns.update(
        column=column,
        name=given.get("name", column.name),
        status=given.get("status", column.status),
        wip_limit=given.get("wip_limit", column.wip_limit),
        adds_on_top=given.get("adds_on_top"),
        actor=person(request),
    )
    if "after" in given:
        columns.move(column=column, after=after, actor=person(request))
    return routes.record(request, records.column_of(column_id))


@routes.delete(router, "columns/{number:column_id}")
def delete_column(request: HttpRequest, column_id: PathId, query: Query[ColumnRemoval]) -> HttpResponse:
    """Delete a column. If tasks stand in it, say with `into` where they go."""
    column = _loaded(request, column_id)
    columns.delete(column=column, into=_other(request, column, "into", query.into), actor=person(request))
    return routes.gone()


def _loaded(request: HttpRequest, column_id: int) -> Column:
    column, _rights = access.get_column(person(request), column_id, Action.EDIT_COLUMNS)
    routes.require_match(request, column.project_id, lambda: records.column_of(column_id))
    return column


def _other(request: HttpRequest, column: Column, field: str, other_id: int | None) -> Column | None:
    """Another column of the same project; Problem 400 for any other."""
    if other_id is None:
        return None
    try:
        other, _rights = access.get_column(person(request), other_id, Action.EDIT_COLUMNS)
    except NotFound:
        other = column
    if other.project_id != column.project_id or other.pk == column.pk:
        raise invalid((field, _("Choose another column of this project.")))
    return other
