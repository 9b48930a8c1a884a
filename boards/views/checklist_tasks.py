"""Items that become tasks, and tasks that become items."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from boards import access
from boards.exceptions import InvalidInput
from boards.forms.checklists import IntoItemForm
from boards.models import Task
from boards.policy import Action, Rights
from boards.queries import checklists as queries
from boards.services import checklist_tasks
from boards.views import board_answers
from boards.views.answers import done, is_htmx, person, signed_in
from boards.views.cells import with_row
from boards.views.checklists import answered, place_of


@signed_in("POST")
def into_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a task of an item, which then names it."""
    user = person(request)
    item, rights = access.get_item(user, pk, Action.CREATE_TASK)
    before = item.checklist.task
    made = checklist_tasks.make_task(item=item, actor=user)
    text = _("Made #%(number)s of the item.") % {"number": made.number}
    task, rights = access.get_task(user, before.pk, Action.VIEW)
    task.last_activity_id = made.last_activity_id
    answer = answered(request, before, task, rights, text, tells=True, fresh=pk)
    if is_htmx(request) and request.headers.get("X-Board") == str(task.project_id):
        shown, rights = access.get_task(user, made.pk, Action.VIEW)
        card = board_answers.placed(request, shown, rights.role)
        # Where that card is, is told; the one that lies open stays where it was.
        answer.content += card.content
        answer["X-Card"] = card["X-Card"]
    return answer


@signed_in("GET", "POST")
def into_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an item of a task: GET asks of which other task, POST does it and archives the task."""
    user = person(request)
    task, rights = access.get_task(user, pk, Action.ARCHIVE_TASK)
    form = IntoItemForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, task, rights, form)
    into = queries.target(task, form.cleaned_data["into"])
    try:
        if into is None:
            raise InvalidInput("into", _("There is no such task in this project."))
        item = checklist_tasks.make_item(task=task, into=into, actor=user)
    except InvalidInput as error:
        form.add_error("into", error.sentence)
        return _page(request, task, rights, form)
    text = _("#%(number)s is an item of #%(into)s now, and archived.") % {"number": task.number, "into": into.number}
    target = item.checklist.task
    if not request.headers.get("HX-Target", "").endswith("#dialog-inside"):
        return done(request, place_of(target), text, undo=target.last_activity_id)
    task, rights = access.get_task(user, pk, Action.VIEW)
    task.last_activity_id = target.last_activity_id
    return with_row(request, board_answers.gone(request, task, rights.role, text), task)


def _page(request: HttpRequest, task: Task, rights: Rights, form: IntoItemForm) -> HttpResponse:
    context = {"task": task, "project": task.project, "rights": rights, "form": form, "tab": "board"}
    context |= {"targets": queries.targets(task)}
    template = "boards/checklists/_into_item.html" if is_htmx(request) else "boards/checklists/into_item.html"
    return render(request, template, context, status=422 if form.is_bound else 200)
