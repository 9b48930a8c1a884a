"""Answers to a change of one card: of constant size, in the light of the filter the open board has.

Without htmx they go on to a page with a toast. With it they hold the card, the heads of the columns it
touched, the project's progress and a toast; the header X-Card tells the board where the card is now.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from boards import access
from boards.models import Column, Project, Role, Task
from boards.models.tasks import TaskQuerySet
from boards.queries import board as queries
from boards.queries import neighbours
from boards.queries.card_parts import CardView
from boards.queries.neighbours import Neighbours
from boards.services.tasks import Moved
from boards.views.answers import came_from, done, is_htmx, person, undoable
from boards.views.board import board_query, can_edit_columns, chosen_tasks


@dataclass(frozen=True)
class _Toast:
    text: str
    undo: int | None = None
    level: str = "success"


def moved(
    request: HttpRequest, result: Moved, role: Role, *, after: int | None = None, shown: bool = False
) -> HttpResponse:
    """The answer to a move. `shown`: the board has put the card below `after` already."""
    task = result.task
    text = _moved_words(result)
    if not is_htmx(request):
        return done(request, came_from(request, task.get_absolute_url()), text, undo=result.activity_id)
    chosen = _chosen(request, task.project)
    shown = shown and not result.neighbour_gone
    place = Neighbours(after) if shown else None
    toast = _Toast(text, result.activity_id, "warning" if result.neighbour_gone else "success")
    return _answer(request, task, role, result.columns, chosen, toast, place)


def placed(
    request: HttpRequest, task: Task, role: Role, columns: Iterable[Column] = (), *, text: str = ""
) -> HttpResponse:
    """A card that is new on the board, or back in its place."""
    chosen = _chosen(request, task.project)
    return _answer(request, task, role, columns or [task.column], chosen, _Toast(text) if text else None)


def added(request: HttpRequest, task: Task, role: Role, sentences: Sequence[str] = ()) -> HttpResponse:
    """A card that somebody has just made; told only with what was not understood, or if the filter hides it."""
    chosen = _chosen(request, task.project)
    hidden = chosen is not None and not chosen.filter(pk=task.pk).exists()
    told = [_("Added #%(number)s. The filter hides it.") % {"number": task.number}] if hidden else []
    toast = _Toast(" ".join([*told, *sentences]), level="warning" if sentences else "info")
    return _answer(request, task, role, [task.column], chosen, toast if toast.text else None)


def gone(request: HttpRequest, task: Task, role: Role, text: str) -> HttpResponse:
    """A card that left the board; the toast offers to undo it. The task's own page has nothing left to show."""
    if not request.headers.get("HX-Target", "").endswith("#dialog-inside"):
        return done(request, f"/projects/{task.project_id}/", text, undo=task.last_activity_id)
    chosen = _chosen(request, task.project)
    return _answer(request, task, role, [task.column], chosen, _Toast(text, task.last_activity_id), Neighbours())


def changed(
    request: HttpRequest, task: Task, role: Role, columns: Iterable[Column], *, names: list[str], undo: int | None
) -> HttpResponse:
    """A card whose fields were edited without opening it; the toast offers to undo it."""
    chosen = _chosen(request, task.project)
    text = _("Changed #%(number)s: %(fields)s.") % {"number": task.number, "fields": ", ".join(names)}
    toast = _Toast(text, undo) if undo else None
    return _answer(request, task, role, columns, chosen, toast)


def saved(request: HttpRequest, task: Task, role: Role, columns: Iterable[Column], *, undo: int | None) -> HttpResponse:
    """What an edit in the open task changes beside it: its card, if there is a board."""
    response = HttpResponse()
    if _board_of(request, task.project):
        chosen = _chosen(request, task.project)
        response = _answer(request, task, role, columns, chosen, None)
    return undoable(response, undo)


def _answer(
    request: HttpRequest,
    task: Task,
    role: Role,
    columns: Iterable[Column],
    chosen: TaskQuerySet | None,
    toast: _Toast | None,
    place: Neighbours | None = None,
) -> HttpResponse:
    """`place`: what stands beside the card; looked up if not given."""
    user, project = person(request), task.project
    # It comes from a service, which knows no reader.
    access.note_hidden(user, project)
    visible = not (task.is_archived or task.deleted_at) and (chosen is None or chosen.filter(pk=task.pk).exists())
    card: CardView | None
    if visible and chosen is None:
        card, heads, place = queries.card_and_heads(task, columns, user.today(), place)
    else:
        card, heads = queries.card(task, user.today()) if visible else None, queries.heads(columns, chosen)
        place = place or neighbours.around(task, chosen)
    context = {
        "card": card,
        "columns": heads,
        "project": project,
        "counts": queries.count(project, chosen) if chosen is not None else None,
        "toast": toast,
        "task_id": task.pk,
        "can_edit_columns": can_edit_columns(project, role),
    }
    response = HttpResponse(render_to_string("boards/_board_change.html", context, request=request, using="django"))
    below = place.below if visible else None
    told = {"id": task.pk, "column": task.column_id, "after": place.above, "before": below, "gone": not visible}
    response["X-Card"] = json.dumps(told)
    return undoable(response, toast.undo if toast else None)


def _board_of(request: HttpRequest, project: Project) -> bool:
    return request.headers.get("X-Board") == str(project.pk)


def _chosen(request: HttpRequest, project: Project) -> TaskQuerySet | None:
    """The tasks that the filter of the board behind the request leaves."""
    if not _board_of(request, project):
        return None
    return chosen_tasks(board_query(request), project, person(request))


def _moved_words(result: Moved) -> str:
    values: dict[str, object] = {"number": result.task.number, "column": result.task.column.name}
    if result.neighbour_gone:
        return _("#%(number)s went to the end of “%(column)s”: the card above it was gone.") % values
    return _("Moved #%(number)s to “%(column)s”.") % values
