"""An inbox: what a person is told, by tabs and filters, in windows. No number of entries moves that of the queries.

What its reader may not see any more is not there, and comes back with their right to see it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from boards.exceptions import NotFound
from boards.models import Notification, Project, Reason, User, Watch
from boards.models.notifications import MOST_COUNTED, NotificationQuerySet

# Entries of one window, and older ones of the same tasks that are shown with them.
WINDOW, OF_ONE = 50, 30


class Tab(StrEnum):
    """A part of the inbox."""

    OPEN = ""
    UNREAD = "unread"
    SNOOZED = "snoozed"
    ARCHIVED = "archived"


class Topic(StrEnum):
    """Reasons that are filtered together."""

    ASSIGNED = "assigned"
    MENTIONED = "mentioned"
    CHANGED = "changed"
    DUE = "due"
    PROJECT = "project"


TOPICS: Mapping[Topic, tuple[Promise, tuple[Reason, ...]]] = {
    Topic.ASSIGNED: (_("Assignments"), (Reason.ASSIGNED, Reason.ITEM_ASSIGNED, Reason.UNASSIGNED)),
    Topic.MENTIONED: (_("Mentions"), (Reason.MENTIONED,)),
    Topic.CHANGED: (_("Changes and comments"), (Reason.CHANGED, Reason.COMMENTED, Reason.UNBLOCKED, Reason.WATCHING)),
    Topic.DUE: (_("Due dates"), (Reason.DUE_TOMORROW, Reason.OVERDUE)),
    Topic.PROJECT: (
        _("Projects"),
        (Reason.INVITED, Reason.ROLE_CHANGED, Reason.HANDED_OVER, Reason.ARCHIVED, Reason.WEBHOOK_OFF),
    ),
}


@dataclass(frozen=True)
class Wanted:
    """Which part of the inbox is asked for."""

    tab: Tab = Tab.OPEN
    reasons: tuple[str, ...] = ()
    project: int | None = None

    @property
    def is_filtered(self) -> bool:
        """Whether more than the tab decides."""
        return bool(self.reasons or self.project)


@dataclass(frozen=True)
class Window:
    """A part of the inbox: the entries of some tasks, the newest task first. `before` leads on to older ones."""

    groups: Sequence[Sequence[Notification]]
    before: int | None


def of(user: User, wanted: Wanted = Wanted(), now: datetime.datetime | None = None) -> QuerySet[Notification]:
    """The entries that are wanted, the newest first."""
    now = now or timezone.now()
    rows = _visible(user)
    if wanted.tab is Tab.ARCHIVED:
        rows = rows.filter(archived_at__isnull=False)
    elif wanted.tab is Tab.SNOOZED:
        rows = rows.filter(archived_at=None, snoozed_until__gt=now)
    else:
        rows = rows.awake(now).filter(archived_at=None)
    if wanted.tab is Tab.UNREAD:
        rows = rows.filter(read_at=None)
    if wanted.reasons:
        rows = rows.filter(reason__in=wanted.reasons)
    if wanted.project:
        rows = rows.filter(project=wanted.project)
    return rows.order_by("-changed_at", "-pk")


def _visible(user: User) -> NotificationQuerySet:
    return Notification.objects.filter(user=user, in_inbox=True).seen()


def window(user: User, wanted: Wanted, before: int | None = None) -> Window:
    """Some tasks with what is told of them: the tasks of the next entries, each with its older ones too.

    Three queries at most. `before` is the id of the last entry of the window above; a task of that is not named again.
    """
    rows = of(user, wanted)
    part = rows
    if before is not None:
        last = Notification.objects.filter(pk=before, user=user).first()
        if last is None:
            return Window([], None)
        above = Q(changed_at__gt=last.changed_at) | Q(changed_at=last.changed_at, pk__gte=last.pk)
        seen = rows.filter(above).order_by()
        # Of entries of projects, which have no task, each stands for itself.
        part = rows.filter(Q(changed_at__lt=last.changed_at) | Q(changed_at=last.changed_at, pk__lt=last.pk))
        part = part.exclude(task__in=seen.filter(task__isnull=False).values("task"))
    found = list(with_all(part)[: WINDOW + 1])
    shown = found[:WINDOW]
    tasks = {entry.task_id for entry in shown if entry.task_id}
    rest = list(with_all(rows.filter(task__in=tasks).exclude(pk__in=[entry.pk for entry in shown]))[:OF_ONE])
    return Window(_grouped(shown, rest), shown[-1].pk if len(found) > WINDOW else None)


def with_all(rows: QuerySet[Notification]) -> QuerySet[Notification]:
    """With what an entry needs to be told."""
    related = rows.select_related("project", "task", "actor", "user")
    return related.defer("task__description", "task__search_text", "project__description")


def _grouped(shown: Sequence[Notification], rest: Sequence[Notification]) -> list[list[Notification]]:
    groups: dict[tuple[str, int], list[Notification]] = {}
    for entry in (*shown, *rest):
        # What is told of a project is one thing each: to be added to it, and that it is put away.
        key = ("task", entry.task_id) if entry.task_id else ("entry", entry.pk)
        groups.setdefault(key, []).append(entry)
    return list(groups.values())


def count(user: User) -> int:
    """How many entries are unread, counted no further than one above `MOST_COUNTED`; one query."""
    unread = of(user, Wanted(Tab.UNREAD)).order_by()
    return unread.values("pk")[: MOST_COUNTED + 1].count()


def find(user: User, pk: int) -> Notification:
    """An entry of the person's own, in whatever tab. Raises NotFound."""
    entry = with_all(_visible(user)).filter(pk=pk).first()
    if entry is None:
        raise NotFound
    return entry


def projects_of(user: User) -> list[tuple[int, str]]:
    """(id, title) of the projects that a person hears of; one query."""
    watched = Watch.objects.filter(project=OuterRef("pk"), user=user, task=None)
    mine = Project.objects.taken_part_in_by(user) | Project.objects.visible_to(user).filter(Exists(watched))
    return list(mine.alive().order_by("title_key", "pk").values_list("pk", "title"))
