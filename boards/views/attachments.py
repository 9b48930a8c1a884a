"""Files of a task: attached, looked at, downloaded, renamed, deleted, shown on the card."""

from __future__ import annotations

import json

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boards import access, file_answers
from boards.exceptions import NotFound, RuleBroken, store_away
from boards.models import Attachment, Preview, Task
from boards.policy import Action, Rights
from boards.queries import attachments as queries
from boards.queries import history
from boards.services import attachments, stored_files
from boards.views import board_answers
from boards.views.answers import done, is_htmx, person, refusal, see_other, signed_in
from boards.views.tasks import lies_open
from boardsite.attachments import StoreAway
from boardsite.server import uploads

MOST_AT_ONCE = 20


@signed_in("GET", "POST")
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: attach files. GET: whether a file of X-Upload-Size bytes would be taken; others get the task."""
    user = person(request)
    if request.method == "POST" or uploads.SIZE_HEADER in request.headers:
        task, rights = access.get_task(user, pk, Action.ATTACH)
        return _attach(request, task, rights) if request.method == "POST" else file_answers.would_take(request, task)
    task, rights = access.get_task(user, pk, Action.VIEW)
    if not is_htmx(request):
        return see_other(request, f"{task.get_absolute_url()}#files")
    return render(request, "boards/attachments/_list.html", {"files": queries.of_task(task, rights), "task": task})


@signed_in("GET")
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The file, to be kept by who asks."""
    attachment, _rights = access.get_attachment(person(request), pk, Action.VIEW)
    return _as_response(file_answers.download(request, attachment))


@signed_in("GET")
def inline(request: HttpRequest, pk: int) -> HttpResponse:
    """A picture or a PDF, to be shown; what is neither is downloaded."""
    attachment, _rights = access.get_attachment(person(request), pk, Action.VIEW)
    is_shown = attachment.is_picture or attachment.is_pdf
    return _as_response(file_answers.download(request, attachment, inline=is_shown))


@signed_in("GET")
def view(request: HttpRequest, pk: int) -> HttpResponse:
    """A file, looked at: over the page for htmx, else on a page of its own. From there to the others of its task."""
    attachment, _rights = access.get_attachment(person(request), pk, Action.VIEW)
    context = {"seen": queries.seen(attachment), "file": attachment, "task": attachment.task}
    template = "_viewer" if is_htmx(request) else "viewer"
    return render(request, f"boards/attachments/{template}.html", context)


@signed_in("GET")
def thumbnail(request: HttpRequest, pk: int) -> HttpResponse:
    """The small picture of a file; 404 for those that have none."""
    attachment, _rights = access.get_attachment(person(request), pk, Action.VIEW)
    if attachment.preview != Preview.READY:
        raise NotFound
    return _as_response(file_answers.thumbnail(request, attachment))


@signed_in("GET")
def row(request: HttpRequest, pk: int) -> HttpResponse:
    """A file in the list, for htmx that waits for its preview (`asked`: so often); others get the task."""
    attachment, rights = access.get_attachment(person(request), pk, Action.VIEW)
    if not is_htmx(request):
        return see_other(request, f"{attachment.task.get_absolute_url()}#files")
    number = request.GET.get("asked", "")
    asked = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else queries.MOST_ASKED
    context = {"each": queries.one(attachment, rights, asked), "task": attachment.task}
    return render(request, "boards/attachments/_file.html", context)


@signed_in("POST")
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a file another name."""
    user = person(request)
    attachment, rights = access.get_attachment(user, pk, Action.ATTACH)
    renamed = attachments.rename(attachment=attachment, name=request.POST.get("name", ""), actor=user)
    return _answer(request, renamed.task, rights, _("File renamed."))


@signed_in("POST")
def cover(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a picture on the card (`on`=1), or no longer."""
    user = person(request)
    attachment, rights = access.get_attachment(user, pk, Action.ATTACH)
    on = request.POST.get("on") == "1"
    chosen = attachments.choose_cover(attachment=attachment, on=on, actor=user)
    return _answer(request, chosen.task, rights, _("The card shows the picture.") if on else _("Cover taken away."))


@signed_in("POST")
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a file; the toast offers to undo it."""
    user = person(request)
    attachment, rights = access.get_attachment(user, pk, Action.ATTACH)
    deleted = attachments.delete(attachment=attachment, actor=user)
    return _answer(request, deleted.task, rights, _("File deleted."))


def _attach(request: HttpRequest, task: Task, rights: Rights) -> HttpResponse:
    """Each file by itself: what can't be taken of several leaves the others."""
    given = request.FILES.getlist("file")
    sent = given[:MOST_AT_ONCE]
    if not sent:
        return refusal(request, _("Choose a file."), 422)
    name = request.POST.get("name", "") if len(sent) == 1 else ""
    attached, refused = [], ""
    if len(given) > MOST_AT_ONCE:
        refused = _("At most %(count)s files can be sent at once. Send the others again.") % {"count": MOST_AT_ONCE}
    for file in sent:
        try:
            attached.append(add(task, file, name or file.name or "", request))
        except RuleBroken as error:
            refused = error.sentence
        except StoreAway:
            # Those before it are attached, and that is said; the others need not be tried.
            if not attached:
                raise
            refused = store_away()
            break
    if not attached:
        return refusal(request, refused, 409)
    return _attached(request, attached, rights, refused)


def add(task: Task, file: UploadedFile, name: str, request: HttpRequest) -> Attachment:
    """Attach one file that has arrived; its content doesn't stay if it can't be taken."""
    attachments.check_room(task, file.size or 0)
    stored = stored_files.keep(file)
    try:
        return attachments.add(task=task, stored=stored, name=name, actor=person(request))
    except BaseException:
        stored_files.discard([stored.key])
        raise


def _attached(request: HttpRequest, attached: list[Attachment], rights: Rights, refused: str) -> HttpResponse:
    newest = attached[-1]
    count = len(attached)
    text = ngettext("Attached %(name)s.", "Attached %(count)s files.", count)
    text %= {"name": newest.shown_name, "count": count}
    response = _answer(request, newest.task, rights, f"{text} {refused}".strip(), says_so=bool(refused))
    # What a text says of it, for who has dropped it there (files.js).
    response["X-Attachment"] = json.dumps({"id": newest.pk, "markdown": queries.markdown(newest)})
    return response


def _answer(request: HttpRequest, task: Task, rights: Rights, said: str, *, says_so: bool = True) -> HttpResponse:
    """What a change of a file changes: the list, the history, and on a board the card."""
    undo = task.last_activity_id
    if not is_htmx(request):
        return done(request, f"{task.get_absolute_url()}#files", said, undo=undo)
    response = board_answers.saved(request, task, rights.role, [task.column], undo=undo)
    context: dict[str, object] = {"text": said if says_so else "", "undo_id": undo, "task": task}
    if lies_open(request, task):
        user = person(request)
        told = [] if user.has_one_stream else history.of_task(task, reader=user, role=rights.role, limit=30)
        context |= {"files": queries.of_task(task, rights), "history": told, "is_joined": user.has_one_stream}
    response.content += render_to_string("boards/attachments/_changed.html", context, request, using="django").encode()
    return response


def _as_response(response: HttpResponseBase) -> HttpResponse:
    return response  # type: ignore[return-value]
