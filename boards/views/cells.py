"""A row of a list of tasks, one cell of which is edited in place: the field that is opened, and the row as it is then.

Each is a fragment for htmx; everybody else is sent to the task itself. Requests of a list say in X-List whether it is
that of a project ("project") or of all ("all").
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from boards import access
from boards.exceptions import EditConflict, InvalidInput, NotFound
from boards.forms.tasks import MoveForm, TaskForm, initial_of
from boards.models import Role, Task, User
from boards.policy import Action
from boards.queries import conflicts, facts, people, task_links
from boards.queries import tasks as queries
from boards.services import tasks
from boards.views.answers import (
    done,
    even_if_blocked,
    in_dialog,
    is_htmx,
    person,
    refusal,
    see_other,
    signed_in,
    undoable,
)

FIELDS = ("title", "priority", "assignee", "other_assignees", "due_date", "tags")
# These are chosen from a list, the others are typed.
CHOSEN = ("priority", "assignee", "other_assignees", "tags")


def with_row(request: HttpRequest, response: HttpResponse, task: Task) -> HttpResponse:
    """The answer to a change of a task, and with it its row if a list has asked; one that leads elsewhere has none."""
    if "X-List" in request.headers and response.status_code == 200:
        shown = render_to_string("boards/_task_row_partial.html", _row_now(request, task.pk), request)
        response.content += shown.encode()
    return response


def _row_now(request: HttpRequest, pk: int) -> dict[str, object]:
    try:
        card, rights = access.get_task(person(request), pk, Action.VIEW)
    except NotFound:
        return {"pk": pk}
    return _row(request, card, rights.role)


@signed_in("GET", "POST")
def cell(request: HttpRequest, pk: int, field: str) -> HttpResponse:
    """One field of a task: GET opens it in its cell, POST saves it and answers with the row."""
    user = person(request)
    card, _rights = access.get_task(user, pk, Action.EDIT_TASK)
    form = _form(card, field, request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _editor(request, card, form) if is_htmx(request) else see_other(request, card.get_absolute_url())
    if not form.is_valid():
        return _editor(request, card, form)
    seen = form.cleaned_data["version"]
    knows = even_if_blocked(request)
    try:
        saved = tasks.update(task=card, changed=form.changed, seen_version=seen, even_if_blocked=knows, actor=user)
    except EditConflict as error:
        return _conflict(request, card, conflicts.of_task(form, error, seen or card.version))
    except InvalidInput as error:
        form.add_error(field, error.sentence)
        return _editor(request, card, form)
    return _saved(request, user, saved, _("Changed #%(number)s.") % {"number": card.number})


@signed_in("GET", "POST")
def column(request: HttpRequest, pk: int) -> HttpResponse:
    """The column of a task: GET opens the list of columns in its cell, POST moves the card to the top of one."""
    user = person(request)
    card, _rights = access.get_task(user, pk, Action.MOVE_TASK)
    if request.method != "POST":
        if not is_htmx(request):
            return see_other(request, card.get_absolute_url())
        picker = facts.of_cell(card, "column", card.column_id)
        return render(request, "boards/_cell_editor.html", {"task": card, "field": "column", "picker": picker})
    form = MoveForm(request.POST)
    if not form.is_valid():
        return refusal(request, _("Choose a column of this project."), 422)
    knows = even_if_blocked(request)
    to, left = form.cleaned_data["column"], form.cleaned_data["left"]
    moved = tasks.move(task=card, column_id=to, left_id=left, even_if_blocked=knows, actor=user).task
    words = {"number": moved.number, "column": moved.column.name}
    return _saved(request, user, moved, _("Moved #%(number)s to “%(column)s”.") % words)


def _form(task: Task, field: str, data: QueryDict | None) -> TaskForm:
    chosen = people.assignable(task.project, besides=task)
    form = TaskForm(data, initial=initial_of(task), people=chosen, priority=task.priority)
    for name in form.fields.keys() - {field, "version"}:
        del form.fields[name]
    return form


def _editor(request: HttpRequest, task: Task, form: TaskForm) -> HttpResponse:
    """The control of the form's one field; once it was refused, in the place of the one that sent it."""
    field = next(name for name in form.fields if name != "version")
    options = getattr(form.fields[field], "choices", ())
    chosen = facts.of_cell(task, field, form[field].value(), options) if field in CHOSEN else None
    context: dict[str, object] = {"task": task, "field": field, "form": form, "bound": form[field], "picker": chosen}
    response = render(request, "boards/_cell_editor.html", context, status=422 if form.is_bound else 200)
    if form.is_bound:
        response["HX-Retarget"], response["HX-Reswap"] = f"#cell-editor-{task.pk}-{field}", "outerHTML"
    return response


def _conflict(request: HttpRequest, task: Task, conflict: conflicts.Conflict) -> HttpResponse:
    """Both texts, in the dialog."""
    context = {"conflict": conflict, "action": f"/tasks/{task.pk}/edit/", "back": task.get_absolute_url()}
    context |= {"project": task.project, "tab": ""}
    template = "boards/_conflict.html" if is_htmx(request) else "boards/conflict.html"
    return in_dialog(render(request, template, context, status=409))


def _saved(request: HttpRequest, user: User, task: Task, text: str) -> HttpResponse:
    undo = task.last_activity_id
    if not is_htmx(request):
        return done(request, task.get_absolute_url(), text, undo=undo)
    toast = {"text": text, "level": "success", "undo_id": undo, "about": task.pk} if undo else {}
    fresh, rights = access.get_task(user, task.pk, Action.VIEW)
    response = render(request, "boards/_task_row_answer.html", _row(request, fresh, rights.role) | toast)
    return undoable(response, undo)


def _row(request: HttpRequest, task: Task, role: Role) -> dict[str, object]:
    within = request.headers.get("X-List") == "project"
    user = person(request)
    links = task_links.counts([task], user).get(task.pk, task_links.NONE)
    shown = queries.row(task, user.today(), role=role, links=links)
    return {"row": shown, "project": task.project if within else None}
