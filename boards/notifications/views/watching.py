"""Watching a task or a project, or muting it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from boards import access
from boards.exceptions import InvalidInput
from boards.models import Task
from boards.notifications import watchers
from boards.notifications.forms.watching import WatcherForm
from boards.notifications.queries import watching as queries
from boards.notifications.queries.watching import Choice
from boards.notifications.services import watching
from boards.policy import Action, Rights, can
from boards.views.answers import came_from, done, is_htmx, person, refusal, signed_in


@signed_in("GET", "POST")
def of_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether one hears of a task: a button that turns it over, which htmx puts into the task."""
    user = person(request)
    task, rights = access.get_task(user, pk, Action.VIEW)
    text = ""
    if request.method == "POST":
        choice = Choice.MUTE if request.POST.get("choice") == Choice.MUTE else Choice.WATCH
        watching.choose(project=task.project, task=task, choice=choice, actor=user)
        text = _("You watch this task now.") if choice is Choice.WATCH else _("You don't watch this task any more.")
        if not is_htmx(request):
            return done(request, came_from(request, task.get_absolute_url()), text)
    return _shown(request, task, rights, text)


@signed_in("GET", "POST")
def of_watchers(request: HttpRequest, pk: int) -> HttpResponse:
    """Have somebody else hear of a task, or no more; GET shows who does."""
    user = person(request)
    posted = request.method == "POST"
    task, rights = access.get_task(user, pk, Action.EDIT_TASK if posted else Action.VIEW)
    if not posted:
        return _shown(request, task, rights)
    form = WatcherForm(request.POST)
    chosen = form.cleaned_data if form.is_valid() else {}
    if gone := chosen.get("remove"):
        watching.leave_out(task=task, user_id=gone, actor=user)
    elif come := chosen.get("add"):
        try:
            watchers.include(task=task, user_id=come, actor=user)
        except InvalidInput as error:
            return refusal(request, error.sentence, 422)
    else:
        return refusal(request, _("Choose somebody who takes part in this project."), 422)
    if not is_htmx(request):
        return done(request, f"/tasks/{task.pk}/watch/", _("Saved."))
    return _shown(request, task, rights, _("Saved."))


def _shown(request: HttpRequest, task: Task, rights: Rights, text: str = "") -> HttpResponse:
    found = watchers.watchers(task)
    asks = can(rights.role, Action.EDIT_TASK)
    context = {"task": task, "project": task.project, "rights": rights, "tab": "", "text": text, "watchers": found}
    context |= {"hears": queries.hears_of(person(request), task), "can_add": asks}
    context |= {"others": watchers.to_be_asked(task, found) if asks else []}
    return render(request, "boards/watch/_task.html" if is_htmx(request) else "boards/watch/task.html", context)


@signed_in("GET", "POST")
def of_project(request: HttpRequest, pk: int) -> HttpResponse:
    """What one wants to hear of a project as a whole: all, what one takes part in, or nothing."""
    user = person(request)
    project, rights = access.get_project(user, pk, Action.VIEW)
    if request.method == "POST":
        chosen = request.POST.get("choice", "")
        if chosen not in set(Choice):
            return refusal(request, _("Choose what you want to hear of this project."), 422)
        watching.choose(project=project, choice=Choice(chosen), actor=user)
        return done(request, came_from(request, project.get_absolute_url()), _("Saved."))
    context = {"project": project, "rights": rights, "tab": "", "choice": queries.choice_of(user, project)}
    return render(request, "boards/watch/_project.html" if is_htmx(request) else "boards/watch/project.html", context)
