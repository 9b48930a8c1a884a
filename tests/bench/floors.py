"""What the pages are measured against: views that do as little as can be done, behind the same middleware."""

import itertools
import os
from html import escape

from django.http import HttpResponse

from boards import access
from boards.models import Task
from boards.models.users import hue_of, initials_of
from boards.policy import Action
from boards.queries import formatting
from boards.templatetags.ui import asset
from boards.views import board as board_views
from boards.views.answers import person, signed_in
from boardsite.server.compression import PiecedResponse, packed
from tests.bench import keys

_pages = {}
_counter = itertools.count()
_ICONS = ("", "signal-low", "signal-medium", "signal-high", "octagon-alert")


def process(request):
    """Which worker answers this connection."""
    return HttpResponse(str(os.getpid()))


@signed_in("GET")
def floor(request, pk):
    """The bytes of the board from memory: session, sign-in and access check, and nothing else.

    Kept as the site keeps pages, with their compressed form: compressing them anew would cost more than a board.
    """
    access.get_project(person(request), pk, Action.VIEW)
    if pk not in _pages:
        _pages[pk] = packed(board_views.board(request, pk).content)
    return PiecedResponse([_pages[pk]])


@signed_in("GET")
def plain(request, pk):
    """The cards of the board by one query and string formatting."""
    user = person(request)
    project, _rights = access.get_project(user, pk, Action.VIEW)
    return HttpResponse(plain_cards(project.pk, user.today()))


@signed_in("GET")
def cold(request, pk):
    """The board with nothing kept: no key of this request was ever used."""
    token = keys.own.set(f":{os.getpid()}-{next(_counter)}")
    try:
        return board_views.board(request, pk)
    finally:
        keys.own.reset(token)


def plain_cards(project_id, today):
    """All cards of a project as HTML, equal to that of the board but for white space; one query."""
    tasks = Task.objects.filter(project=project_id, archived_at=None, deleted_at=None)
    rows = tasks.order_by("column__position", "column_id", "position", "pk", "tags__name_key").values_list(
        *("pk", "version", "position", "number", "title", "priority", "due_date", "progress", "completed_at"),
        *("assignee_id", "assignee__display_name", "tags__name", "tags__colour"),
    )
    sprite = asset("boards/icons.svg")
    days = {}
    cards = (list(group) for _pk, group in itertools.groupby(rows, key=lambda row: row[0]))
    return "".join([_card(group, sprite, today, days) for group in cards])


def _card(rows, sprite, today, days):
    pk, version, position, number, title, priority, due, progress, completed, person_id, name, *_tag = rows[0]
    tags = [(row[11], row[12]) for row in rows if row[11] is not None]
    title, name = escape(title), escape(name or "")
    step = min(priority, 4)
    percent = progress if 0 < progress < 100 else 0
    sign = f"{_icon(sprite, _ICONS[step])}{formatting.priority(priority)}"
    return (
        f'<li class="card{" card-completed" if completed else ""}" id="task-{pk}" data-task="{pk}" '
        f'data-version="{version}" data-place="{position}">{_tags(tags) if tags else ""}'
        f'<a class="card-title" dir="auto" href="/tasks/{pk}/" hx-get="/tasks/{pk}/" hx-push-url="true">'
        + (f'{_icon(sprite, "circle-check")}<span class="visually-hidden">Completed: </span>' if completed else "")
        + f'{title}</a><div class="card-meta"><span class="card-number">#{number}</span>'
        + (f'<span class="priority priority-{step}">{sign}</span>' if priority else "")
        + (_due(due, sprite, today, days) if due and not completed else "")
        + (f'<span class="card-percent">{percent} %</span>' if percent else "")
        + (
            f'<span class="avatar avatar-{hue_of(person_id)}" role="img" aria-label="Assigned to {name}" '
            f'title="{name}">{escape(initials_of(name))}</span>'
            if person_id
            else ""
        )
        + "</div>"
        + (
            f'<progress class="progress card-progress" max="100" value="{percent}" aria-hidden="true"></progress>'
            if percent
            else ""
        )
        + f'<a class="card-move button button-quiet button-icon" href="/tasks/{pk}/move/" '
        f'hx-get="/tasks/{pk}/move/" '
        f'aria-label="Move #{number}">{_icon(sprite, "move-right")}</a></li>'
    )


def _icon(sprite, name):
    return f'<svg class="icon" aria-hidden="true"><use href="{sprite}#{name}"/></svg>'


def _tags(tags):
    shown = "".join([f'<li class="tag tag-{colour}" dir="auto">{escape(name)}</li>' for name, colour in tags[:3]])
    rest = ", ".join([escape(name) for name, _colour in tags[3:]])
    more = f'<li class="tag tag-more" title="{rest}">+{len(tags) - 3}</li>' if rest else ""
    return f'<ul class="card-tags" aria-label="Tags">{shown}{more}</ul>'


def _due(due, sprite, today, days):
    if due not in days:
        state = "overdue" if due < today else "today" if due == today else "future"
        late, hidden = (
            ("Overdue: ", '<span class="visually-hidden">Overdue: </span>') if state == "overdue" else ("", "")
        )
        days[due] = (
            f'<span class="badge badge-{state}" title="{late}{formatting.full_day(due)}">{_icon(sprite, "calendar")}'
            f"{hidden}{formatting.day(due, today)}</span>"
        )
    return days[due]
