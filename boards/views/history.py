"""The history: of a project, of a task, one change of it as it is opened, and an earlier text written again."""

from __future__ import annotations

import datetime
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from boards import access
from boards.exceptions import InvalidInput
from boards.filters import HistoryFilter
from boards.filters.history import ME
from boards.forms.history import EarlierTextForm
from boards.models import Activity, Project, User
from boards.policy import Action
from boards.queries import formatting, history, history_change, history_kinds, people
from boards.rules import days
from boards.services import restoring
from boards.views import board_answers
from boards.views.answers import came_from, done, is_htmx, person, signed_in
from boards.views.project_context import in_project
from boards.views.tasks import lies_open, with_task


class Choice(NamedTuple):
    """An option of a filter."""

    value: str
    label: str
    is_chosen: bool


@signed_in("GET")
def of_project(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened in a project, newest first; `before` is the id of the change above the page."""
    user = person(request)
    project, rights = access.get_project(user, pk, Action.VIEW)
    before, found = _cursor(request), HistoryFilter(request.GET)
    page = history.EMPTY
    if found.is_valid():
        chosen = found.condition(user)
        page = history.of_project(project, reader=user, role=rights.role, before=before, chosen=chosen)
    context = in_project(project, rights, tab="activity", **_shown(request, project, found, page, before))
    return _answer(request, "boards/project_activity.html", context, found)


@signed_in("GET")
def of_task(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened to a task, in the same way."""
    user = person(request)
    task, rights = access.get_task(user, pk, Action.VIEW)
    before, found = _cursor(request), HistoryFilter(request.GET)
    page = history.EMPTY
    if found.is_valid():
        chosen = found.condition(user)
        page = history.page_of_task(task, reader=user, role=rights.role, before=before, chosen=chosen)
    context = in_project(task.project, rights, tab="", task=task)
    context |= _shown(request, task.project, found, page, before, of_tasks=True)
    return _answer(request, "boards/task_history.html", context, found)


@signed_in("GET")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """One change with its texts before and after: for htmx what is laid into the history, else a page."""
    activity, rights = access.get_change(person(request), pk)
    told = history_change.told(activity, reader=person(request), role=rights.role)
    context = in_project(
        activity.project, rights, tab="activity", change=told, back=_of(activity), here=_here(request, activity)
    )
    template = "boards/history/_change.html" if is_htmx(request) else "boards/history/change.html"
    return render(request, template, context)


@signed_in("POST")
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the text that a field had before a change; the toast offers to undo it."""
    user, form = person(request), EarlierTextForm(request.POST)
    activity, rights = access.get_change(user, pk)
    if not form.is_valid():
        raise InvalidInput("version", _("Open the change again."))
    field, seen = form.cleaned_data["field"], form.cleaned_data["version"]
    access.get_change(user, pk, restoring.needed(activity, field))
    made = restoring.restore(activity=activity, field=field, seen_version=seen, actor=user)
    text = _("The earlier text is back.")
    if activity.task is None or not lies_open(request, activity.task):
        return done(request, came_from(request, _of(activity)), text, undo=made)
    task, rights = access.get_task(user, activity.task.pk, Action.VIEW)
    names = [str(history_change.LABELS[field])]
    answer = board_answers.changed(request, task, rights.role, [task.column], names=names, undo=made)
    return with_task(request, answer, task)


def _of(activity: Activity) -> str:
    """The page whose history it stands in."""
    return f"/tasks/{activity.task_id}/" if activity.task_id else f"/projects/{activity.project_id}/activity/"


def _here(request: HttpRequest, activity: Activity) -> str:
    """Where a change of it leads back to: the page into which it is laid."""
    page = request.headers.get("HX-Current-URL", "").removeprefix(f"{request.scheme}://{request.get_host()}")
    return page if page.startswith("/") else _of(activity)


def _cursor(request: HttpRequest) -> int | None:
    text = request.GET.get("before", "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise InvalidInput("before", _("This is not a place in the history. Start again from its newest page."))
    return int(text)


def _answer(request: HttpRequest, page: str, context: dict[str, object], found: HistoryFilter) -> HttpResponse:
    template = "boards/_activity.html" if is_htmx(request) else page
    return render(request, template, context, status=200 if found.is_valid() else 422)


def _shown(
    request: HttpRequest,
    project: Project,
    found: HistoryFilter,
    page: history.Page,
    before: int | None,
    *,
    of_tasks: bool = False,
) -> dict[str, object]:
    """What the template of a history takes."""
    named = [(name, request.GET[name]) for name in found.fields if request.GET.get(name)]
    offered, kinds = _people(request, project, found, page), _kinds(found, of_tasks=of_tasks)
    return {
        "page": page,
        "is_first": before is None,
        "query": urlencode(named),
        "errors": found.sentences(),
        "is_filtered": bool(named),
        "people": offered,
        "kinds": kinds,
        "chosen_words": _on_paper(person(request), found, [*offered, *kinds]),
        "day": request.GET.get("day", ""),
        "first_day": days.FIRST.isoformat(),
        "last_day": days.LAST.isoformat(),
        # From a page to the next one the focus follows; in the filter it stays.
        "follows": is_htmx(request) and not request.headers.get("HX-Source", "").startswith("form"),
    }


def _on_paper(reader: User, found: HistoryFilter, offered: list[Choice]) -> str:
    """What the history is filtered by, for a sheet that others read."""
    words = [reader.display_name if one.value == ME else one.label for one in offered if one.is_chosen]
    day = found.given().get("day")
    return " · ".join([*words, *([formatting.full_day(day)] if isinstance(day, datetime.date) else [])])


def _people(request: HttpRequest, project: Project, found: HistoryFilter, page: history.Page) -> list[Choice]:
    """Who takes part, who acts on this page, and who was chosen."""
    user, chosen = person(request), found.given().get("person")
    others = {one.pk: one.display_name for one in {*people.of_project(project), *page.actors}}
    if isinstance(chosen, int) and chosen not in others and chosen != user.pk:
        others[chosen] = _("Somebody else")
    others.pop(user.pk, None)
    named = sorted(others.items(), key=lambda each: (each[1].casefold(), each[0]))
    return [
        Choice(ME, _("Me"), chosen in (ME, user.pk)),
        *(Choice(str(pk), name, chosen == pk) for pk, name in named),
    ]


def _kinds(found: HistoryFilter, *, of_tasks: bool) -> list[Choice]:
    chosen = found.given().get("kind")
    return [Choice(word, label, word == chosen) for word, label in history_kinds.labels(of_tasks=of_tasks)]
