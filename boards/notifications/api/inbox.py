"""The inbox, for programs: each entry by itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from boards.api import paging, routes
from boards.api.auth import person
from boards.api.schemas.common import PathId
from boards.notifications import records
from boards.notifications.api.schemas import CountOut, EntryOut, InboxPage, InboxQuery, ReadIn, SnoozeIn
from boards.notifications.queries import inbox as queries
from boards.notifications.queries.inbox import Tab, Wanted
from boards.notifications.services import inbox

router = Router(tags=["Inbox"])
_TABS = {"open": Tab.OPEN, "unread": Tab.UNREAD, "snoozed": Tab.SNOOZED, "archived": Tab.ARCHIVED}
_NEWEST_FIRST = paging.Order("-changed_at", ["changed_at", "pk"])


@routes.get(router, "inbox/", InboxPage)
def list_inbox(request: HttpRequest, query: Query[InboxQuery]) -> HttpResponse:
    """What you were told, the newest first."""
    wanted = Wanted(_TABS[query.state], tuple(query.reason), query.project)
    rows = queries.with_all(queries.of(person(request), wanted))
    return routes.page(request, paging.part(request, rows, query, _NEWEST_FIRST, records.entries))


@routes.get(router, "inbox/count", CountOut)
def count_inbox(request: HttpRequest) -> HttpResponse:
    """How many entries are unread, counted up to 99."""
    return routes.record(request, records.count(queries.count(person(request))))


@routes.post(router, "inbox/read", CountOut, has_mark=False)
def read_all_entries(request: HttpRequest, body: ReadIn) -> HttpResponse:
    """Mark all as read, or those of some reasons or of one project; tells how many are unread then."""
    user = person(request)
    wanted = Wanted(Tab.UNREAD, tuple(body.reasons), body.project)
    inbox.read_all(entries=queries.of(user, wanted), actor=user)
    return routes.record(request, records.count(queries.count(user)))


@routes.get(router, "inbox/{number:entry_id}", EntryOut)
def read_entry(request: HttpRequest, entry_id: PathId) -> HttpResponse:
    """One entry; that does not mark it as read."""
    return _shown(request, entry_id)


@routes.post(router, "inbox/{number:entry_id}/read", EntryOut, has_mark=False)
def mark_entry_read(request: HttpRequest, entry_id: PathId) -> HttpResponse:
    """Mark an entry as read."""
    user = person(request)
    inbox.read(entry=queries.find(user, entry_id), alone=True, actor=user)
    return _shown(request, entry_id)


@routes.post(router, "inbox/{number:entry_id}/unread", EntryOut, has_mark=False)
def mark_entry_unread(request: HttpRequest, entry_id: PathId) -> HttpResponse:
    """Mark an entry as not yet read."""
    user = person(request)
    inbox.read(entry=queries.find(user, entry_id), is_read=False, alone=True, actor=user)
    return _shown(request, entry_id)


@routes.post(router, "inbox/{number:entry_id}/archive", EntryOut, has_mark=False)
def archive_entry(request: HttpRequest, entry_id: PathId) -> HttpResponse:
    """Put an entry away; it is read then."""
    user = person(request)
    inbox.archive(entry=queries.find(user, entry_id), alone=True, actor=user)
    return _shown(request, entry_id)


@routes.post(router, "inbox/{number:entry_id}/restore", EntryOut, has_mark=False)
def restore_entry(request: HttpRequest, entry_id: PathId) -> HttpResponse:
    """Bring an archived entry back."""
    user = person(request)
    inbox.restore(entry=queries.find(user, entry_id), alone=True, actor=user)
    return _shown(request, entry_id)


@routes.post(router, "inbox/{number:entry_id}/snooze", EntryOut, has_mark=False)
def snooze_entry(request: HttpRequest, entry_id: PathId, body: SnoozeIn) -> HttpResponse:
    """Have an entry come back on the morning of a day, or at once."""
    user = person(request)
    inbox.snooze(entry=queries.find(user, entry_id), day=body.until, alone=True, actor=user)
    return _shown(request, entry_id)


def _shown(request: HttpRequest, entry_id: int) -> HttpResponse:
    (record,) = records.entries([queries.find(person(request), entry_id)])
    return routes.record(request, record)
