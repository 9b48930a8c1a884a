"""Files of tasks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile

from boards import access, file_answers
from boards.api import paging, routes
from boards.api.auth import person
from boards.api.schemas.attachments import AttachmentOut, AttachmentPage, AttachmentPatch, AttachmentQuery
from boards.api.schemas.common import PathId
from boards.exceptions import InvalidInput
from boards.models import Attachment
from boards.policy import Action
from boards.queries import attachment_records as records
from boards.services import attachments, stored_files
from boards.services.stored_files import Stored
from boardsite.server import uploads

router = Router(tags=["Files"])
NEWEST_FIRST = paging.Order("-id", ["pk"])


@routes.get(router, "tasks/{number:task_id}/attachments/", AttachmentPage)
def list_attachments(request: HttpRequest, task_id: PathId, query: Query[AttachmentQuery]) -> HttpResponse:
    """The files of a task, the newest first."""
    if uploads.SIZE_HEADER in request.headers:
        task, _rights = access.get_task(person(request), task_id, Action.ATTACH)
        return file_answers.would_take(request, task)
    task, _rights = access.get_task(person(request), task_id, Action.VIEW)
    return routes.page(request, paging.part(request, records.of_task(task), query, NEWEST_FIRST, records.attachments))


def _keep(request: HttpRequest, task_id: int, file: UploadedFile, name: str = "") -> None:
    """Before the transaction: to put a large file into the store takes longer than anybody is to wait for a lock."""
    task, _rights = access.get_task(person(request), task_id, Action.ATTACH)
    attachments.check_room(task, file.size or 0)
    request.stored = stored_files.keep(file)  # type: ignore[attr-defined]


@routes.post(router, "tasks/{number:task_id}/attachments/", AttachmentOut, status=201, first=_keep)
def create_attachment(
    request: HttpRequest, task_id: PathId, file: File[UploadedFile], name: Form[str] = ""
) -> HttpResponse:
    """Attach a file, sent as `multipart/form-data`; `name` outweighs the name that comes with it."""
    stored: Stored = request.stored  # type: ignore[attr-defined]
    try:
        task, _rights = access.get_task(person(request), task_id, Action.ATTACH)
        given = name or file.name or ""
        attachment = attachments.add(task=task, stored=stored, name=given, actor=person(request))
    except BaseException:
        stored_files.discard([stored.key])
        raise
    location = f"/api/v1/attachments/{attachment.pk}"
    return routes.record(request, records.one(attachment.pk), status=201, location=location)


@routes.get(router, "attachments/{number:attachment_id}", AttachmentOut)
def read_attachment(request: HttpRequest, attachment_id: PathId) -> HttpResponse:
    """What there is to say of a file."""
    access.get_attachment(person(request), attachment_id, Action.VIEW)
    return routes.record(request, records.one(attachment_id))


@routes.get_file(router, "attachments/{number:attachment_id}/content", "*/*")
def read_attachment_content(request: HttpRequest, attachment_id: PathId) -> HttpResponse:
    """The file itself, of the type that was found. Parts of it are given to who asks for a `Range`."""
    attachment, _rights = access.get_attachment(person(request), attachment_id, Action.VIEW)
    return file_answers.download(request, attachment)  # type: ignore[return-value]


@routes.patch(router, "attachments/{number:attachment_id}", AttachmentOut)
def update_attachment(request: HttpRequest, attachment_id: PathId, body: AttachmentPatch) -> HttpResponse:
    """Rename a file, or have the card show it."""
    attachment, _rights = access.get_attachment(person(request), attachment_id, Action.ATTACH)
    _require_match(request, attachment)
    given = {name: value for name, value in body.given().items() if value is not None}
    if not given:
        raise InvalidInput("name", _("Send a name, or is_cover."))
    if "name" in given:
        attachments.rename(attachment=attachment, name=given["name"], actor=person(request))
    if "is_cover" in given:
        attachments.choose_cover(attachment=attachment, on=given["is_cover"], actor=person(request))
    return routes.record(request, records.one(attachment_id))


@routes.delete(router, "attachments/{number:attachment_id}")
def delete_attachment(request: HttpRequest, attachment_id: PathId) -> HttpResponse:
    """Delete a file. It can be brought back on the pages for 30 days."""
    attachment, _rights = access.get_attachment(person(request), attachment_id, Action.ATTACH)
    _require_match(request, attachment)
    attachments.delete(attachment=attachment, actor=person(request))
    return routes.gone()


def _require_match(request: HttpRequest, attachment: Attachment) -> None:
    routes.require_match(request, attachment.task.project_id, lambda: records.one(attachment.pk))
