"""What has changed of an open board, or of an open task, since a revision that it has seen.

One request brings everything, whatever was missed meanwhile: sleep, a lost network, a restart. What is to be laid
follows from the revisions of the columns alone, never from a list of messages.

`GET /projects/<id>/changes/?since=812&frame=<mark>&shown=<column>:<cards>…` with the filter of the board in
`X-Board-Query`, as everywhere. `frame` is the mark that the board was laid with (`data-frame`, later `X-Frame`);
`shown` names columns of which more than a window is laid out. Answers 204 where nothing has changed; else with
`<hx-partial>`s of the columns that have (and the filter, where it offers other tags or people), or of the whole board
where more has changed than cards. `X-Revision` and `X-Frame` are what to ask with next time.
"""

from __future__ import annotations

import re
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from boards import access, cache
from boards.filters import FilterBar, TaskFilter
from boards.models import Column, Project, Task
from boards.models.tasks import TaskQuerySet
from boards.policy import Action, Rights, can
from boards.queries import board as queries
from boards.queries import history
from boards.queries.choices import Choices
from boards.views.answers import person, signed_in
from boards.views.board import board_query, can_edit_columns, carried, lay, mark_of, task_filter_of
from boards.views.tasks import task_context

_REVISION = re.compile(r"[0-9]{1,18}", re.ASCII)
_SHOWN = re.compile(r"([1-9][0-9]{0,17}):([0-9]{1,6})", re.ASCII)
MOST_COLUMNS = 200


@signed_in("GET")
def board_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Three queries where nothing has changed; the columns and, where they aren't kept, their cards else."""
    project, rights = access.get_project(person(request), pk, Action.VIEW)
    since, mark = revision_in(request), request.GET.get("frame", "")
    if since == project.revision and mark.startswith(f"{project.epoch_as_seen}."):
        return marked(HttpResponse(status=204), project, mark)
    lanes, menus = queries.lanes_of(project), queries.menus(project)
    now = mark_of(project, rights, lanes, menus)
    query = board_query(request)
    if _frame_in(mark) != _frame_in(now) or since > project.revision:
        user = person(request)
        task_filter = task_filter_of(query, project, user) if query else None
        return marked(lay(request, "boards/_board_anew.html", project, rights, task_filter), project, now)
    changed = [lane for lane in lanes if lane.revision > since]
    offered = menus.choices if mark != now else None
    return marked(HttpResponse(_cards(request, project, rights, changed, offered)), project, now)


def _frame_in(mark: str) -> str:
    return mark.rpartition(".")[0]


def _cards(
    request: HttpRequest, project: Project, rights: Rights, changed: list[Column], offered: Choices | None
) -> str:
    """Columns with what is counted, and what the filter offers if other. Unfiltered, hundreds ask for the same."""
    query, sizes = board_query(request), _sizes(request)

    def render() -> str:
        today, task_filter = person(request).today(), task_filter_of(query, project, person(request))
        chosen = cast(TaskQuerySet, task_filter.qs) if task_filter.is_active and task_filter.is_valid() else None
        counts = queries.count(project, chosen) if chosen is not None else (None, None)
        context = {
            "columns": queries.windows(changed, today, chosen, carried(query) if chosen is not None else "", sizes),
            "project": project,
            "can_edit_columns": can_edit_columns(project, rights.role),
            "counts": counts if chosen is not None else None,
            "filter": offered and _bar(task_filter, offered, *counts),
            "action": f"/projects/{project.pk}/",
        }
        return render_to_string("boards/_board_changes.html", context, using="django")

    if query or sizes:
        return render()
    parts = (offered is not None, *((lane.pk, lane.revision) for lane in changed))
    return cache.changes(project, rights, person(request).today(), parts, render)


def _bar(task_filter: TaskFilter, offered: Choices, shown: int | None, total: int | None) -> FilterBar:
    return FilterBar(task_filter, lambda: offered, shown=shown, total=total, offers_archived=False)


def _sizes(request: HttpRequest) -> dict[int, int]:
    """How many cards of which columns are laid out; what makes no sense is left out."""
    named = (_SHOWN.fullmatch(each) for each in request.GET.getlist("shown")[:MOST_COLUMNS])
    return {int(found[1]): int(found[2]) for found in named if found and int(found[2]) > queries.WINDOW}


def revision_in(request: HttpRequest) -> int:
    """The revision that the page has seen; 0, as if none, for what is no number."""
    named = request.GET.get("since", "")
    return int(named) if _REVISION.fullmatch(named) else 0


def marked(response: HttpResponse, project: Project, mark: str = "") -> HttpResponse:
    """With what to ask with next time."""
    response["X-Revision"] = str(project.revision)
    if mark:
        response["X-Frame"] = mark
    return response


@signed_in("GET")
def task_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What has become of an open task: `GET /tasks/<id>/changes/?since=812&keep=description&keep=title`.

    `keep` names what has been typed and not saved: then those fields, and the version they were seen in, stay as they
    are, and all around them is laid anew. So does whatever can't be sent any more, because the person may only read
    now, or the task is put away: it can still be copied. What others did is said in place. 204 where nothing of it has
    changed.
    """
    user = person(request)
    task, rights = access.get_task_or_what_was(user, pk)
    since = revision_in(request)
    if not history.concerns(task, since):
        return marked(HttpResponse(status=204), task.project)
    others = [entry for entry in history.of_task_since(task, since, reader=user) if entry.actor != user]
    typed = set(request.GET.getlist("keep"))
    context: dict[str, object] = {"task": task, "news": others, "keep": bool({"title", "description"} & typed)}
    if not task.deleted_at:
        context |= task_context(request, task, rights) | _in_vain(task, rights, typed)
    response = marked(render(request, "boards/_task_changes.html", context), task.project)
    if task.deleted_at:
        response["X-Gone"] = "true"
    return response


def _in_vain(task: Task, rights: Rights, typed: set[str]) -> dict[str, object]:
    """Where something has been typed into forms that are not there any more: they stay, and it is said why."""
    is_allowed = can(rights.role, Action.COMMENT)
    if not typed or (is_allowed and not task.is_archived and not task.project.is_archived):
        return {}
    return {"keep": True, "in_vain": True, "may_only_read": not is_allowed}
