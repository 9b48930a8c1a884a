"""What a person does with what they are told: read it, put it away, have it come back on a day.

Each is done with all entries of a task that the person saw when they did it: what has come since is left alone. Or, as
programs ask for it, with one of them `alone`.
"""

from __future__ import annotations

import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from boards import events
from boards.exceptions import InvalidInput
from boards.models import Notification, User
from boards.services.transactions import service

# When what was put off comes back, on its day, in the person's zone.
MORNING = datetime.time(8)
LONGEST_SNOOZE = datetime.timedelta(days=366)


@service
def read(*, entry: Notification, is_read: bool = True, alone: bool = False, actor: User) -> None:
    """Mark what is told of a task as read, or the newest of it as unread again."""
    if is_read:
        _group(entry, alone).filter(read_at=None).update(read_at=timezone.now())
    else:
        Notification.objects.filter(pk=entry.pk).update(read_at=None)
    events.announce_inbox({actor.pk})


@service
def archive(*, entry: Notification, alone: bool = False, actor: User) -> datetime.datetime:
    """Put away what is told of a task; returns the moment, by which `restore` finds it again."""
    return _archive(_group(entry, alone), actor)


@service
def archive_all(*, entries: QuerySet[Notification], actor: User) -> datetime.datetime:
    """Put away all of these."""
    return _archive(Notification.objects.filter(pk__in=entries.order_by().values("pk")), actor)


@service
def read_all(*, entries: QuerySet[Notification], actor: User) -> int:
    """Mark all of these as read; returns how many were not."""
    unread = Notification.objects.filter(pk__in=entries.order_by().values("pk"), read_at=None)
    count = unread.update(read_at=timezone.now())
    events.announce_inbox({actor.pk})
    return count


@service
def restore(*, entry: Notification, alone: bool = False, actor: User) -> None:
    """Bring back what was put away of a task."""
    _group(entry, alone).update(archived_at=None)
    events.announce_inbox({actor.pk})


@service
def restore_of(*, moment: datetime.datetime, actor: User) -> int:
    """Bring back what was put away at that moment; returns how many entries that were."""
    count = Notification.objects.filter(user=actor, archived_at=moment).update(archived_at=None)
    events.announce_inbox({actor.pk})
    return count


@service
def snooze(*, entry: Notification, day: datetime.date | None, alone: bool = False, actor: User) -> None:
    """Have what is told of a task come back on the morning of a day, in the person's zone; at once for None."""
    until = None
    if day is not None:
        today = actor.today()
        if not today < day <= today + LONGEST_SNOOZE:
            raise InvalidInput("day", _("Choose a day from tomorrow on, at most a year ahead."))
        until = datetime.datetime.combine(day, MORNING, actor.zone)
    _group(entry, alone).filter(archived_at=None).update(snoozed_until=until)
    events.announce_inbox({actor.pk})


@service
def wake() -> int:
    """Put what comes back now on top, unread; returns how many entries that were."""
    now = timezone.now()
    due = Notification.objects.filter(snoozed_until__lte=now)
    found = list(due.values_list("pk", "user"))
    if found:
        due.filter(pk__in=[pk for pk, _user in found]).update(snoozed_until=None, read_at=None, changed_at=now)
        events.announce_inbox({user for _pk, user in found})
    return len(found)


@service
def purge(*, older_than: datetime.timedelta) -> int:
    """Forget what was read or put away, and is that old; returns how many entries that were."""
    old = Notification.objects.filter(created_at__lt=timezone.now() - older_than)
    return old.filter(Q(read_at__isnull=False) | Q(archived_at__isnull=False) | Q(in_inbox=False)).delete()[0]


def _group(entry: Notification, alone: bool) -> QuerySet[Notification]:
    if alone or entry.task_id is None:
        return Notification.objects.filter(pk=entry.pk)
    mine = Notification.objects.filter(user=entry.user_id, task=entry.task_id, in_inbox=True)
    return mine.filter(changed_at__lte=entry.changed_at)


def _archive(entries: QuerySet[Notification], actor: User) -> datetime.datetime:
    now = timezone.now()
    entries.filter(archived_at=None).update(archived_at=now)
    Notification.objects.filter(user=actor, archived_at=now, read_at=None).update(read_at=now)
    events.announce_inbox({actor.pk})
    return now
