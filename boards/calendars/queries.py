"""Calendar links, what each shows, and the mark by which a calendar knows that it is the same as before."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Left
from django.utils import timezone

from boards.exceptions import NotFound
from boards.models import CalendarFeed, Membership, Project, Task, TaskAssignee, User, Visibility, Watch
from boards.models.feeds import MARK
from boards.models.keys import digest_of
from boards.models.tasks import assigned_to
from boards.policy import role_in
from boardsite.database.prepared import Prepared

LONGEST_SECRET = 200
# How long what is completed stays in a calendar, marked as done.
COMPLETED_KEPT = datetime.timedelta(days=28)
# No calendar is of use with more; the latest dates are shown.
MOST_TASKS = 10_000
# Of a description; the link leads to the rest.
MOST_WORDS = 1_000


class DueTask(NamedTuple):
    """What a calendar is told of a task."""

    pk: int
    project_title: str
    number: int
    title: str
    description: str
    due_date: datetime.date
    priority: int
    progress: int
    status: str
    column: str
    assignee: str | None
    version: int
    created_at: datetime.datetime
    updated_at: datetime.datetime
    completed_at: datetime.datetime | None
    tags: tuple[str, ...]
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class FeedRow:
    """A link in the list of its owner's; `project` is None for a project that they can't see any more."""

    feed: CalendarFeed
    project: Project | None

    @property
    def is_lost(self) -> bool:
        """Whether it leads nowhere."""
        return self.feed.project_id is not None and self.project is None


@dataclass(frozen=True)
class Opened:
    """A link that was asked for, with the projects it reads from and what else its content depends on."""

    feed: CalendarFeed
    projects: tuple[int, ...]
    state: tuple[object, ...]


def of(user: User, project: Project | None = None) -> list[FeedRow]:
    """The links that a person can still revoke, the newest first: all, or those to one project."""
    feeds = CalendarFeed.objects.filter(user=user, revoked_at=None)
    if project is not None:
        return [FeedRow(feed, project) for feed in feeds.filter(project=project)]
    return _rows(user, feeds)


def row(user: User, pk: int) -> FeedRow:
    """One of these links; NotFound for any other."""
    rows = _rows(user, CalendarFeed.objects.filter(pk=pk, user=user, revoked_at=None))
    if not rows:
        raise NotFound
    return rows[0]


def _rows(user: User, feeds: QuerySet[CalendarFeed]) -> list[FeedRow]:
    found = list(feeds)
    wanted = {feed.project_id for feed in found if feed.project_id}
    seen = Project.objects.visible_to(user).defer("description").in_bulk(wanted) if wanted else {}
    return [FeedRow(feed, seen.get(feed.project_id or 0)) for feed in found]


def get(user: User, pk: int) -> CalendarFeed:
    """A link of the person's own; NotFound for any other."""
    feed = CalendarFeed.objects.filter(pk=pk, user=user).first()
    if feed is None:
        raise NotFound
    return feed


def opened(secret: str) -> Opened:
    """The link behind a secret, for whoever shows it. NotFound unless its owner may see today what it shows.

    One query for a project, two for a person, three with what they watch.
    """
    feed = _BY_DIGEST.first(digest=digest_of(secret)) if _may_be(secret) else None
    if feed is None:
        raise NotFound
    if feed.project is None:
        rows = _SOURCES[feed.with_watched, feed.user.is_staff].all(user=feed.user_id)
        return Opened(feed, tuple(row[0] for row in rows), (*rows, *_watched_state(feed)))
    project = feed.project
    stored: str | None = getattr(feed, "stored_role")  # noqa: B009  an annotation
    if project.deleted_at or role_in(feed.user, project, stored) is None:
        raise NotFound
    return Opened(feed, (project.pk,), (project.epoch, project.revision))


def kept_since() -> datetime.datetime:
    """What was completed before is shown no more; the same all day."""
    return timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) - COMPLETED_KEPT


def tasks(opened: Opened) -> list[DueTask]:
    """What a link shows, the latest first; three queries."""
    found = _tasks(opened)
    words: dict[int, list[str]] = defaultdict(list)
    tagged = Task.tags.through.objects.filter(task__in=found.values("pk")).order_by("tag__name_key", "tag")
    for pk, name in tagged.values_list("task", "tag__name"):
        words[pk].append(name)
    fields = ("pk", "project__title", "number", "title", "start", "due_date", "priority", "progress")
    more = ("column__status", "column__name", "assignee__display_name")
    beside: dict[int, list[str]] = defaultdict(list)
    for pk, name in _sharing(found).values_list("task", "user__display_name"):
        beside[pk].append(name)
    times = ("version", "created_at", "updated_at", "completed_at")
    started = found.annotate(start=Left("description", MOST_WORDS + 1)).order_by("-due_date", "-pk")
    rows: Iterable[tuple[Any, ...]] = started.values_list(*fields, *more, *times)[:MOST_TASKS]
    return [DueTask._make((*row, tuple(words.get(row[0], ())), tuple(beside.get(row[0], ())))) for row in rows]


def _sharing(tasks: QuerySet[Task]) -> QuerySet[TaskAssignee]:
    return TaskAssignee.objects.filter(task__in=tasks.order_by().values("pk")).order_by("pk")


def _may_be(secret: str) -> bool:
    return secret.startswith(MARK) and len(secret) <= LONGEST_SECRET


_BY_DIGEST = Prepared(
    lambda digest: (
        CalendarFeed.objects.usable()
        .select_related("user", "project")
        .defer("project__description")
        .annotate(
            stored_role=Subquery(
                Membership.objects.filter(project=OuterRef("project_id"), user=OuterRef("user_id")).values("role")[:1]
            )
        )
        .filter(digest=digest)
    ),
    digest=str,
)


def _sources(user: User, *, with_watched: bool, sees_all: bool) -> QuerySet[Project, tuple[int, str, int]]:
    """The projects whose changes can change what a person's own link shows: they take part in them, or watch there and
    may look."""
    mine = Q(pk__in=Project.objects.taken_part_in_by(user).values("pk"))
    if with_watched:
        watched = Q(pk__in=Watch.objects.filter(user=user).values("project"))
        mine |= watched if sees_all else watched & Q(visibility=Visibility.PUBLIC)
    return Project.objects.alive().unarchived().filter(mine).order_by("pk").values_list("pk", "epoch", "revision")


_SOURCES = {
    (watched, sees): Prepared(partial(_sources, with_watched=watched, sees_all=sees), user=int)
    for watched in (False, True)
    for sees in (False, True)
}


def _watches(feed: CalendarFeed) -> QuerySet[Watch]:
    return Watch.objects.filter(user=feed.user_id)


def _watched_state(feed: CalendarFeed) -> tuple[object, ...]:
    """Differs once something else is watched or muted, which no project's revision tells. Ids only ever rise."""
    if not feed.with_watched:
        return ()
    muted = Q(is_muted=True)
    counted = _watches(feed).aggregate(
        all=Count("pk"), sum=Sum("pk"), muted=Count("pk", filter=muted), sum_muted=Sum("pk", filter=muted)
    )
    return tuple(counted.values())


def _tasks(opened: Opened) -> QuerySet[Task]:
    shown = Q(completed_at=None) | Q(completed_at__gte=kept_since())
    found = Task.objects.on_board().filter(shown, project__in=opened.projects, due_date__isnull=False)
    return found if opened.feed.project_id else found.filter(_is_mine(opened.feed))


def _is_mine(feed: CalendarFeed) -> Q:
    """The person has it, responsible or not, or watches it: by itself or with its project, and has not muted it."""
    mine = assigned_to([feed.user_id])
    if not feed.with_watched:
        return mine
    watched, muted = _watches(feed).filter(is_muted=False), _watches(feed).filter(is_muted=True)
    by_itself = Q(pk__in=watched.filter(task__isnull=False).values("task"))
    by_project = Q(project__in=watched.filter(task=None).values("project"))
    return mine | ((by_itself | by_project) & ~Q(pk__in=muted.filter(task__isnull=False).values("task")))


def address(secret: str) -> str:
    """The address of a link."""
    return f"{settings.SITE_URL}/calendar/{secret}.ics"
