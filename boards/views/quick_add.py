"""The field for new cards at the foot of a column: its words are understood before and when they are sent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from boards import access
from boards.exceptions import InvalidInput
from boards.forms.tasks import QuickAddForm, QuickPlaceForm
from boards.models import Project, Task
from boards.policy import Action
from boards.queries import quick_add
from boards.rules.quick_add import Typed
from boards.services import task_changes
from boards.services.task_changes import TaskChange
from boards.views.answers import person, signed_in


@signed_in("POST")
def understood(request: HttpRequest, pk: int) -> HttpResponse:
    """How the words typed so far are understood: chips for below the field. Nothing is written."""
    user = person(request)
    project, _rights = access.get_project(user, pk, Action.CREATE_TASK)
    form = QuickAddForm(request.POST)
    preview = quick_add.preview(project, form.cleaned_data["title"], user) if form.is_valid() else None
    context: dict[str, object] = {"preview": preview, "errors": form.errors.get("title", [])}
    return render(request, "boards/_quick_add_words.html", context, status=200 if preview else 422)


def read(request: HttpRequest, project: Project) -> Typed | None:
    """What was sent from the field, its words understood; None for a request from elsewhere, or a line that is none."""
    form = QuickAddForm(request.POST)
    if not request.POST.get("quick") or not form.is_valid():
        return None
    return quick_add.read(project, form.cleaned_data["title"], person(request))


def make(request: HttpRequest, project: Project, typed: Typed) -> Task | None:
    """The card that was typed; None if something is wrong with it, which the form with every field can say."""
    place = QuickPlaceForm(request.POST)
    if not typed.title or not place.is_valid():
        return None
    values = {"title": typed.title, "tags": typed.tags, "priority": typed.priority or 0}
    values |= {"assignee": typed.assignee, "other_assignees": typed.others, "due_date": typed.due_date}
    change = TaskChange(values=values, column=place.cleaned_data["column"])
    try:
        return task_changes.create(project=project, change=change, actor=person(request))
    except InvalidInput:
        return None


def filled_in(request: HttpRequest, typed: Typed) -> QueryDict:
    """What was sent, with the words put into the fields they mean."""
    fields: dict[str, object] = {"title": typed.title, "priority": typed.priority, "assignee": typed.assignee}
    fields |= {"tags": ", ".join(typed.tags), "due_date": typed.due_date}
    data = request.POST.copy()
    for name, value in fields.items():
        data[name] = "" if value is None else str(value)
    data.setlist("other_assignees", list(map(str, typed.others)))
    return data
