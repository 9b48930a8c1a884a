"""Comments on a task: said, changed, taken back, nodded to, quoted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from boards import access
from boards.exceptions import EditConflict, InvalidInput
from boards.forms.comments import CommentForm
from boards.models import Comment, Task
from boards.policy import Action, Rights
from boards.queries import comments as queries
from boards.queries import conflicts, history
from boards.services import comments
from boards.views import board_answers, talks
from boards.views.answers import done, is_htmx, person, refusal, see_other, signed_in
from boards.views.tasks import conflict_answer, lies_open, task_context, with_task


@signed_in("GET", "POST")
def talk(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: a window of the comments, for htmx; others get the task. POST: say something."""
    user = person(request)
    if request.method == "POST":
        task, rights = access.get_task(user, pk, Action.COMMENT)
        return _add(request, task, rights)
    task, rights = access.get_task(user, pk, Action.VIEW)
    before = talks.place_in(request, "before")
    if not is_htmx(request):
        return see_other(request, f"{task.get_absolute_url()}{f'?before={before}' if before else ''}#comments")
    template = "boards/comments/_window.html" if before else "boards/comments/_list.html"
    shown = talks.as_chosen(request, queries.before(task, user, rights, before), task, rights)
    return render(request, template, {"talk": shown, "task": task}, using="django")


@signed_in("GET", "POST")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Save another text of one's own comment; if it has been changed meanwhile, both are shown."""
    user = person(request)
    comment, rights = access.get_comment_to_edit(user, pk)
    if request.method != "POST":
        return see_other(request, comment.get_absolute_url())
    form = CommentForm(request.POST)
    if not form.is_valid():
        return refusal(request, " ".join(str(each) for wrong in form.errors.values() for each in wrong), 422)
    seen = form.cleaned_data["version"]
    kept = conflicts.kept({"text": form.cleaned_data["text"]}, request.POST, comment)
    try:
        text = str(kept.get("text", comment.text))
        saved = comments.update(comment=comment, text=text, seen_version=seen, actor=user)
    except EditConflict as error:
        found = conflicts.of_comment(form, error, seen or comment.version)
        back, draft = comment.get_absolute_url(), f"comment-{pk}"
        return conflict_answer(request, comment.task, rights, found, back=back, draft=draft)
    return answered(request, saved, rights, _("Comment saved."), edited=queries.one(saved, user, rights))


@signed_in("POST")
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a comment; the toast offers to undo it."""
    user = person(request)
    comment, rights = access.get_comment_to_delete(user, pk)
    deleted = comments.delete(comment=comment, actor=user)
    return answered(request, deleted, rights, _("Comment deleted."), gone=deleted.pk, text=_("Comment deleted."))


@signed_in("POST")
def react(request: HttpRequest, pk: int) -> HttpResponse:
    """Nod to a comment (`add`), or take that back (`remove`)."""
    user = person(request)
    comment, rights = access.get_comment(user, pk, Action.COMMENT)
    on = "add" in request.POST
    comments.react(comment=comment, emoji=request.POST.get("add" if on else "remove", ""), on=on, actor=user)
    if not is_htmx(request):
        return see_other(request, comment.get_absolute_url())
    response = render(request, "boards/comments/_nods.html", {"each": queries.one(comment, user, rights)})
    response["HX-Retarget"], response["HX-Reswap"] = f"#nods-{pk}", "outerHTML"
    return response


@signed_in("POST")
def quote(request: HttpRequest, pk: int) -> HttpResponse:
    """The field for a new comment, with what is written in it and a comment quoted below. Nothing is saved."""
    comment, rights = access.get_comment(person(request), pk, Action.COMMENT)
    quoted = "\n".join(f"> {line}".rstrip() for line in comment.text.split("\n"))
    typed = request.POST.get("text", "").replace("\r\n", "\n").rstrip()
    return _field(request, comment.task, rights, f"{typed}\n\n{quoted}\n\n".lstrip("\n"))


def _add(request: HttpRequest, task: Task, rights: Rights) -> HttpResponse:
    user, typed = person(request), request.POST.get("text", "")
    try:
        comment = comments.add(task=task, text=typed, actor=user)
    except InvalidInput as error:
        return _field(request, task, rights, typed, error.sentence)
    return answered(request, comment, rights, _("Comment added."), added=queries.one(comment, user, rights))


def _field(request: HttpRequest, task: Task, rights: Rights, text: str, error: str = "") -> HttpResponse:
    """The field for a new comment with a text in it: for htmx in its place, else on the page of the task."""
    status = 422 if error else 200
    if is_htmx(request):
        shown = talks.with_text(queries.Talk([], 0, can_write=True), text, error)
        context = {"talk": shown, "task": task, "focus": True}
        response = render(request, "boards/comments/_new.html", context, status=status)
        response["HX-Retarget"], response["HX-Reswap"] = "#comment-new", "outerHTML"
        return response
    whole, rights = access.get_task(person(request), task.pk, Action.VIEW)
    context = task_context(request, whole, rights)
    context |= {"talk": talks.with_text(talks.shown(request, whole, rights), text, error), "focus": True}
    return render(request, "boards/task.html", context, status=status)


def answered(request: HttpRequest, comment: Comment, rights: Rights, said: str, **shown: object) -> HttpResponse:
    """What a change of a comment changes: the talk, the history, and on a board the card."""
    task = comment.task
    undo = task.last_activity_id
    if not is_htmx(request):
        to = task.get_absolute_url() + "#comments" if "gone" in shown else comment.get_absolute_url()
        return done(request, to, said, undo=undo)
    response = board_answers.saved(request, task, rights.role, [task.column], undo=undo)
    if f"{conflicts.CHOICE}text" in request.POST:
        # The choice between two texts lay over the task.
        return with_task(request, response, task, saved=True, undo_id=undo)
    if lies_open(request, task):
        user = person(request)
        talk = queries.Talk([], task.comment_count, can_write=True, is_joined=user.has_one_stream)
        told = [] if talk.is_joined else history.of_task(task, reader=user, role=rights.role, limit=30)
        context = {"task": task, "talk": talk, "history": told, "undo_id": undo, **shown}
        response.content += render_to_string("boards/comments/_changed.html", context, request, using="django").encode()
    return response
