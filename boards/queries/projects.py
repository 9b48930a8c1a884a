"""Projects as cards: the list of projects, with its tabs and its search."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from boards.models import Activity, Kind, Membership, Project, Task, User, Visibility
from boards.queries import formatting
from boards.queries.card_parts import Due
from boards.rules.text import fold

PAGE = 60
TEXT = 160
# As much of a description as its first words can take.
READ = 1000
_MARKDOWN = MarkdownIt("commonmark")


class TaskCounts(NamedTuple):
    """How many tasks a project has on its board."""

    total: int = 0
    open: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class ProjectCard:
    """A project, ready for its card."""

    pk: int
    title: str
    text: str
    is_public: bool
    is_archived: bool
    progress: int
    finish: Due | None
    total: int
    open: int
    overdue: int
    owner: User
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the groups a person's projects fall into."""

    key: str
    label: str
    count: int


@dataclass(frozen=True)
class ProjectPage:
    """A page of the list of projects."""

    cards: list[ProjectCard]
    page: Page
    tabs: list[Tab]
    tab: str


def revisions(person: User) -> dict[int, int]:
    """The revisions of the projects that a page over all of somebody's projects follows, by their ids; one query."""
    followed = Project.objects.alive().unarchived().taken_part_in_by(person)
    return dict(followed.values_list("pk", "revision"))


def listing(person: User, text: str, tab: str, number: str | None, today: datetime.date) -> ProjectPage:
    """The projects of a tab whose titles hold the text; three queries (counts, projects, their tasks).

    An empty or unknown `tab` opens the first one that has anything in it.
    """
    found = _sorted_into_tabs(person)
    if text:
        found = found.filter(title_key__contains=fold(text))
    tabs = _tabs(found, person)
    shown = tab if tab in {one.key for one in tabs} else next((one.key for one in tabs if one.count), "mine")
    wanted = found.filter(_CONDITIONS[shown]).select_related("owner").order_by("title_key", "pk")
    page = Paginator(wanted, PAGE).get_page(number)
    return ProjectPage(cards(page.object_list, person, today), page, tabs, shown)


def lately_changed(person: User, today: datetime.date, limit: int) -> tuple[list[ProjectCard], bool]:
    """The projects the person takes part in, the last changed first, and whether there are more; two queries."""
    found = Project.objects.alive().unarchived().taken_part_in_by(person).select_related("owner")
    rows = list(found.order_by("-updated_at", "-pk")[: limit + 1])
    return cards(rows[:limit], person, today), len(rows) > limit


def deleted_lately(person: User) -> list[Activity]:
    """The person's projects that they deleted and may still bring back, the last one first; one query.

    Each is the Activity of the deletion, to be undone, with its `project`.
    """
    deletions = Activity.objects.filter(kind=Kind.PROJECT_DELETED, actor=person, undone_by=None, project__owner=person)
    return list(deletions.exclude(project__deleted_at=None).select_related("project").order_by("-pk")[:PAGE])


def cards(projects: Iterable[Project], person: User, today: datetime.date) -> list[ProjectCard]:
    """Cards with the numbers of their tasks; one query for all of them."""
    projects = list(projects)
    counts = task_counts([project.pk for project in projects], today)
    return [_card(project, counts.get(project.pk, TaskCounts()), person, today) for project in projects]


def task_counts(pks: Iterable[int], today: datetime.date) -> dict[int, TaskCounts]:
    """Those of the projects that have any, by their ids; one query."""
    is_open = Q(completed_at=None)
    rows = (
        Task.objects.on_board()
        .filter(project__in=list(pks))
        .order_by()
        .values("project")
        .annotate(
            total=Count("pk"),
            open=Count("pk", filter=is_open),
            overdue=Count("pk", filter=is_open & Q(due_date__lt=today)),
        )
    )
    return {row.pop("project"): TaskCounts(**row) for row in rows}


def _card(project: Project, counts: TaskCounts, person: User, today: datetime.date) -> ProjectCard:
    return ProjectCard(
        pk=project.pk,
        title=project.title,
        text=_first_line(project.description),
        is_public=project.visibility == Visibility.PUBLIC,
        is_archived=project.is_archived,
        progress=project.progress,
        finish=_finish(project, today),
        total=counts.total,
        open=counts.open,
        overdue=counts.overdue,
        owner=project.owner,
        is_mine=project.owner_id == person.pk,
    )


def _finish(project: Project, today: datetime.date) -> Due | None:
    date = project.finish_date
    if date is None:
        return None
    late = date < today and project.progress < 100
    return Due("overdue" if late else "future", formatting.day(date, today), formatting.full_day(date))


def _first_line(description: str) -> str:
    """The words of the first paragraph or heading, without their Markdown."""
    for token in _MARKDOWN.parse(description[:READ]):
        text = "".join(_words_of(part) for part in token.children or ()).strip() or token.content.strip()
        if text:
            return Truncator(text).chars(TEXT)
    return ""


def _words_of(part: Token) -> str:
    return " " if part.type in ("softbreak", "hardbreak") else part.content


def _sorted_into_tabs(person: User) -> QuerySet[Project]:
    joined = Exists(Membership.objects.filter(project=OuterRef("pk"), user=person))
    owned = Case(When(owner=person, then=Value(True)), default=Value(False), output_field=BooleanField())
    return Project.objects.visible_to(person).annotate(is_owned=owned, is_joined=joined)


def _tabs(projects: QuerySet[Project], person: User) -> list[Tab]:
    """The tabs with their counts; only a site administrator sees private projects of others."""
    labels = {
        "mine": _("Mine"),
        "shared": _("Shared with me"),
        "public": _("Public"),
        "others": _("Private of others"),
        "archived": _("Archived"),
    }
    counts = projects.aggregate(**{key: Count("pk", filter=condition) for key, condition in _CONDITIONS.items()})
    keys = [key for key in labels if key != "others" or person.is_staff]
    return [Tab(key, labels[key], counts[key]) for key in keys]


_LIVE = Q(archived_at=None)
_CONDITIONS = {
    "mine": _LIVE & Q(is_owned=True),
    "shared": _LIVE & Q(is_owned=False, is_joined=True),
    "public": _LIVE & Q(is_owned=False, is_joined=False, visibility=Visibility.PUBLIC),
    "others": _LIVE & Q(is_owned=False, is_joined=False, visibility=Visibility.PERSONAL),
    "archived": Q(archived_at__isnull=False),
}
