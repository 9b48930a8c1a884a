"""Bringing a board by a program: a file is sent, looked at, carried out by a job, and taken back."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Form, Router
from ninja.files import UploadedFile

from boards import access
from boards.api import routes
from boards.api.auth import person
from boards.api.errors import invalid
from boards.api.schemas.common import PathId
from boards.exceptions import RuleBroken
from boards.models import Import, ImportState, Project
from boards.policy import Action
from boards.rules.text import TITLE_LIMIT, clean_line
from boards.transfer import records, shelf
from boards.transfer.api.schemas import ImportOut, ImportsOut, ImportStart, VisibilityName
from boards.transfer.choices import Choices
from boards.transfer.queries import imports as queries
from boards.transfer.services import imports as services
from boards.transfer.services.imports import Brought
from boards.transfer.shelf import Kept
from boardsite.server import uploads

router = Router(tags=["Imports"])
ONE = "imports/{number:import_id}"
MOST = 50


@routes.get(router, "imports/", ImportsOut)
def list_imports(request: HttpRequest) -> HttpResponse:
    """Your imports, the newest first."""
    if uploads.SIZE_HEADER in request.headers:
        services.check_room(person(request))
        return HttpResponse(status=204)
    found = queries.of(person(request)).defer(None)[:MOST]
    return routes.items(request, [records.one(each) for each in found])


def _keep(request: HttpRequest, file: UploadedFile, project_id: int | None = None, **_fields: object) -> None:
    """Before the transaction: to write a large file takes longer than anybody is to wait for a lock."""
    _into(request, project_id)
    services.check_room(person(request))
    request.kept = shelf.keep(file.chunks())  # type: ignore[attr-defined]


@routes.post(router, "imports/", ImportOut, status=202, has_mark=False, first=_keep)
def create_import(
    request: HttpRequest,
    file: File[UploadedFile],
    project_id: Form[int | None] = None,
    format: Form[str] = "",  # noqa: A002  the name of the field
    board: Form[int] = 0,
    title: Form[str] = "",
    visibility: Form[VisibilityName] = "personal",
    start: Form[bool] = True,
    update: Form[bool] = False,
) -> HttpResponse:
    """Bring a file, sent as `multipart/form-data`. A job reads it and carries it out: ask at `Location` how far it is.

    Without `project_id` it becomes a project of yours. With `start=false` it is read only, so that you can look at what
    would come, and then start it. With `update=true` the project that its cards have come to before is brought up to
    date; a new one is made where there is none.
    """
    # Loaded with the first file.
    from boards.transfer.formats import registry

    kept: Kept = request.kept  # type: ignore[attr-defined]
    try:
        into = _into(request, project_id)
        if format and registry.format_of(format) is None:
            raise invalid(("format", _("There is no format of this name. Leave it out to have it found out.")))
        named = clean_line("title", title, TITLE_LIMIT, required=False)
        choices = Choices(format=format, board=board, title=named, visibility=visibility, start=start, updates=update)
        brought = Brought(file.name or "", kept.file, kept.size, kept.sha256)
        made = services.begin(
            owner=person(request), brought=brought, into=into, choices=choices.as_json(), remove=shelf.remove
        )
    except BaseException:
        shelf.remove(kept.file)
        raise
    return _answer(request, made)


@routes.get(router, ONE, ImportOut)
def read_import(request: HttpRequest, import_id: PathId) -> HttpResponse:
    """How it stands with an import, and what its file holds."""
    return routes.record(request, records.one(queries.one(person(request), import_id)))


@routes.post(router, f"{ONE}/start", ImportOut, status=202, has_mark=False)
def start_import(request: HttpRequest, import_id: PathId, body: ImportStart) -> HttpResponse:
    """Carry out what is ready, or has failed. Another board, or another meaning of a table's columns, is read anew
    before."""
    found = queries.one(person(request), import_id)
    before = Choices.of_json(found.choices)
    chosen = _chosen(found, before, body)
    is_read = bool(found.outline) and (chosen.board, chosen.mapping) == (before.board, before.mapping)
    services.choose(found=found, choices=chosen.as_json(), start=is_read)
    return _answer(request, found)


@routes.post(router, f"{ONE}/cancel", ImportOut, has_mark=False)
def cancel_import(request: HttpRequest, import_id: PathId) -> HttpResponse:
    """End an import that is not done. Nothing comes of it."""
    found = queries.one(person(request), import_id)
    _cancel(found)
    return routes.record(request, records.one(found))


@routes.delete(router, ONE)
def undo_import(request: HttpRequest, import_id: PathId) -> HttpResponse:
    """Take back what has come of a file, for a day and as long as nobody has worked on it; cancel what is not done."""
    user = person(request)
    found = queries.one(user, import_id)
    routes.require_match_under(request, lambda: None, lambda: records.one(queries.one(user, import_id)))
    if found.state == ImportState.DONE:
        services.take_back(found=found, actor=user)
    else:
        _cancel(found)
    return routes.gone()


def _cancel(found: Import) -> None:
    file = found.file
    if file:
        shelf.ask_to_stop(file)
    if not services.cancel(found=found):
        raise RuleBroken(_("It is over already."))
    if file:
        shelf.remove(file)


def _into(request: HttpRequest, project_id: int | None) -> Project | None:
    if project_id is None:
        return None
    return access.get_project(person(request), project_id, Action.EDIT_PROJECT).thing


def _chosen(found: Import, before: Choices, body: ImportStart) -> Choices:
    """What was chosen before, with what is chosen now."""
    allowed = {user.pk for user in queries.choosable(found)} | set(found.outline.get("people", {}).values())
    if strange := [pk for pk in body.people.values() if pk is not None and pk not in allowed]:
        raise invalid(("people", _("You can't choose the person %(id)s for this board.") % {"id": strange[0]}))
    if body.mapping is not None:
        _check(body.mapping)
    known: dict[str, int] = found.outline.get("people", {}) if found.outline.get("whole") else {}
    return replace(
        before,
        start=True,
        board=before.board if body.board is None else body.board,
        title=body.title or before.title,
        visibility=body.visibility or before.visibility,
        statuses={**before.statuses, **body.statuses},
        # Of a whole project nobody takes part whom nobody has seen and wanted.
        people={**known, **before.people, **{key: pk or 0 for key, pk in body.people.items()}},
        update=before.update if body.update is None else _earlier(found, body.update),
        updates=before.updates if body.update is None else body.update,
        mapping=before.mapping if body.mapping is None else body.mapping,
    )


def _earlier(found: Import, update: bool) -> int:
    """The import whose project is to be brought up to date, if one is."""
    earlier = found.outline.get("earlier")
    if update and not earlier:
        raise invalid(("update", _("Nothing of this file has come before, so there is nothing to bring up to date.")))
    return int(earlier["id"]) if update else 0


def _check(mapping: dict[str, object]) -> None:
    from boards.transfer.mapping import Mapping

    try:
        Mapping.of_json(mapping)
    except (KeyError, TypeError, ValueError):
        raise invalid(("mapping", _("Send it in the shape in which a mapping is described."))) from None


def _answer(request: HttpRequest, found: Import) -> HttpResponse:
    """It is about to change, so it has no mark."""
    content = routes.dump(records.one(found))
    response = HttpResponse(content, status=202, content_type="application/json")
    response["Location"] = request.build_absolute_uri(f"/api/v1/imports/{found.pk}")
    return response
