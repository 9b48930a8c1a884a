"""Public links: those of a project with their visits, and the board behind one."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from boards.models import BoardLink, Project, Task
from boards.models.keys import digest_of
from boards.queries import board
from boards.queries.board import ColumnView
from boards.queries.card_parts import CardView

# So many cards of a column are shown; the others are counted.
MOST_CARDS = 200
# Visits are told for so many days.
DAYS = 30


@dataclass(frozen=True)
class LinkRow:
    """A link as its admins see it: visits today, in the last thirty days, and day by day."""

    link: BoardLink
    today: int
    total: int
    days: list[tuple[datetime.date, int]]


@dataclass(frozen=True)
class SharedColumn:
    """A column with its first cards; `more` are not shown."""

    head: ColumnView
    cards: list[CardView]
    more: int


def of_project(project: Project) -> list[LinkRow]:
    """Those that are not revoked, the newest first; two queries."""
    since = timezone.localdate() - datetime.timedelta(days=DAYS - 1)
    links = project.public_links.filter(revoked_at=None).select_related("created_by").prefetch_related("visits")
    return [_row(link, since) for link in links]


def one(project: Project, pk: int) -> BoardLink | None:
    """One that is not revoked, by id; one query."""
    return project.public_links.filter(revoked_at=None, pk=pk).select_related("created_by").first()


def row(link: BoardLink) -> LinkRow:
    """One link with its visits; one query."""
    return _row(link, timezone.localdate() - datetime.timedelta(days=DAYS - 1))


def by_secret(secret: str) -> BoardLink | None:
    """The one whose address holds this secret; none where it is revoked, or the site has no such links. One query."""
    if not settings.PUBLIC_LINKS:
        return None
    found = BoardLink.objects.filter(digest=digest_of(secret), revoked_at=None, project__deleted_at=None)
    return found.select_related("project").first()


def address(secret: str) -> str:
    """What is given to others."""
    return f"{settings.SITE_URL}{reverse('shared-board', args=[secret])}"


def columns(project: Project, today: datetime.date) -> list[SharedColumn]:
    """The board as everybody with the link sees it; three queries, and nothing out of the cache or into it. Of links to
    tasks of other projects it tells nothing."""
    project.hidden_ids = frozenset(project.linked_ids)
    lanes = board.lanes_of(project)
    found = board.first_cards(Task.objects.filter(project=project), lanes, today, MOST_CARDS)
    heads = board.heads(lanes)
    return [SharedColumn(head, found[head.pk], head.count - len(found[head.pk])) for head in heads]


def _row(link: BoardLink, since: datetime.date) -> LinkRow:
    days = sorted(((visit.day, visit.count) for visit in link.visits.all() if visit.day >= since), reverse=True)
    today = timezone.localdate()
    return LinkRow(link, sum(n for day, n in days if day == today), sum(n for _day, n in days), days)
