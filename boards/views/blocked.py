"""The question whether a task is to be completed although it waits for others: asked wherever that was tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from boards import access
from boards.exceptions import Blocker, TaskBlocked
from boards.policy import Action
from boards.views.answers import in_dialog, is_htmx, person
from boards.views.tasks import lies_open, with_task

_OURS = frozenset({"csrfmiddlewaretoken", "even_if_blocked"})


@dataclass(frozen=True)
class Question:
    """What is asked about, and what is sent again if the answer is yes."""

    action: str
    fields: Sequence[tuple[str, str]]
    blockers: Sequence[Blocker]


def ask(request: HttpRequest, error: TaskBlocked) -> HttpResponse:
    """409: on a page of its own, in the task that lies open, or in the dialog. A yes sends the same once more."""
    sent = [(name, value) for name, values in request.POST.lists() if name not in _OURS for value in map(str, values)]
    return asked(request, error, Question(request.path, sent, error.blockers))


def asked(request: HttpRequest, error: TaskBlocked, question: Question) -> HttpResponse:
    """The same for another address and other values than those of the request."""
    task, rights = access.get_task(person(request), error.task_id, Action.VIEW)
    if is_htmx(request) and lies_open(request, task):
        return with_task(request, HttpResponse(status=409), task, blocked=question)
    context = {"task": task, "project": task.project, "rights": rights, "tab": "board", "blocked": question}
    template = "boards/_blocked.html" if is_htmx(request) else "boards/blocked.html"
    response = render(request, template, context, status=409, using="django")
    return in_dialog(response) if is_htmx(request) else response
