"""The inbox: what a person is told, and what they do with it. Each answer to htmx is the list as it is then."""

from __future__ import annotations

import datetime
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boards.exceptions import InvalidInput
from boards.notifications import listing, words
from boards.notifications.forms.inbox import SnoozeForm
from boards.notifications.queries import inbox as queries
from boards.notifications.services import inbox
from boards.queries import formatting
from boards.views.answers import came_from, is_htmx, person, refusal, see_other, signed_in


@signed_in("GET")
def entries(request: HttpRequest) -> HttpResponse:
    """A window of it."""
    found = listing.page(person(request), request.GET)
    template = "boards/inbox/_inbox.html" if is_htmx(request) else "boards/inbox/inbox.html"
    return render(request, template, {"inbox": found, "here": request.get_full_path()})


@signed_in("GET")
def count(request: HttpRequest) -> HttpResponse:
    """The sign in the top bar, with how many are unread; to whoever comes here by hand the inbox itself."""
    if not is_htmx(request):
        return see_other(request, reverse("inbox"))
    return render(request, "boards/inbox/_bell.html", {"unread": queries.count(person(request))})


@signed_in("GET")
def open_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to what is told of, which is read then."""
    user = person(request)
    entry = queries.find(user, pk)
    if request.method == "GET":
        inbox.read(entry=entry, actor=user)
    return redirect(words.told(entry).url)


@signed_in("POST")
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark it as read, or as unread."""
    user = person(request)
    inbox.read(entry=queries.find(user, pk), is_read=request.POST.get("unread") != "1", actor=user)
    return _done(request)


@signed_in("POST")
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it away; the toast brings it back."""
    user = person(request)
    moment = inbox.archive(entry=queries.find(user, pk), actor=user)
    return _done(request, _("Archived."), moment)


@signed_in("POST")
def snooze(request: HttpRequest, pk: int) -> HttpResponse:
    """Have it come back on the morning of a day, or at once."""
    user = person(request)
    entry = queries.find(user, pk)
    form = SnoozeForm(request.POST)
    if not form.is_valid():
        return refusal(request, " ".join(map(str, form.errors["day"])), 422)
    day = form.cleaned_data["day"]
    try:
        inbox.snooze(entry=entry, day=day, actor=user)
    except InvalidInput as error:
        return refusal(request, error.sentence, 422)
    if day is None:
        return _done(request, _("Back in your inbox."))
    return _done(request, _("Comes back on %(day)s.") % {"day": formatting.named_day(day, user.today())})


@signed_in("POST")
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring back what was put away."""
    user = person(request)
    inbox.restore(entry=queries.find(user, pk), actor=user)
    return _done(request, _("Back in your inbox."))


@signed_in("POST")
def undo(request: HttpRequest) -> HttpResponse:
    """Take back that something was put away, as the toast offers: what was at that moment."""
    moment = _moment(request.POST.get("moment", ""))
    if moment is None or not inbox.restore_of(moment=moment, actor=person(request)):
        return refusal(request, _("There is nothing left to bring back."), 409)
    return _done(request, _("Undone."))


@signed_in("POST")
def everything(request: HttpRequest) -> HttpResponse:
    """Mark all as read, or put all away: what the page behind shows, on all its windows."""
    user = person(request)
    wanted = listing.wanted_by(_query_behind(request))
    until = _moment(request.POST.get("until", "")) or timezone.now()
    rows = queries.of(user, wanted).filter(changed_at__lte=until)
    if request.POST.get("do") == "archive":
        return _done(request, _("Archived."), inbox.archive_all(entries=rows, actor=user))
    number = inbox.read_all(entries=rows, actor=user)
    words = ngettext("Marked %(number)s entry as read.", "Marked %(number)s entries as read.", number)
    return _done(request, words % {"number": number})


def _done(request: HttpRequest, text: str = "", archived: datetime.datetime | None = None) -> HttpResponse:
    """The page behind as it is now; to htmx the list and the count, with a toast that may undo."""
    tags = f"moment:{archived.isoformat()}" if archived else ""
    behind = came_from(request, reverse("inbox"))
    if not is_htmx(request):
        if text:
            messages.success(request, text, extra_tags=tags)
        return see_other(request, behind)
    user = person(request)
    context = {"inbox": listing.page(user, _query_behind(request)), "unread": queries.count(user), "here": behind}
    toast = {"text": text, "level": "success", "moment": archived.isoformat() if archived else ""}
    return render(request, "boards/inbox/_inbox_answer.html", context | toast)


def _query_behind(request: HttpRequest) -> QueryDict:
    """What the address of the page asks for that a form was sent from."""
    return QueryDict(urlsplit(came_from(request, reverse("inbox"))).query)


def _moment(text: str) -> datetime.datetime | None:
    """A moment that a page has written down; None for anything else."""
    try:
        moment = parse_datetime(text[:40])
        return moment.astimezone(datetime.UTC) if moment is not None and moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
