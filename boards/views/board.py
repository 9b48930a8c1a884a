"""The board and the windows of its columns."""

from __future__ import annotations

import re
from typing import cast

from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext as _

from boards import access
from boards.exceptions import InvalidInput
from boards.filters import FilterBar, TaskFilter
from boards.jinja import fragment
from boards.models import Project, User
from boards.models.tasks import TaskQuerySet
from boards.policy import Action, can
from boards.queries import board as queries
from boards.views import etags
from boards.views.answers import is_htmx, person, signed_in

_PLACE = re.compile(r"([0-9a-z]{1,64})~([0-9]{1,18})")


@signed_in("GET")
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """The board of a project, or 304."""
    user = person(request)
    project = access.get_project(user, pk, Action.VIEW)
    etag = etags.of_page(request, project)
    unchanged = etags.not_modified(request, etag)
    if unchanged is not None:
        return unchanged
    return etags.mark(_board_page(request, user, project), etag)


@signed_in("GET")
def column_cards(request: HttpRequest, pk: int) -> HttpResponse:
    """More cards of a column: a fragment for htmx, else a page with them."""
    user = person(request)
    column = access.get_column(user, pk, Action.VIEW)
    place = _PLACE.fullmatch(request.GET.get("after", "0~0"))
    if place is None:
        raise InvalidInput("after", _("Open the board again and scroll from there."))
    chosen = chosen_tasks(request.GET, column.project, user)
    html = queries.more(column, user.today(), (place[1], int(place[2])), chosen)
    if is_htmx(request):
        return HttpResponse(html)
    context = {"project": column.project, "column": column, "cards": html, "tab": "board"}
    return render(request, "boards/column_cards.html", context)


def chosen_tasks(query: QueryDict, project: Project, user: User) -> TaskQuerySet | None:
    """The tasks a filter leaves on the board; None without a filter. Raises InvalidInput for a bad value."""
    task_filter = task_filter_of(query, project, user)
    if not task_filter.is_active:
        return None
    if not task_filter.is_valid():
        field, sentences = next(iter(task_filter.errors.items()))
        raise InvalidInput(field, sentences[0])
    return cast(TaskQuerySet, task_filter.qs)


def task_filter_of(query: QueryDict, project: Project, user: User) -> TaskFilter:
    """The filter of a board."""
    return TaskFilter(query, queries.tasks_of(project), person=user, today=user.today(), project=project)


def _board_page(request: HttpRequest, user: User, project: Project) -> HttpResponse:
    task_filter = task_filter_of(request.GET, project, user)
    valid = task_filter.is_valid()
    lanes = queries.columns(project, user.today(), task_filter.qs if task_filter.is_active and valid else None)
    menus = queries.menus(project)
    shown = sum(lane.count for lane in lanes) if task_filter.is_active and valid else None
    total = queries.count(project) if shown is not None else None
    bar = FilterBar(task_filter, lambda: menus.choices, shown=shown, total=total, offers_archived=False)
    changeable = not project.is_archived
    context = {
        "columns": lanes,
        "project_id": project.pk,
        "person_id": user.pk,
        "csrf_token": get_token(request),
        "can_edit": changeable and can(project.role, Action.MOVE_TASK),
        "can_edit_columns": changeable and can(project.role, Action.EDIT_COLUMNS),
    }
    page = {
        "project": project,
        "members": menus.people,
        "tab": "board",
        "columns_html": fragment("boards/_columns.html", context),
        "can_edit": context["can_edit"],
        "filter": bar,
        "action": f"/projects/{project.pk}/",
        "words": _announcements(),
    }
    return render(request, "boards/board.html", page, status=200 if valid else 422, using="django")


def _announcements() -> dict[str, str]:
    """What a screen reader hears while a card is moved by keys; filled in by the browser."""
    return {
        "lifted": _(
            "Picked up %(card)s, in %(column)s, place %(place)s of %(count)s. "
            "Move it with the arrow keys, drop it with Space, put it back with Escape."
        ),
        "carried": _("%(column)s, place %(place)s of %(count)s."),
        "dropped": _("Dropped %(card)s in %(column)s, place %(place)s of %(count)s."),
        "cancelled": _("Put %(card)s back in %(column)s, place %(place)s of %(count)s."),
    }
