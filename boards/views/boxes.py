"""The boxes in descriptions and comments, ticked where they stand."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from boards import access
from boards.forms.boxes import BoxForm
from boards.policy import Action
from boards.queries import comments as comment_queries
from boards.services import text_boxes
from boards.views import board_answers, comments
from boards.views.answers import done, is_htmx, person, refusal, signed_in
from boards.views.tasks import with_task


@signed_in("POST")
def of_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick a box of the description."""
    user = person(request)
    task, rights = access.get_task(user, pk, Action.EDIT_TASK)
    form = BoxForm(request.POST)
    if not form.is_valid():
        return _refused(request)
    seen = form.cleaned_data["version"]
    saved = text_boxes.tick_in_task(task=task, number=form.number, done=form.done, seen_version=seen, actor=user)
    undo = saved.last_activity_id
    if not is_htmx(request):
        return done(request, f"{task.get_absolute_url()}#description-text", _("Saved."), undo=undo)
    task, rights = access.get_task(user, pk, Action.VIEW)
    answer = board_answers.saved(request, task, rights.role, [task.column], undo=undo)
    return with_task(request, answer, task, saved=True, undo_id=undo)


@signed_in("POST")
def of_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick a box of a comment, whoever wrote it."""
    user = person(request)
    comment, rights = access.get_comment(user, pk, Action.COMMENT)
    form = BoxForm(request.POST)
    if not form.is_valid():
        return _refused(request)
    seen = form.cleaned_data["version"]
    saved = text_boxes.tick_in_comment(
        comment=comment, number=form.number, done=form.done, seen_version=seen, actor=user
    )
    shown = comment_queries.one(saved, user, rights)
    return comments.answered(request, saved, rights, _("Saved."), edited=shown)


def _refused(request: HttpRequest) -> HttpResponse:
    return refusal(request, _("This is no box of the text. Look at it again."), 422)
