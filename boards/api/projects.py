"""Projects."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router

from boards import access
from boards.api import paging, routes
from boards.api.auth import person
from boards.api.errors import invalid
from boards.api.schemas.common import PathId
from boards.api.schemas.projects import (
    ProjectIn,
    ProjectOut,
    ProjectPage,
    ProjectPatch,
    ProjectPut,
    ProjectQuery,
    TransferIn,
)
from boards.models import Project
from boards.policy import Action
from boards.queries import people, records
from boards.rules.text import fold
from boards.services import ownership, projects

router = Router(tags=["Projects"])
_KEYS = {"title": "title_key", "created_at": "created_at", "updated_at": "updated_at"}


@routes.get(router, "projects/", ProjectPage)
def list_projects(request: HttpRequest, query: Query[ProjectQuery]) -> HttpResponse:
    """Every project you may see."""
    user = person(request)
    found = records.projects_of(user)
    if query.archived is not None:
        found = found.filter(archived_at__isnull=not query.archived)
    if query.q is not None:
        found = found.filter(title_key__contains=fold(query.q))
    order = paging.Order(query.sort, [_KEYS[query.sort.removeprefix("-")], "pk"])
    return routes.page(request, paging.part(request, found, query, order, lambda rows: records.projects(rows, user)))


@routes.post(router, "projects/", ProjectOut, status=201)
def create_project(request: HttpRequest, body: ProjectIn) -> HttpResponse:
    """Make a project of your own, with a column of each status."""
    project = projects.create(**body.changed(), actor=person(request))
    return _shown(request, project.pk, status=201, location=f"/api/v1/projects/{project.pk}")


@routes.get(router, "projects/{number:project_id}", ProjectOut)
def read_project(request: HttpRequest, project_id: PathId) -> HttpResponse:
    """One project."""
    access.get_project(person(request), project_id, Action.VIEW)
    return _shown(request, project_id)


@routes.put(router, "projects/{number:project_id}", ProjectOut)
def replace_project(request: HttpRequest, project_id: PathId, body: ProjectPut) -> HttpResponse:
    """Write all fields of a project."""
    return _write(request, project_id, body)


@routes.patch(router, "projects/{number:project_id}", ProjectOut)
def update_project(request: HttpRequest, project_id: PathId, body: ProjectPatch) -> HttpResponse:
    """Write some fields of a project."""
    return _write(request, project_id, body)


@routes.delete(router, "projects/{number:project_id}")
def delete_project(request: HttpRequest, project_id: PathId) -> HttpResponse:
    """Delete a project. It is gone at once, and can be brought back on the pages for 30 days."""
    project = _loaded(request, project_id, Action.DELETE_PROJECT)
    projects.delete(project=project, actor=person(request))
    return routes.gone()


@routes.post(router, "projects/{number:project_id}/archive", ProjectOut)
def archive_project(request: HttpRequest, project_id: PathId) -> HttpResponse:
    """Put a project away: it stays readable and takes no changes."""
    project = _loaded(request, project_id, Action.ARCHIVE_PROJECT)
    projects.archive(project=project, actor=person(request))
    return _shown(request, project_id)


@routes.post(router, "projects/{number:project_id}/restore", ProjectOut)
def restore_project(request: HttpRequest, project_id: PathId) -> HttpResponse:
    """Take an archived project into use again."""
    project = _loaded(request, project_id, Action.ARCHIVE_PROJECT)
    projects.restore(project=project, actor=person(request))
    return _shown(request, project_id)


@routes.post(router, "projects/{number:project_id}/transfer", ProjectOut)
def transfer_project(request: HttpRequest, project_id: PathId, body: TransferIn) -> HttpResponse:
    """Offer a project to somebody who takes part in it: it is yours until they accept, and then you stay as an admin.

    A site administrator hands over the project of somebody who is switched off at once.
    """
    project = _loaded(request, project_id, Action.TRANSFER_PROJECT)
    heir = people.heirs(project).filter(pk=body.to).first()
    if heir is None:
        raise invalid(("to", _("Choose somebody who takes part in this project. Invite them first.")))
    ownership.hand_over(project=project, to=heir, actor=person(request))
    return _shown(request, project_id)


def _write(request: HttpRequest, project_id: int, body: ProjectPatch) -> HttpResponse:
    project = _loaded(request, project_id, Action.EDIT_PROJECT)
    projects.update(project=project, changed=body.changed(), seen_version=body.version, actor=person(request))
    return _shown(request, project_id)


def _loaded(request: HttpRequest, project_id: int, action: Action) -> Project:
    """The project, once the role and `If-Match` allow the change."""
    user = person(request)
    project, _rights = access.get_project(user, project_id, action)
    routes.require_match(request, project_id, lambda: records.project_of(user, project_id))
    return project


def _shown(request: HttpRequest, project_id: int, *, status: int = 200, location: str = "") -> HttpResponse:
    return routes.record(request, records.project_of(person(request), project_id), status=status, location=location)
