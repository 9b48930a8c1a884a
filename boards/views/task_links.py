"""Links between tasks: made, looked for, and taken away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from boards import access
from boards.exceptions import InvalidInput, NotAllowed, RuleBroken, TaskBlocked
from boards.forms.task_links import TaskLinkForm
from boards.models import Relation, Task
from boards.policy import Action, Rights
from boards.queries import history, task_search
from boards.queries.conflicts import CHOICE
from boards.queries.task_search import FoundTask, NewLink
from boards.services import task_links, tasks
from boards.views import blocked, board_answers
from boards.views.answers import done, even_if_blocked, is_htmx, person, see_other, signed_in, undoable
from boards.views.tasks import lies_open, link_section, task_context, with_task


@signed_in("GET", "POST")
def links(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: what is found by what was typed (`other`), for htmx; others get the task. POST: make a link."""
    user = person(request)
    if request.method == "POST":
        return _add(request, *access.get_task(user, pk, Action.EDIT_TASK))
    task, _rights = access.get_task(user, pk, Action.VIEW)
    if not is_htmx(request):
        return see_other(request, place_of(task))
    typed = request.GET.get("other", "")[:500].replace("\x00", "")
    found, _is_named = task_search.find(task, typed, user)
    form = NewLink(other=typed.strip(), found=found, is_searched=True)
    return render(request, "boards/task_links/_found.html", {"link_form": form})


@signed_in("POST")
def remove(request: HttpRequest, pk: int, task_link_id: int) -> HttpResponse:
    """Take a link away; the toast offers to undo it."""
    task, link = access.get_task_link(person(request), pk, task_link_id, Action.EDIT_TASK)
    task = task_links.remove(link=link, task=task, actor=person(request))
    return answered(request, task, _("Link removed."))


def _add(request: HttpRequest, task: Task, rights: Rights) -> HttpResponse:
    form = TaskLinkForm(request.POST)
    if not form.is_valid():
        sentences = [str(each) for wrong in form.errors.values() for each in wrong]
        return _refused(request, task, NewLink(error=" ".join(sentences)), 422)
    values, user = form.cleaned_data, person(request)
    shown = NewLink(relation=values["relation"], other=values["other"])
    try:
        pk = values["task"] or _meant(request, task, values["other"])
        other = access.get_other_end(user, pk, Relation(values["relation"]))
        task_links.add(task=task, relation=values["relation"], other=other, actor=user)
    except _Ambiguous as several:
        return _refused(request, task, _replaced(shown, several.sentence, several.found), 422)
    except InvalidInput as error:
        return _refused(request, task, _replaced(shown, error.sentence), 422)
    except NotAllowed as error:
        return _refused(request, task, _replaced(shown, error.sentence), 403)
    except RuleBroken as error:
        return _refused(request, task, _replaced(shown, error.sentence), 409)
    if values["complete"] and values["relation"] == Relation.DUPLICATES and not task.is_completed:
        return _complete(request, task, rights)
    return answered(request, task, _("Link added."), focus=True)


class _Ambiguous(Exception):
    """What was typed may mean several tasks, or none."""

    def __init__(self, found: list[FoundTask]) -> None:
        self.found = found
        several = _("Choose one of the tasks that were found.")
        self.sentence = several if found else _("No other task that you may see matches.")
        super().__init__(self.sentence)


def _meant(request: HttpRequest, task: Task, typed: str) -> int:
    """The id of the one task that what was typed means."""
    if not typed.strip():
        raise InvalidInput("other", _("Type the number of a task, or words of its title."))
    found, _is_named = task_search.find(task, typed, person(request))
    if len(found) != 1:
        raise _Ambiguous(found)
    return found[0].pk


def _replaced(shown: NewLink, error: str, found: list[FoundTask] | None = None) -> NewLink:
    return NewLink(relation=shown.relation, other=shown.other, error=error, found=found or [], is_searched=False)


def _complete(request: HttpRequest, task: Task, rights: Rights) -> HttpResponse:
    """A duplicate is done with; where it waits for others that is asked, and the link is there already."""
    try:
        moved = tasks.complete(task=task, even_if_blocked=even_if_blocked(request), actor=person(request))
    except TaskBlocked as error:
        question = blocked.Question(reverse("task-complete", args=[task.pk]), [], error.blockers)
        return blocked.asked(request, error, question)
    return with_task(request, board_answers.moved(request, moved, rights.role), moved.task)


def _refused(request: HttpRequest, task: Task, form: NewLink, status: int) -> HttpResponse:
    """The form as it was filled in, and why it can't be: in its place, or on the page of the task."""
    if is_htmx(request):
        response = render(request, "boards/task_links/_new.html", {"task": task, "link_form": form}, status=status)
        response["HX-Retarget"], response["HX-Reswap"] = "#link-new", "outerHTML"
        return response
    whole, rights = access.get_task(person(request), task.pk, Action.VIEW)
    context = task_context(request, whole, rights) | {"link_form": form}
    return render(request, "boards/task.html", context, status=status)


def place_of(task: Task) -> str:
    """Where the links are shown."""
    return f"{task.get_absolute_url()}#links"


def answered(request: HttpRequest, task: Task, text: str, *, focus: bool = False) -> HttpResponse:
    """What a change of a link, to a task or to the web, changes: the section, the history, and on a board the card."""
    user, undo = person(request), task.last_activity_id
    if not is_htmx(request):
        return done(request, place_of(task), text, undo=undo)
    whole, rights = access.get_task(user, task.pk, Action.VIEW)
    response = board_answers.saved(request, whole, rights.role, [whole.column], undo=undo)
    if not lies_open(request, whole):
        return undoable(response, undo)
    if user.has_one_stream or any(name.startswith(CHOICE) for name in request.POST):
        # A choice between two texts stood in the place of the task.
        return with_task(request, response, whole, saved=True, undo_id=undo)
    context = {"task": whole, "text": text, "undo_id": undo, "focus": focus, "about": whole.pk}
    context |= link_section(whole, user, rights)
    context["history"] = history.of_task(whole, reader=user, role=rights.role, limit=30)
    response.content += render_to_string("boards/task_links/_changed.html", context, request, using="django").encode()
    return undoable(response, undo)
