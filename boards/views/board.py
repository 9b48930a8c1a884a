"""The board and the windows of its columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple, cast
from urllib.parse import urlsplit

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import CSRF_TOKEN_LENGTH, get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from boards import access, cache, etags
from boards.exceptions import InvalidInput
from boards.filters import FilterBar, TaskFilter
from boards.jinja import fragment
from boards.models import Column, Project, Role, User
from boards.models.tasks import TaskQuerySet
from boards.policy import Action, Rights, can
from boards.queries import board as queries
from boards.views import frames
from boards.views.answers import is_htmx, person, signed_in
from boardsite.server.compression import Packed, Piece, PiecedResponse, packed, packed_in_turn

# Stands where the token is put in later. Nothing that people typed can look like it: their < is escaped.
_TOKEN = "<reader's token>"  # noqa: S105
# What is put into the frame of a board that has been kept, or made.
_PIECES = ["csrf_token", "header", "tools", "lanes", "mark", "revision"]
_PLACE = re.compile(r"([0-9a-z]{1,64})~([0-9]{1,18})")


class Parts(NamedTuple):
    """What a board shows below the bar of the site: the same for everybody with the same rights, so that it is kept.

    The columns are cut where the reader's token goes. All stay bytes, and are kept compressed as well.
    """

    header: Packed
    tools: Packed
    lanes: list[Packed]
    mark: str


@signed_in("GET")
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """The board of a project, for htmx what a filter changes of it, or 304."""
    user = person(request)
    project, rights = access.get_project(user, pk, Action.VIEW)
    etag = etags.of_page(request, person(request), project, rights.role)
    return etags.page_not_modified(request, etag) or etags.mark_page(
        request, _board_page(request, user, project, rights), etag
    )


@signed_in("GET")
def column_cards(request: HttpRequest, pk: int) -> HttpResponse:
    """More cards of a column: a fragment for htmx, else a page with them."""
    user = person(request)
    column, rights = access.get_column(user, pk, Action.VIEW)
    place = _PLACE.fullmatch(request.GET.get("after", "0~0"))
    if place is None:
        raise InvalidInput("after", _("Open the board again and scroll from there."))
    chosen = chosen_tasks(request.GET, column.project, user)
    query = carried(request.GET) if chosen is not None else ""
    html = queries.more(column, user.today(), (place[1], int(place[2])), chosen, query)
    if is_htmx(request):
        return HttpResponse(html)
    context = {"project": column.project, "rights": rights, "column": column, "cards": html, "tab": "board"}
    return render(request, "boards/column_cards.html", context)


def chosen_tasks(query: QueryDict, project: Project, user: User) -> TaskQuerySet | None:
    """The tasks a filter leaves on the board; None without a filter. Raises InvalidInput for a bad value."""
    if not query:
        return None
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


def _board_page(request: HttpRequest, user: User, project: Project, rights: Rights) -> HttpResponse:
    task_filter = task_filter_of(request.GET, project, user) if request.GET else None
    valid = task_filter is None or task_filter.is_valid()
    keys = {}
    if not task_filter and not is_htmx(request) and not len(get_messages(request)):
        facts = (project.epoch, project.pk, project.version, project.title, project.archived_at, rights)
        keys["frame"] = cache.frame_key(*etags.reader(request, user), *facts)
    template = "boards/_board_filtered.html" if is_htmx(request) else "boards/board.html"
    page = lay(request, template, project, rights, task_filter, keys)
    page.status_code = 200 if valid else 422
    return page


def lay(
    request: HttpRequest,
    template: str,
    project: Project,
    rights: Rights,
    task_filter: TaskFilter | None,
    kept: Mapping[str, str] = MappingProxyType({}),
) -> HttpResponse:
    """A template around the columns of a board as a filter leaves it; without one they come from the cache.

    `kept` may name where the template's frame is kept.
    """
    user = person(request)
    keys = {**kept} if task_filter else {**kept, "parts": cache.board_key(project, rights, user.today())}
    makers: dict[str, Callable[[], object]] = {
        "parts": lambda: _parts(project, rights, task_filter or task_filter_of(QueryDict(), project, user)),
        "frame": lambda: _frame(request, template, project, rights),
    }
    made = cache.pieces(keys, makers)
    parts, token = cast(Parts, made["parts"]), get_token(request).encode()
    pieces: dict[str, list[Piece]] = {
        "csrf_token": [token],
        "lanes": [piece for lane in parts.lanes for piece in (lane, token)][:-1],
        "header": [parts.header],
        "tools": [parts.tools],
        "mark": [parts.mark.encode()],
        "revision": [str(project.revision).encode()],
    }
    return PiecedResponse(frames.filled(cast(frames.Frame, made["frame"]), pieces))


def _frame(request: HttpRequest, template: str, project: Project, rights: Rights) -> frames.Frame:
    """The page around the board, or for htmx what a filter changes of it.

    It is kept by `etags.reader` and by facts of the project that are listed beside its key: it must show no others.
    """
    context = {
        "project": project,
        "rights": rights,
        "can_edit": _can_edit(project, rights.role),
        "can_edit_columns": can_edit_columns(project, rights.role),
        "words": _announcements(project),
    }
    return frames.frame_of(request, template, context, _PIECES)


def _parts(project: Project, rights: Rights, task_filter: TaskFilter) -> Parts:
    chosen = _left_by(task_filter)
    query = carried(task_filter.data) if chosen is not None else ""
    lanes, menus = queries.columns(project, task_filter.today, chosen, query), queries.menus(project)
    shown = sum(lane.shown or 0 for lane in lanes) if chosen is not None else None
    total = sum(lane.count for lane in lanes)
    bar = FilterBar(task_filter, lambda: menus.choices, shown=shown, total=total, offers_archived=False)
    header = {"project": project, "rights": rights, "members": menus.people, "tab": "board"}
    header |= {"chosen": f"?{query}" if query else ""}
    tools = {"filter": bar, "action": f"/projects/{project.pk}/"}
    columns = fragment("boards/_columns.html", _lanes_context(project, rights.role, lanes))
    return Parts(
        header=packed(render_to_string("boards/_project_header.html", header, using="django").encode()),
        tools=packed(fragment("boards/_filter_bar.html", tools).encode()),
        lanes=packed_in_turn([piece.encode() for piece in columns.split(_TOKEN)], gap=CSRF_TOKEN_LENGTH),
        mark=mark_of(project, rights, lanes, menus),
    )


def mark_of(
    project: Project, rights: Rights, lanes: Iterable[Column | queries.ColumnView], menus: queries.Menus
) -> str:
    """What an open board shows beside its cards and their counts, in short: epoch, frame, and what its filter offers.

    A board that has another frame is laid anew as a whole.
    """
    columns = [(lane.pk, lane.name, lane.status, lane.adds_on_top) for lane in lanes]
    facts = (project.title, project.visibility, project.archived_at, project.finish_date)
    frame = etags.of_parts(columns, facts, rights.role, rights.has_joined, menus.members)
    return f"{project.epoch_as_seen}.{frame[1:17]}.{etags.of_parts(menus.choices)[1:17]}"


def _left_by(task_filter: TaskFilter) -> TaskQuerySet | None:
    """The tasks that the filter leaves; None if it is none, or makes no sense."""
    return cast(TaskQuerySet, task_filter.qs) if task_filter.is_active and task_filter.is_valid() else None


def carried(query: QueryDict) -> str:
    """The filter as the link to more cards carries it along."""
    carried = query.copy()
    carried.pop("after", None)
    return carried.urlencode()


def _lanes_context(project: Project, role: Role, lanes: list[queries.ColumnView]) -> dict[str, object]:
    return {
        "columns": lanes,
        "project_id": project.pk,
        "csrf_token": SafeString(_TOKEN),
        "can_edit": _can_edit(project, role),
        "can_edit_columns": can_edit_columns(project, role),
    }


def can_edit_columns(project: Project, role: Role) -> bool:
    """Whether a reader with this role sees ways to change the columns."""
    return can(role, Action.EDIT_COLUMNS) and not project.is_archived


def board_query(request: HttpRequest) -> QueryDict:
    """The filter of the open board behind a request (X-Board-Query)."""
    return _query_of(request.headers.get("X-Board-Query", ""))


def _query_of(address: str) -> QueryDict:
    try:
        return QueryDict(urlsplit(address).query)
    except ValueError:  # no address at all
        return QueryDict()


def open_filter(request: HttpRequest, project: Project) -> FilterBar:
    """The filter of the open board that htmx sent the request from."""
    query = _query_of(request.headers.get("HX-Current-URL", ""))
    task_filter = task_filter_of(query, project, person(request))
    bar = FilterBar(task_filter, lambda: queries.menus(project).choices, offers_archived=False)
    if task_filter.is_active and task_filter.is_valid():
        bar.shown, bar.total = queries.count(project, cast(TaskQuerySet, task_filter.qs))
    return bar


def open_heads(request: HttpRequest, project: Project, lanes: list[Column]) -> list[queries.ColumnView]:
    """Heads of columns for that board."""
    return queries.heads(lanes, _left_by(open_filter(request, project).filter))


def open_column(request: HttpRequest, project: Project, column: Column) -> queries.ColumnView | None:
    """A column of that board, with its first cards; None if it has gone meanwhile."""
    task_filter = open_filter(request, project).filter
    chosen = _left_by(task_filter)
    query = carried(task_filter.data) if chosen is not None else ""
    lanes = queries.columns(project, task_filter.today, chosen, query)
    return next((lane for lane in lanes if lane.pk == column.pk), None)


def column_html(request: HttpRequest, column: Column, role: Role) -> SafeString:
    """A column without cards, for a board that is open."""
    (view,) = queries.heads([column])
    context = {**_lanes_context(column.project, role, []), "column": view, "csrf_token": get_token(request)}
    return fragment("boards/_column.html", context)


def _can_edit(project: Project, role: Role) -> bool:
    return can(role, Action.MOVE_TASK) and not project.is_archived


def _announcements(project: Project) -> dict[str, str]:
    """What is said while a card or a column is moved by keys; filled in by the browser."""
    archived = _("This project is archived: its board can only be looked at.")
    return {
        "view_only": archived if project.is_archived else _("View only: your role lets you look at this board."),
        "column_lifted": _(
            "Picked up the column %(column)s, place %(place)s of %(count)s. "
            "Move it with the arrow keys, drop it with Space, put it back with Escape."
        ),
        "column_dropped": _("Dropped the column %(column)s, place %(place)s of %(count)s."),
        "column_cancelled": _("Put the column %(column)s back, place %(place)s of %(count)s."),
        "lifted": _(
            "Picked up %(card)s, in %(column)s, place %(place)s of %(count)s. "
            "Move it with the arrow keys, drop it with Space, put it back with Escape."
        ),
        "carried": _("%(column)s, place %(place)s of %(count)s."),
        "dropped": _("Dropped %(card)s in %(column)s, place %(place)s of %(count)s."),
        "cancelled": _("Put %(card)s back in %(column)s, place %(place)s of %(count)s."),
    }
