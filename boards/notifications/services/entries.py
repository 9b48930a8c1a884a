"""The only writer of what people are told; what they do with it is the matter of `inbox`."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence

from django.db.models import QuerySet
from django.utils import timezone

from boards import events
from boards.models import EmailPace, Job, Notification, Reason
from boards.notifications.queries import item_days
from boards.services import jobs
from boards.services.jobs import NewJob
from boards.services.transactions import service
from boardsite.database import statements
from boardsite.database.statements import together

# Whatever else happens to the task within this time goes out with the same e-mail.
BEFORE_MAIL = datetime.timedelta(minutes=2)
_RENEWED = ("activities", "reason", "actor", "changed_at", "read_at", "in_inbox", "by_email")


@service
def write(
    *, made: Sequence[Notification] = (), changed: Sequence[Notification] = (), gone: Sequence[Notification] = ()
) -> None:
    """Write new entries, those that tell something else by now, and remove those that have nothing to tell.

    With the jobs that send what goes out at once, and word to the open pages of whoever it concerns. What is wanted
    neither in the inbox nor by e-mail is left out.
    """
    wanted = [entry for entry in made if entry.in_inbox or entry.by_email != EmailPace.OFF]
    Notification.objects.bulk_create(wanted, batch_size=500)
    together(*statements.saving_each(list(changed), _RENEWED))
    if gone:
        Notification.objects.filter(pk__in=[entry.pk for entry in gone]).delete()
    send([*wanted, *changed])
    events.announce_inbox({entry.user_id for entry in (*wanted, *changed, *gone) if entry.in_inbox})


def send(entries: Iterable[Notification]) -> None:
    """Ask for the e-mails of what goes out at once, after a while in which more may come to it."""
    jobs.add(
        *(
            NewJob("notifications.mail", "mail", [entry.pk], entry.created_at + BEFORE_MAIL, key=str(entry.pk))
            for entry in entries
            if entry.by_email == EmailPace.AT_ONCE and entry.mailed_at is None
        )
    )


@service
def remind(*, entries: Sequence[Notification]) -> int:
    """Write reminders, each with its key: one that is there already is left out. Returns how many are new."""
    wanted = [entry for entry in entries if entry.in_inbox or entry.by_email != EmailPace.OFF]
    users, keys = {entry.user_id for entry in wanted}, {entry.key for entry in wanted}
    mine = Notification.objects.filter(user__in=users, key__in=keys)
    there = set(mine.values_list("user", "key"))
    new = [entry for entry in wanted if (entry.user_id, entry.key) not in there]
    if not new:
        return 0
    # Another clock may write the same at the same time.
    Notification.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    written = [entry for entry in mine.filter(created_at=new[0].created_at) if (entry.user_id, entry.key) not in there]
    send(written)
    events.announce_inbox({entry.user_id for entry in written if entry.in_inbox})
    return len(written)


@service
def withdraw_reminders(*, tasks: Collection[int]) -> None:
    """Put away what reminds of days that hold no more for these tasks; its key stays, so that none comes twice."""
    if not tasks:
        return
    _put_away(_reminders(tasks).exclude(key__contains=item_days.MARK))


@service
def withdraw_item_reminders(*, tasks: Collection[int]) -> None:
    """Likewise what reminds of items of these tasks that are done, gone, another's, or of another day by now."""
    if not tasks:
        return
    shown = _reminders(tasks).filter(key__contains=item_days.MARK).only("task", "user", "key")
    if gone := item_days.moot(shown):
        _put_away(Notification.objects.filter(pk__in=gone))


def _reminders(tasks: Collection[int]) -> QuerySet[Notification]:
    """Those that are still shown."""
    due = Notification.objects.filter(task__in=tasks, reason__in=[Reason.DUE_TOMORROW, Reason.OVERDUE])
    return due.filter(read_at=None, archived_at=None)


def _put_away(open_ones: QuerySet[Notification]) -> None:
    users = set(open_ones.values_list("user", flat=True))
    if users:
        open_ones.filter(mailed_at=None).update(by_email=EmailPace.OFF)
        open_ones.update(archived_at=timezone.now())
        events.announce_inbox(users)


@service
def date_back(*, after: int, moment: datetime.datetime, is_read: bool) -> int:
    """Have entries with ids above `after` be of the past, for a demonstration: nothing of them is mailed any more.

    Returns the highest id there is.
    """
    made = Notification.objects.filter(pk__gt=after)
    pks = list(made.values_list("pk", flat=True))
    values = {"created_at": moment, "changed_at": moment, "read_at": moment if is_read else None}
    made.update(**values, by_email=EmailPace.OFF)
    Job.objects.filter(name="notifications.mail", key__in=map(str, pks)).delete()
    return max(pks, default=after)
