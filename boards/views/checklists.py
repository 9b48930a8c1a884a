"""Checklists on the page of their task: begun, renamed, deleted. What every change of them is answered."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from boards import access
from boards.exceptions import EditConflict
from boards.forms.checklists import ChecklistForm, ItemPlaceForm
from boards.models import Checklist, Task
from boards.policy import Action, Rights
from boards.queries import checklists as queries
from boards.queries import conflicts, history
from boards.services import checklists
from boards.views import board_answers
from boards.views.answers import (
    came_from,
    done,
    is_htmx,
    person,
    refusal,
    see_other,
    signed_in,
    then_focus,
)
from boards.views.tasks import conflict_answer, lies_open, with_task


@signed_in("GET", "POST")
def lists(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: begin a checklist; GET leads to the task."""
    user = person(request)
    if request.method != "POST":
        task, _rights = access.get_task(user, pk, Action.VIEW)
        return see_other(request, place_of(task))
    task, rights = access.get_task(user, pk, Action.EDIT_TASK)
    form = ChecklistForm(request.POST)
    if not form.is_valid():
        return refused(request, form)
    made = checklists.create(task=task, title=form.cleaned_data["title"], actor=user)
    answer = answered(request, task, made.task, rights, _("Checklist added."))
    return then_focus(answer, f"#item-new-{made.pk} textarea") if is_htmx(request) else answer


@signed_in("GET", "POST")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a checklist; if it has been renamed meanwhile, both titles are shown."""
    user = person(request)
    checklist, rights = access.get_checklist(user, pk, Action.EDIT_TASK)
    if request.method != "POST":
        return see_other(request, place_of(checklist.task))
    form = ChecklistForm(request.POST)
    if not form.is_valid():
        return refused(request, form)
    seen, task = form.cleaned_data["version"], checklist.task
    kept = conflicts.kept({"title": form.cleaned_data["title"]}, request.POST, checklist)
    title = str(kept.get("title", checklist.title))
    try:
        saved = checklists.rename(checklist=checklist, title=title, seen_version=seen, actor=user)
    except EditConflict as error:
        found = conflicts.of_checklist(form, error, seen or checklist.version)
        return conflict_answer(request, task, rights, found, back=place_of(task))
    return answered(request, task, saved.task, rights, _("Saved."))


@signed_in("POST")
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a checklist elsewhere: by dragging or keys (`after`), or by the buttons of its menu (`step`)."""
    user = person(request)
    checklist, rights = access.get_checklist(user, pk, Action.EDIT_TASK)
    form = ItemPlaceForm(request.POST)
    if not form.is_valid():
        return refusal(request, _("Choose a checklist of this task."), 422)
    after = form.cleaned_data["after"]
    if form.cleaned_data["step"]:
        step = queries.list_step(checklist, form.cleaned_data["step"])
        if step is None:
            return refusal(request, _("It can't go further that way."), 409)
        after = step.after
    moved, gone = checklists.move(checklist=checklist, after_id=after, actor=user)
    said = _("It went to the end: the checklist above it was gone.") if gone else _("Moved.")
    return answered(request, checklist.task, moved.task, rights, said, tells=gone)


@signed_in("POST")
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a checklist with its items; the toast offers to undo it."""
    checklist, rights = access.get_checklist(person(request), pk, Action.EDIT_TASK)
    deleted = checklists.delete(checklist=checklist, actor=person(request))
    text = _("Deleted the checklist “%(title)s”.") % {"title": checklist.title}
    return answered(request, checklist.task, deleted.task, rights, text, tells=True)


# --- Answers ----------------------------------------------------------------------------------------------------------


def place_of(task: Task) -> str:
    """Where the checklists are shown."""
    return f"{task.get_absolute_url()}#checklists"


def refused(request: HttpRequest, form: ChecklistForm) -> HttpResponse:
    """What is wrong, in a sentence; the field keeps what was typed."""
    return refusal(request, " ".join(str(each) for wrong in form.errors.values() for each in wrong), 422)


def answered(
    request: HttpRequest,
    before: Task,
    task: Task,
    rights: Rights,
    said: str,
    *,
    tells: bool = False,
    fresh: int | None = None,
    added: Checklist | None = None,
) -> HttpResponse:
    """What a change of checklists changes: these, the history, and on a board the card.

    `before` is the task as it was. `tells`: a toast says what was done; `fresh` is an item whose form is done with,
    `added` a list whose field for new items is.
    """
    undo = task.last_activity_id
    if not is_htmx(request):
        return done(request, came_from(request, place_of(task)), said, undo=undo)
    columns = {before.column_id: before.column, task.column_id: task.column}.values()
    response = board_answers.saved(request, task, rights.role, columns, undo=undo)
    has_chosen = any(name.startswith(conflicts.CHOICE) for name in request.POST)
    if before.progress != task.progress or has_chosen or person(request).has_one_stream:
        # What follows from progress stands all over the task, and what has happened among what was said.
        with_task(request, response, task, saved=True, undo_id=undo)
    if lies_open(request, task):
        shown: dict[str, object] = {"text": said if tells else "", "added": added}
        response.content += _section(request, task, rights, shown, fresh).encode()
    elif tells:
        response.content += _toast(request, said, undo).encode()
    return response


def _section(request: HttpRequest, task: Task, rights: Rights, more: dict[str, object], fresh: int | None) -> str:
    shown = queries.of_task(task, person(request), rights)
    again = next((each for one in shown.lists for each in one.items if each.item.pk == fresh), None)
    context: dict[str, object] = {
        "task": task,
        "checklists": shown,
        "history": history.of_task(task, reader=person(request), role=rights.role, limit=30),
        "fresh": again,
    }
    context |= {"undo_id": task.last_activity_id, "level": "success", **more}
    return render_to_string("boards/checklists/_changed.html", context, request, using="django")


def _toast(request: HttpRequest, text: str, undo: int | None) -> str:
    context = {"text": text, "undo_id": undo, "level": "success"}
    return render_to_string("boards/_toast_partial.html", context, request, using="django")
