"""What somebody is told, in words: plain text, for the inbox and for e-mail alike.

In the language and the zone that are active, so one reader at a time. Says it and asks for no rights: see `rights`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.models import Activity, Comment, Notification, Reason, Task, User, Webhook
from boards.notifications.queries.item_days import MARK
from boards.queries import formatting, history, history_words
from boards.queries.history_words import Teller, plain
from boards.rules import mentions
from boards.rules.changes import ref_id

# An entry tells of so many changes; of more, that there were more.
MOST_LINES = 8
_LINE_LIMIT = 300

# What it is, for those it concerns.
_SENTENCES: dict[Reason, Promise] = {
    Reason.ASSIGNED: gettext_lazy("{actor} assigned {task} to you"),
    Reason.ITEM_ASSIGNED: gettext_lazy("{actor} gave you an item of {task}"),
    Reason.UNASSIGNED: gettext_lazy("{actor} took {task} off you"),
    Reason.MENTIONED: gettext_lazy("{actor} mentioned you in {task}"),
    Reason.COMMENTED: gettext_lazy("{actor} commented on {task}"),
    Reason.CHANGED: gettext_lazy("{actor} changed {task}"),
    Reason.WATCHING: gettext_lazy("{actor} made you watch {task}"),
    Reason.DUE_TOMORROW: gettext_lazy("{task} is due {day}"),
    Reason.OVERDUE: gettext_lazy("{task} is overdue: it was due {day}"),
    Reason.UNBLOCKED: gettext_lazy("Nothing blocks {task} any more"),
    Reason.INVITED: gettext_lazy("{actor} added you to {project} as {role}"),
    Reason.ROLE_CHANGED: gettext_lazy("{actor} changed your role in {project} to {role}"),
    Reason.HANDED_OVER: gettext_lazy("{actor} handed over {project}"),
    Reason.ARCHIVED: gettext_lazy("{actor} archived {project}"),
    Reason.WEBHOOK_OFF: gettext_lazy("The webhook “{webhook}” of {project} was switched off"),
}

# The same of many tasks at once.
_OF_MANY: dict[Reason, Promise] = {
    Reason.ASSIGNED: gettext_lazy("{actor} assigned {count} tasks to you in {project}"),
    Reason.ITEM_ASSIGNED: gettext_lazy("{actor} gave you items of {count} tasks in {project}"),
    Reason.UNASSIGNED: gettext_lazy("{actor} took {count} tasks off you in {project}"),
    Reason.MENTIONED: gettext_lazy("{actor} mentioned you in {count} tasks in {project}"),
    Reason.COMMENTED: gettext_lazy("{actor} wrote {count} comments in {project}"),
    Reason.CHANGED: gettext_lazy("{actor} made {count} changes to tasks in {project}"),
}
# Nobody does these.
BY_ITSELF = frozenset({Reason.DUE_TOMORROW, Reason.OVERDUE, Reason.UNBLOCKED, Reason.WEBHOOK_OFF})
# The sentence has said all there is.
_SAID_AT_ONCE = BY_ITSELF | {Reason.ASSIGNED, Reason.INVITED, Reason.ROLE_CHANGED, Reason.ARCHIVED}


@dataclass(frozen=True)
class Told:
    """One entry in words. `headline` names the task or project, `brief` says "this task", `lines` say what exactly.

    `about` is the name of the task, or of the project, and stays the same for all that is told of it but for renaming.
    `url` is a path of this site; `address` the same as a whole.
    """

    headline: str
    brief: str
    lines: list[str]
    actor_name: str
    about: str
    project: str
    label: str
    url: str
    when: datetime.datetime
    more: int = 0

    @property
    def address(self) -> str:
        """The whole address, for what is read outside the site."""
        return f"{settings.SITE_URL.rstrip('/')}{self.url}"


@dataclass(frozen=True)
class Sources:
    """What entries are told from: the changes they name, and the people of those, by id."""

    activities: Mapping[int, Activity]
    people: Mapping[int, User]
    today: datetime.date
    # The comments that are still there, with their texts as they are now: what was taken out of one is told nobody.
    comments: Mapping[int, str] = field(default_factory=dict)
    webhooks: Mapping[int, Webhook] = field(default_factory=dict)
    # The tasks at other ends of links, by the person who may see them.
    linked: Mapping[int, Mapping[int, Task]] = field(default_factory=dict)

    @classmethod
    def of(cls, notifications: Iterable[Notification]) -> Sources:
        """Two queries, however many there are; with comments among them three, with webhooks one more,
        with links one for each person."""
        entries = list(notifications)
        pks = {pk for notification in entries for pk in _shown(notification)}
        found = Activity.objects.filter(pk__in=pks).select_related("actor", "task").defer("task__search_text")
        activities = {row.pk: row for row in found} if pks else {}
        named = history.people_in(activities.values())
        people = User.objects.in_bulk(named) if named else {}
        hooks = {entry.webhook_id for entry in entries if entry.webhook_id}
        webhooks = Webhook.objects.only("name", "is_on", "off_reason").in_bulk(hooks) if hooks else {}
        comments, linked = _still_there(activities.values()), _linked(entries, activities)
        return cls(activities, people, timezone.localdate(), comments, webhooks, linked)


def _linked(notifications: Iterable[Notification], activities: Mapping[int, Activity]) -> dict[int, Mapping[int, Task]]:
    rows = [row for row in activities.values() if "linked" in row.changes]
    readers = {each.user_id: each.user for each in notifications} if rows else {}
    return {pk: history.tasks_linked_in(rows, reader) for pk, reader in readers.items()}


def _still_there(rows: Iterable[Activity]) -> dict[int, str]:
    ids = {pk for pk in map(_comment_of, rows) if pk}
    return dict(Comment.objects.filter(pk__in=ids, deleted_at=None).values_list("pk", "text")) if ids else {}


def _comment_of(row: Activity) -> int | None:
    """The id of the comment that a change is of."""
    before, after = row.changes.get("comment", (None, None))
    return ref_id(after) or ref_id(before)


def _shown(notification: Notification) -> list[int]:
    """The changes that are told one by one: the first, and the last, which says how it stands."""
    pks = sorted(notification.activities)
    return pks if len(pks) <= MOST_LINES else [*pks[: MOST_LINES - 1], pks[-1]]


def tell(notifications: Sequence[Notification]) -> list[Told]:
    """All of them in words, in their order; two queries. Each comes with its project, task, actor and user."""
    sources = Sources.of(notifications)
    return [told(notification, sources) for notification in notifications]


def told(notification: Notification, sources: Sources | None = None) -> Told:
    """One in words; for many use `tell`."""
    return _Entry(notification, sources or Sources.of([notification])).told()


class _Entry:
    """One notification while it is put in words."""

    def __init__(self, notification: Notification, sources: Sources) -> None:
        self.notification, self.sources = notification, sources
        known = [sources.activities[pk] for pk in _shown(notification) if pk in sources.activities]
        # One entry may tell of many tasks, and of some that are deleted by now.
        self.rows = [row for row in known if row.task is None or row.task.deleted_at is None]
        self.last = self.rows[-1].changes if self.rows else {}
        self.project = notification.project.title if notification.project else _("Whole site")
        self.webhook = sources.webhooks.get(notification.webhook_id or 0)
        self.about = str(notification.task) if notification.task else self.project
        self.actor = "" if notification.reason in BY_ITSELF else _names(self._actors())
        self.day = self._day()

    def _actors(self) -> list[User | None]:
        return [row.actor for row in self.rows] or [self.notification.actor]

    def told(self) -> Told:
        lines = dict.fromkeys(_short(line) for row in self.rows for line in self._lines(row))
        if self.webhook:
            lines = {self.webhook.get_off_reason_display() or _("It is on again by now."): None}
        here = _("this project") if self.notification.project else _("the whole site")
        brief = self._said(_("this task"), here, is_brief=True)
        return Told(
            headline=self._said(self.about, self.project if self.notification.project else here, is_brief=False),
            brief=brief[:1].upper() + brief[1:],
            lines=list(lines),
            actor_name=self.actor,
            about=self.about,
            project=self.project,
            label=str(Reason(self.notification.reason).label),
            url=self._url(),
            when=self.notification.changed_at,
            more=max(len(self.notification.activities) - MOST_LINES, 0),
        )

    def _said(self, task: str, project: str, *, is_brief: bool) -> str:
        """A single change of a task as the history says it, anything else by the reason."""
        if self._says_itself:
            return plain(self._teller(is_brief=is_brief).sentence(self.rows[0]))
        role = history_words.role(self.last["role"][1]) if self.last.get("role", [None, None])[1] else ""
        words = {"actor": self.actor, "task": task, "project": project, "role": role, "day": self._day_in_words()}
        words["webhook"] = self.webhook.name if self.webhook else ""
        return self._sentence().format(**words, count=len(self.notification.activities))

    @property
    def _says_itself(self) -> bool:
        is_alone = len(self.notification.activities) == len(self.rows) == 1
        return self.notification.reason == Reason.CHANGED and is_alone and not self._is_of_many

    @property
    def _is_of_many(self) -> bool:
        """Whether it tells of many tasks of the project together."""
        return self.notification.task_id is None and self.notification.reason in _OF_MANY

    def _sentence(self) -> str:
        if self._is_of_many:
            return str(_OF_MANY[Reason(self.notification.reason)])
        reason, owner = self.notification.reason, self.last.get("owner", [None, None])[1]
        if reason == Reason.HANDED_OVER and ref_id(owner) == self.notification.user_id:
            return _("{actor} handed {project} over to you")
        if reason == Reason.ROLE_CHANGED and "member" in self.last and self.last["member"][1] is None:
            return _("{actor} removed you from {project}")
        if reason == Reason.ARCHIVED and self.last.get("archived_at", [None, True])[1] is None:
            return _("{actor} restored {project}")
        if MARK in self.notification.key and self.day:
            return self._of_items(self.day)
        if reason == Reason.DUE_TOMORROW and self.day and self.day < self.sources.today:
            return _("{task} was due {day}")
        return str(_SENTENCES[Reason(reason)])

    def _of_items(self, day: datetime.date) -> str:
        """What somebody has in the checklists of a task, of which it is not told how many."""
        if day < self.sources.today:
            return _("Your checklist items of {task} were due {day}")
        return _("Your checklist items of {task} are due {day}")

    def _day(self) -> datetime.date | None:
        """The day that a reminder is of, as its key says it: the task may have another by now."""
        try:
            return datetime.date.fromisoformat(self.notification.key.rpartition(":")[2])
        except ValueError:
            return None

    def _day_in_words(self) -> str:
        if self.day is None:
            return ""
        near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
        words = near.get((self.day - self.sources.today).days)
        return words or _("on %(day)s") % {"day": formatting.named_day(self.day, self.sources.today)}

    def _lines(self, row: Activity) -> list[str]:
        """What is to be said of one change besides: where one is mentioned, who owns it now, each field of several."""
        if self.notification.reason == Reason.MENTIONED and (line := self._mention(row)):
            return [line]
        if self._is_of_many:
            return [plain(self._teller(is_brief=False).sentence(row))]
        if comment := _comment_of(row):
            return [self._words_of(comment)]
        if self.notification.reason in _SAID_AT_ONCE and len(self.rows) == 1:
            return []
        teller = self._teller(is_brief=True)
        fields = [
            _("%(field)s: %(before)s → %(after)s")
            % {"field": detail.label, "before": detail.before, "after": detail.after}
            for detail in teller.details(row)
        ]
        return fields if self._says_itself else [plain(teller.sentence(row)), *fields]

    def _teller(self, *, is_brief: bool) -> Teller:
        about = self.notification.task if is_brief else None
        linked = self.sources.linked.get(self.notification.user_id, {})
        return Teller(people=self.sources.people, about=about, today=self.sources.today, linked=linked)

    def _words_of(self, comment: int) -> str:
        """What was said, without what it quotes, as long as it can be read where it was said."""
        after = self.sources.comments.get(comment)
        if after is None:
            return _("The comment has been deleted.")
        own = [line for line in after.split("\n") if not line.lstrip().startswith(">")]
        return " ".join(mentions.plain(" ".join(own)).split()) or " ".join(mentions.plain(after).split())

    def _mention(self, row: Activity) -> str:
        comment, reader = _comment_of(row), self.notification.user
        after = self.sources.comments.get(comment) if comment else row.changes.get("description", [None, None])[1]
        return mentions.line_of(after, reader.pk, {reader.pk: reader.display_name}) if isinstance(after, str) else ""

    def _url(self) -> str:
        if self.notification.webhook_id:
            return reverse("webhook", args=[self.notification.webhook_id])
        said = [pk for pk in map(_comment_of, self.rows) if pk in self.sources.comments]
        if self.notification.task_id:
            address = reverse("task", args=[self.notification.task_id])
            return f"{address}?comment={said[-1]}#comment-{said[-1]}" if said else address
        return reverse("board", args=[self.notification.project_id])


def _names(actors: Iterable[User | None]) -> str:
    names = list(dict.fromkeys(actor.display_name if actor else _("Somebody") for actor in actors))
    if len(names) < 2:
        return names[0] if names else ""
    return _("%(several)s and %(last)s") % {"several": ", ".join(names[:-1]), "last": names[-1]}


def _short(line: str) -> str:
    return Truncator(line).chars(_LINE_LIMIT)
