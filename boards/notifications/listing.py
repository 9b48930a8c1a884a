"""The inbox, ready for its page: what is told of a task stands together, in words."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.models import Notification, Reason, User
from boards.notifications import words
from boards.notifications.queries import inbox
from boards.notifications.queries.inbox import TOPICS, Tab, Topic, Wanted
from boards.notifications.words import Told

# What is told of one task at once; what was told before that unfolds.
MOST_SHOWN = 3
ICONS = {
    Reason.ASSIGNED: "user-round",
    Reason.ITEM_ASSIGNED: "list-checks",
    Reason.UNASSIGNED: "user-round",
    Reason.MENTIONED: "at-sign",
    Reason.COMMENTED: "text",
    Reason.CHANGED: "pencil",
    Reason.WATCHING: "bell",
    Reason.DUE_TOMORROW: "calendar",
    Reason.OVERDUE: "calendar",
    Reason.UNBLOCKED: "circle-check",
    Reason.INVITED: "user-plus",
    Reason.ROLE_CHANGED: "shield",
    Reason.HANDED_OVER: "crown",
    Reason.ARCHIVED: "archive",
    Reason.WEBHOOK_OFF: "triangle-alert",
}
TABS: dict[Tab, Promise] = {
    Tab.OPEN: gettext_lazy("Inbox"),
    Tab.UNREAD: gettext_lazy("Unread"),
    Tab.SNOOZED: gettext_lazy("Snoozed"),
    Tab.ARCHIVED: gettext_lazy("Archived"),
}


@dataclass(frozen=True)
class Line:
    """One entry."""

    entry: Notification
    told: Told

    @property
    def is_new(self) -> bool:
        """Whether it has not been read."""
        return self.entry.read_at is None

    @property
    def when(self) -> str:
        """The moment, with its day."""
        return date_format(timezone.localtime(self.told.when), "SHORT_DATETIME_FORMAT")

    @property
    def icon(self) -> str:
        """What stands for the reason."""
        return ICONS[Reason(self.entry.reason)]


@dataclass(frozen=True)
class Group:
    """What is told of one task, or one thing told of a project; the newest first. `pk` is that of the newest."""

    pk: int
    title: str
    project: str
    is_unread: bool
    # Until when it is put off, in words; "" if it isn't.
    until: str
    lines: Sequence[Line]
    older: Sequence[Line]


@dataclass(frozen=True)
class Page:
    """A window of the inbox, as `window` was asked for it."""

    wanted: Wanted
    query: QueryDict
    groups: Sequence[Group]
    before: int | None
    is_first: bool
    topic: str
    projects: Sequence[tuple[int, str]]
    tomorrow: datetime.date

    @property
    def tabs(self) -> list[tuple[str, Promise, bool]]:
        """Address, label and whether it is this one."""
        return [(self._address(tab=tab), label, tab is self.wanted.tab) for tab, label in TABS.items()]

    @property
    def newest(self) -> str:
        """The address of the first window."""
        return self._address()

    @property
    def older(self) -> str:
        """That of the next one, if there is one."""
        return self._address(before=str(self.before)) if self.before else ""

    @property
    def without_filter(self) -> str:
        """That of all of the tab."""
        return self._address(kind="", project="")

    def _address(self, **changed: str) -> str:
        query = self.query.copy()
        for name, value in {"before": "", **changed}.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return f"{reverse('inbox')}?{query.urlencode()}" if query else reverse("inbox")

    @property
    def topics(self) -> list[tuple[Topic, Promise]]:
        """What can be filtered for."""
        return [(topic, label) for topic, (label, _reasons) in TOPICS.items()]

    @property
    def can_be_done_with(self) -> bool:
        """Whether all of it can be marked or put away."""
        return bool(self.groups) and self.wanted.tab in (Tab.OPEN, Tab.UNREAD)


def wanted_by(query: QueryDict) -> Wanted:
    """What an address asks for; what makes no sense there is left out."""
    tab, topic, project = query.get("tab", ""), query.get("kind", ""), query.get("project", "")
    return Wanted(
        tab=Tab(tab) if tab in set(Tab) else Tab.OPEN,
        reasons=TOPICS[Topic(topic)][1] if topic in set(Topic) else (),
        project=_number(project),
    )


def page(user: User, query: QueryDict) -> Page:
    """The window that an address asks for; seven queries at most."""
    wanted, before = wanted_by(query), _number(query.get("before", ""))
    window = inbox.window(user, wanted, before)
    entries = [entry for group in window.groups for entry in group]
    told = dict(zip((entry.pk for entry in entries), words.tell(entries), strict=True))
    topic = query.get("kind", "")
    return Page(
        wanted=wanted,
        query=query,
        groups=[_group([Line(entry, told[entry.pk]) for entry in group]) for group in window.groups],
        before=window.before,
        is_first=before is None,
        topic=topic if topic in set(Topic) else "",
        projects=inbox.projects_of(user),
        tomorrow=user.today() + datetime.timedelta(days=1),
    )


def _group(lines: Sequence[Line]) -> Group:
    first, now = lines[0], timezone.now()
    until = first.entry.snoozed_until
    return Group(
        pk=first.entry.pk,
        title=first.told.about,
        project=first.told.project if first.entry.task_id else "",
        is_unread=any(line.entry.read_at is None for line in lines),
        until=_until(until) if until and until > now else "",
        lines=lines[:MOST_SHOWN],
        older=lines[MOST_SHOWN:],
    )


def _until(moment: datetime.datetime) -> str:
    return _("until %(moment)s") % {"moment": date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")}


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None
