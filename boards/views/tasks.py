"""A task, and everything done with it."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from boards import access
from boards.exceptions import EditConflict, InvalidInput, NotFound
from boards.forms.tasks import MoveForm, NewTaskForm, TaskForm, initial_of
from boards.models import Activity, Project, Task, User
from boards.policy import Action, Rights, can
from boards.queries import attachments as attachment_queries
from boards.queries import checklists as checklist_queries
from boards.queries import conflicts, facts, history, neighbours, people, task_links, web_links
from boards.queries import task as task_queries
from boards.queries.task_search import NewLink
from boards.services import tasks, undo
from boards.views import board_answers, quick_add, talks
from boards.views.answers import (
    came_from,
    done,
    even_if_blocked,
    form_page,
    in_dialog,
    is_htmx,
    person,
    refusal,
    see_other,
    signed_in,
)
from boards.views.cells import with_row


@signed_in("GET")
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """A task as a page of its own; for htmx as the inside of a dialog."""
    return _task_page(request, *access.get_task(person(request), pk, Action.VIEW))


@signed_in("GET", "POST")
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a card: from the foot of a column (one line, whose words are understood), or from a page with every field."""
    user = person(request)
    project, rights = access.get_project(user, pk, Action.CREATE_TASK)
    typed = quick_add.read(request, project) if request.method == "POST" else None
    sentences = typed.sentences if typed else []
    if typed and (card := quick_add.make(request, project, typed)):
        return _made(request, project, rights, card, sentences)
    data = quick_add.filled_in(request, typed) if typed else request.POST if request.method == "POST" else None
    initial = {"column": request.GET.get("column")}
    form = NewTaskForm(data, initial=initial, people=people.assignable(project), columns=project.columns.all())
    if not form.is_valid():
        return _new_task_page(request, project, rights, form, sentences)
    values = form.cleaned_data
    values["tag_names"], values["others"] = values.pop("tags"), values.pop("other_assignees")
    values["priority"] = values["priority"] or 0
    try:
        card = tasks.create(project=project, actor=user, **values)
    except InvalidInput as error:
        form.add_error(error.field if error.field in form.fields else None, error.sentence)
        return _new_task_page(request, project, rights, form)
    return _made(request, project, rights, card, sentences)


@signed_in("GET", "POST")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the fields that were sent. Different fields merge with what others saved; the same one is a choice."""
    user = person(request)
    card, rights = access.get_task(user, pk, Action.EDIT_TASK)
    if request.method != "POST":
        return see_other(request, card.get_absolute_url())
    form = _edit_form(card, request.POST).only_sent()
    if not form.is_valid():
        return _refused(request, card, rights, form)
    seen = form.cleaned_data.get("version")
    changed = conflicts.kept(form.changed, request.POST, card)
    left, knows = card.column, even_if_blocked(request)
    try:
        written = tasks.update(task=card, changed=changed, seen_version=seen, even_if_blocked=knows, actor=user)
    except EditConflict as error:
        return _conflict_page(request, card, rights, conflicts.of_task(form, error, seen or card.version))
    except InvalidInput as error:
        form.add_error(error.field if error.field in form.fields else None, error.sentence)
        return _refused(request, card, rights, form)
    undo_id = written.last_activity_id
    if not is_htmx(request):
        return done(request, card.get_absolute_url(), _("Saved."), undo=undo_id)
    card, rights = access.get_task(user, pk, Action.VIEW)
    columns = {left.pk: left, card.column_id: card.column}.values()
    if not lies_open(request, card):
        answer = board_answers.changed(request, card, rights.role, columns, names=_labels(form), undo=undo_id)
        return with_row(request, answer, card)
    answer = board_answers.saved(request, card, rights.role, columns, undo=undo_id)
    return with_task(request, answer, card, saved=True, undo_id=undo_id)


@signed_in("GET", "POST")
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the card into a column: by dragging, by keys, or by the form that GET shows."""
    user = person(request)
    card, rights = access.get_task(user, pk, Action.MOVE_TASK)
    if request.method != "POST":
        context = {"task": card, "project": card.project, "rights": rights, "tab": "board"}
        context |= {"picker": facts.of_move(card)}
        return render(request, "boards/_move.html" if is_htmx(request) else "boards/move.html", context)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return refusal(request, _("Choose a column of this project."), 422)
    values, knows = form.cleaned_data, even_if_blocked(request)
    after = values["after"]
    if after is None and values["place"] == "end":
        after = neighbours.last(values["column"], but=card.pk)
    moved = tasks.move(
        task=card,
        column_id=values["column"],
        after_id=after,
        left_id=values["left"],
        even_if_blocked=knows,
        actor=user,
    )
    answer = board_answers.moved(request, moved, rights.role, after=after, shown=values["left"] is not None)
    return with_task(request, answer, moved.task)


@signed_in("POST")
def complete(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark the task complete."""
    user = person(request)
    card, rights = access.get_task(user, pk, Action.MOVE_TASK)
    moved = tasks.complete(task=card, even_if_blocked=even_if_blocked(request), actor=user)
    answer = board_answers.moved(request, moved, rights.role)
    return with_task(request, answer, card)


@signed_in("POST")
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a completed task back to where it was."""
    user = person(request)
    card, rights = access.get_task(user, pk, Action.MOVE_TASK)
    answer = board_answers.moved(request, tasks.reopen(task=card, actor=user), rights.role)
    return with_task(request, answer, card)


@signed_in("POST")
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the card off the board."""
    user = person(request)
    card, rights = access.get_task(user, pk, Action.ARCHIVE_TASK)
    archived = tasks.archive(task=card, actor=user)
    text = _("Archived #%(number)s.") % {"number": card.number}
    return with_row(request, board_answers.gone(request, archived, rights.role, text), card)


@signed_in("POST")
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring an archived card back to the board."""
    user = person(request)
    card, _rights = access.get_task(user, pk, Action.ARCHIVE_TASK)
    tasks.restore(task=card, actor=user)
    return done(request, card.get_absolute_url(), _("Restored #%(number)s.") % {"number": card.number})


@signed_in("POST")
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete the card; the toast offers to undo it."""
    user = person(request)
    card, rights = access.get_task(user, pk, Action.DELETE_TASK)
    deleted = tasks.delete(task=card, actor=user)
    text = _("Deleted #%(number)s.") % {"number": card.number}
    return with_row(request, board_answers.gone(request, deleted, rights.role, text), card)


@signed_in("POST")
def undo_activity(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a change of one's own."""
    user = person(request)
    try:
        activity = access.get_activity(user, pk)
    except NotFound:
        return refusal(request, _("This can't be undone any more: it is not there, or not for you to see."), 404)
    try:
        undo.undo(activity=activity, actor=user)
    except NotFound:
        return refusal(request, _("This can't be undone any more: it has been deleted since."), 409)
    back = came_from(request, f"/projects/{activity.project_id}/")
    if activity.task_id is None or not is_htmx(request):
        return done(request, back, _("Undone."))
    card, rights = access.get_task(user, activity.task_id, Action.VIEW)
    columns = [column for column in card.project.columns.all() if column.pk in _columns_of(activity, card)]
    return with_task(request, board_answers.placed(request, card, rights.role, columns, text=_("Undone.")), card)


def lies_open(request: HttpRequest, task: Task) -> bool:
    """Whether the page that htmx sent the request from shows this task, in its dialog or as a page of its own."""
    return request.headers.get("X-Task") == str(task.pk)


def over_task(response: HttpResponse, task: Task, swap: str) -> HttpResponse:
    """Let htmx lay the answer over the task; if that has been closed meanwhile, nowhere."""
    response["HX-Retarget"], response["HX-Reswap"] = f"task-view[data-task='{task.pk}']", swap
    return response


def with_task(request: HttpRequest, response: HttpResponse, task: Task, **shown: object) -> HttpResponse:
    """The answer to a change, and with it the task as it is now if it lies open, and its row in a list."""
    with_row(request, response, task)
    if not lies_open(request, task):
        return response
    card, rights = access.get_task(person(request), task.pk, Action.VIEW)
    context = {**task_context(request, card, rights), **shown}
    anew = render_to_string("boards/_task_anew.html", context, request, using="django")
    response.content += anew.encode()
    return response


def _labels(form: TaskForm) -> list[str]:
    """The labels of the fields that a form holds, as the toast of an edit names them; the version is none."""
    return [str(field.label) for name, field in form.fields.items() if name != "version"]


def _columns_of(activity: Activity, task: Task) -> set[int]:
    """The columns an undone change touched."""
    return {task.column_id, *(ref["id"] for ref in activity.changes.get("column", []))}


def _edit_form(task: Task, data: QueryDict | None = None) -> TaskForm:
    chosen = people.assignable(task.project, besides=task)
    return TaskForm(data, initial=initial_of(task), people=chosen, priority=task.priority)


def task_context(request: HttpRequest, task: Task, rights: Rights, form: TaskForm | None = None) -> dict[str, object]:
    """What the template of a task needs; a form that was refused lies over what is stored."""
    found = checklist_queries.rows(task)
    user, talk = person(request), talks.shown(request, task, rights, checklist_queries.texts(found))
    view = task_queries.view(task, user, rights.role, talk.references)
    shown = _edit_form(task)
    if form is not None:
        shown.initial.update((name, form[name].value()) for name in form.fields)
    return {
        "view": view,
        "talk": talk,
        "checklists": checklist_queries.section(task, found, person(request), rights, talk.references),
        **link_section(task, person(request), rights),
        "files": attachment_queries.of_task(task, rights),
        "task": task,
        "project": task.project,
        "rights": rights,
        "form": shown,
        "errors": form.errors if form is not None else {},
        "facts": _facts(task, view, shown),
        "history": [] if talk.is_joined else history.of_task(task, reader=user, role=rights.role, limit=30),
        "tab": "",
    }


def link_section(task: Task, user: User, rights: Rights) -> dict[str, object]:
    """What the section of links shows, to other tasks and to the web."""
    takes_changes = not (task.is_archived or task.project.is_archived)
    can_edit = takes_changes and can(rights.role, Action.EDIT_TASK)
    return {
        "links": task_links.of_task(task, user, can_edit=can_edit),
        "link_form": NewLink(),
        "web_links": web_links.of_task(task),
        "web_link_form": web_links.NewWebLink(),
    }


def _facts(task: Task, view: task_queries.TaskView, form: TaskForm) -> facts.Facts:
    if view.can_edit:
        return facts.of_task(task, form.initial, _options(form))
    return facts.of_locked(task) if view.can_move else facts.Facts()


def _options(form: TaskForm) -> facts.Options:
    return {name: form.fields[name].choices for name in ("assignee", "other_assignees", "priority")}  # type: ignore[attr-defined]


def _task_page(request: HttpRequest, task: Task, rights: Rights, form: TaskForm | None = None) -> HttpResponse:
    template = "boards/_task.html" if is_htmx(request) else "boards/task.html"
    context = task_context(request, task, rights, form)
    response = render(request, template, context, status=422 if form is not None else 200, using="django")
    return over_task(response, task, "outerMorph") if form is not None and is_htmx(request) else response


def _refused(request: HttpRequest, task: Task, rights: Rights, form: TaskForm) -> HttpResponse:
    """The task with what was typed, and why it can't be saved; from a card, where it isn't open, the reason alone."""
    if is_htmx(request) and not lies_open(request, task):
        return refusal(request, " ".join(str(each) for wrong in form.errors.values() for each in wrong), 422)
    return _task_page(request, task, rights, form)


def _made(request: HttpRequest, project: Project, rights: Rights, card: Task, told: Sequence[str]) -> HttpResponse:
    if is_htmx(request):
        return board_answers.added(request, card, rights.role, told)
    text = " ".join([_("Added “%(title)s”.") % {"title": card.title}, *told])
    return done(request, f"/projects/{project.pk}/", text)


def _new_task_page(
    request: HttpRequest, project: Project, rights: Rights, form: NewTaskForm, told: Sequence[str] = ()
) -> HttpResponse:
    """The page with every field; for the field of a column a toast with what was told, or what is wrong."""
    if form.is_bound and is_htmx(request):
        wrong = [str(sentence) for sentences in form.errors.values() for sentence in sentences]
        return refusal(request, " ".join(told or wrong), 422)
    given = {name: form[name].value() for name in ("column", *facts.NAMES)}
    chosen = facts.of_new(project, given, _options(form))
    context = {"form": form, "facts": chosen, "project": project, "rights": rights, "tab": "board"}
    return form_page(request, "boards/task_create.html", context)


def _conflict_page(request: HttpRequest, task: Task, rights: Rights, conflict: conflicts.Conflict) -> HttpResponse:
    action, back = f"/tasks/{task.pk}/edit/", task.get_absolute_url()
    return conflict_answer(request, task, rights, conflict, action=action, back=back, draft=task.pk)


def conflict_answer(
    request: HttpRequest,
    task: Task,
    rights: Rights,
    conflict: conflicts.Conflict,
    *,
    back: str,
    action: str = "",
    draft: object = "",
) -> HttpResponse:
    """Both texts, what differs, and a choice: over the task, in the dialog, or on a page. `back`: for who gives up."""
    context = {"conflict": conflict, "project": task.project, "rights": rights, "tab": "", "back": back, "draft": draft}
    context |= {"action": action or request.path, "in_task": lies_open(request, task)}
    template = "boards/_conflict.html" if is_htmx(request) else "boards/conflict.html"
    response = render(request, template, context, status=409, using="django")
    return over_task(response, task, "innerHTML") if context["in_task"] else in_dialog(response)
