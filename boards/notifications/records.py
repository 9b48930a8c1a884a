"""What the API gives of an inbox: entries as plain values, ready for JSON."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from boards.models import Notification, User
from boards.models.notifications import MOST_COUNTED
from boards.notifications import preferences, words
from boards.notifications.preferences import DIGEST_WEEKDAYS
from boards.notifications.queries.preferences import Digest
from boards.notifications.record_shapes import CountRecord, EntryRecord, PreferencesRecord
from boards.notifications.words import Told
from boards.queries import records


def entries(rows: Sequence[Notification]) -> list[EntryRecord]:
    """These entries, each with its project, task, actor and user; two queries."""
    return [_entry(row, told) for row, told in zip(rows, words.tell(rows), strict=True)]


def count(unread: int) -> CountRecord:
    """A count as `inbox.count` gives it, which ends somewhere."""
    return {"unread": min(unread, MOST_COUNTED), "more": unread > MOST_COUNTED}


def wishes(user: User, digest: Digest) -> PreferencesRecord:
    """What a person chose, and the defaults; one query."""
    ways = preferences.of(user.pk)
    return {
        "reasons": {str(reason): {"inbox": way.in_inbox, "email": str(way.by_email)} for reason, way in ways.items()},
        "digest_hour": digest.hour,
        "digest_weekdays": list(digest.weekdays or DIGEST_WEEKDAYS),
    }


def _entry(row: Notification, told: Told) -> EntryRecord:
    task = row.task
    return {
        "id": row.pk,
        "reason": row.reason,
        "text": told.headline,
        "details": told.lines,
        "url": told.address,
        "actor": records.person(row.actor) if row.actor else None,
        "project": {"id": row.project.pk, "title": row.project.title} if row.project else None,
        "task": {"id": task.pk, "number": task.number, "title": task.title} if task else None,
        "created_at": records.moment(row.created_at),
        "changed_at": records.moment(row.changed_at),
        "read_at": _moment(row.read_at),
        "archived_at": _moment(row.archived_at),
        "snoozed_until": _moment(row.snoozed_until),
    }


def _moment(value: datetime.datetime | None) -> str | None:
    return records.moment(value) if value else None
