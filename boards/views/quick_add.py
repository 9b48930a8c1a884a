"""The field for new cards at the foot of a column: its words are understood before and when they are sent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from boards import access
from boards.forms.tasks import QuickAddForm
from boards.models import Project
from boards.policy import Action
from boards.queries import quick_add
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


def filled_in(request: HttpRequest, project: Project) -> tuple[QueryDict, list[str]]:
    """What was sent, with the words of a quick add put into the fields they mean, and sentences about the rest."""
    form = QuickAddForm(request.POST)
    if not request.POST.get("quick") or not form.is_valid():
        return request.POST, []
    typed = quick_add.read(project, form.cleaned_data["title"], person(request))
    fields: dict[str, object] = {"title": typed.title, "priority": typed.priority, "assignee": typed.assignee}
    fields |= {"tags": ", ".join(typed.tags), "due_date": typed.due_date}
    data = request.POST.copy()
    for name, value in fields.items():
        data[name] = "" if value is None else str(value)
    return data, typed.sentences
