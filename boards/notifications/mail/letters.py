"""The messages in words: an entry at once, a digest, a test. HTML and plain text say the same.

All in the language and the zone of the person (`speaking_to`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boards.models import Notification, Project, Task, User
from boards.notifications import words
from boards.notifications.mail import plain, unsubscribing
from boards.notifications.mail.shape import Letter, subject_of_task
from boards.notifications.words import Told
from boards.queries import formatting
from boardsite.mail import styles

LANGUAGES = dict(settings.LANGUAGES)
# A digest tells of so many tasks and projects; the rest stands in the inbox.
MOST = 40


@contextmanager
def speaking_to(user: User) -> Iterator[None]:
    """As the pages speak to the person."""
    language = user.language if user.language in LANGUAGES else settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(user.zone):
        yield


def subject_of(entry: Notification) -> str:
    """That of the task, or of a project what has happened to it."""
    if entry.task and entry.project:
        return subject_of_task(entry.project.title, entry.task.title, entry.task.number)
    return plain.line(words.told(entry).headline)[:200]


def of_entry(entry: Notification) -> Letter:
    """What one entry tells."""
    told, task = words.told(entry), entry.task
    more, facts = _more(told), " · ".join(_facts(task)) if task else ""
    button = _button(entry)
    context = {"told": told, "more": more, "task": task, "facts": facts, "button": button, "preview": told.brief}
    text = [
        plain.wrapped(told.headline),
        "\n".join(_listed([*told.lines, *more])),
        f"{button}:\n{told.address}",
        plain.wrapped(facts),
    ]
    return _letter("boards/mail/entry.html", context, text, user=entry.user, kind=entry.reason, project=entry.project)


def _button(entry: Notification) -> str:
    if entry.webhook_id:
        return _("Open the webhook")
    return _("Open the task") if entry.task_id else _("Open the project")


@dataclass(frozen=True)
class About:
    """What a digest tells of one task, or of a project as such."""

    name: str
    address: str
    entries: list[tuple[Told, str]]


@dataclass(frozen=True)
class Group:
    """What a digest tells of one project."""

    project: str
    abouts: list[About] = field(default_factory=list)


def subject_of_digest(user: User) -> str:
    """Says the day."""
    return _("Your digest of %(day)s") % {"day": formatting.named_day(user.today(), user.today())}


def of_digest(user: User, entries: Sequence[Notification]) -> Letter:
    """What has come together, by project and task; the entries come in this order."""
    abouts = [list(found) for _key, found in groupby(entries, lambda entry: (entry.project_id, entry.task_id))]
    shown, left = abouts[:MOST], sum(map(len, abouts[MOST:]))
    groups = _groups(shown)
    heading = formatting.named_day(user.today(), user.today())
    count = ngettext("%(count)s change", "%(count)s changes", len(entries)) % {"count": len(entries)}
    more = ngettext("%(count)s more in your inbox", "%(count)s more in your inbox", left) % {"count": left}
    rest, button = more if left else "", _("Open your inbox")
    inbox = f"{settings.SITE_URL}{reverse('inbox')}"
    context = {"heading": heading, "count": count, "groups": groups, "rest": rest, "preview": count}
    text = [
        f"{heading}: {count}",
        *(paragraph for group in groups for paragraph in _group_as_text(group)),
        rest,
        f"{button}:\n{inbox}",
    ]
    context |= {"address": inbox, "button": button}
    return _letter("boards/mail/digest.html", context, text, user=user, kind=unsubscribing.DIGEST)


def subject_of_test() -> str:
    """Says what it is."""
    return _("A test mail from Boardsite")


def of_test(user: User) -> Letter:
    """That e-mail arrives."""
    says = _("You asked for this mail, and it has arrived: e-mail of Boardsite reaches you at this address.")
    address = f"{settings.SITE_URL}{reverse('notification-preferences')}"
    button = _("Choose what is mailed to you")
    context = {"says": says, "address": address, "button": button, "preview": says}
    text = [plain.wrapped(says), f"{button}:\n{address}"]
    return _letter("boards/mail/test.html", context, text, user=user, kind="")


def _letter(
    template: str,
    context: Mapping[str, object],
    text: Iterable[str],
    *,
    user: User,
    kind: str,
    project: Project | None = None,
) -> Letter:
    off = unsubscribing.address(user, kind) if kind else ""
    foot = _foot(kind, off)
    html = render_to_string(template, {**context, "styles": styles.sheet().element(), "foot": foot})
    said = [paragraph for paragraph in text if paragraph.strip()]
    below = "\n".join(line.as_text() for line in foot)
    whole = "\n\n".join([*said, f"-- \n{below}"])
    return Letter(text=f"{whole}\n", html=styles.sheet().written_into(html), off=off, project=project)


@dataclass(frozen=True)
class FootLine:
    """A line below a message; a link if it has an address."""

    text: str
    address: str = ""

    def as_text(self) -> str:
        """The address in a line of its own, so that it stays whole."""
        return f"{plain.wrapped(self.text)}:\n{self.address}" if self.address else plain.wrapped(self.text)


def _foot(kind: str, address: str) -> list[FootLine]:
    """Why it came, and how to have no more of it."""
    if not kind:
        return [FootLine(_("Boardsite at %(site)s") % {"site": settings.SITE.netloc})]
    if kind == unsubscribing.DIGEST:
        why = _("You get this because you chose to have news in a digest. Answers to this mail don't reach the board.")
        off = _("No digests any more")
    else:
        label = unsubscribing.label_of(kind)
        why = _(
            "You get this because e-mail about “%(kind)s” is on for you. Answers to this mail don't reach the board."
        )
        why, off = why % {"kind": label}, _("No more e-mail about “%(kind)s”") % {"kind": label}
    return [
        FootLine(why),
        FootLine(off, address),
        FootLine(_("Choose what is mailed to you"), f"{settings.SITE_URL}{reverse('notification-preferences')}"),
    ]


def _facts(task: Task) -> Iterator[str]:
    """How it stands with the task now."""
    yield plain.isolated(task.column.name)
    if task.due_date:
        yield _("due %(day)s") % {"day": formatting.full_day(task.due_date)}
    if task.priority:
        yield _("priority %(priority)s") % {"priority": formatting.priority(task.priority).lower()}


def _more(told: Told) -> list[str]:
    text = ngettext("and %(count)s more change", "and %(count)s more changes", told.more) % {"count": told.more}
    return [text] if told.more else []


def _listed(lines: Iterable[str]) -> list[str]:
    return [plain.wrapped(line, first="- ", rest="  ") for line in lines]


def _groups(abouts: Sequence[Sequence[Notification]]) -> list[Group]:
    flat = [entry for about in abouts for entry in about]
    told = dict(zip((entry.pk for entry in flat), words.tell(flat), strict=True))
    groups: list[Group] = []
    for (first, *others), before in zip(abouts, [None, *abouts], strict=False):
        if before is None or before[0].project_id != first.project_id:
            groups.append(Group(plain.line(told[first.pk].project)))
        entries = [(told[entry.pk], _when(told[entry.pk])) for entry in (first, *others)]
        groups[-1].abouts.append(About(entries[0][0].about, entries[0][0].address, entries))
    return groups


def _when(told: Told) -> str:
    """ "Yesterday, 18:56", in one piece."""
    local = timezone.localtime(told.when)
    words = f"{formatting.day(local.date(), timezone.localdate())}, {time_format(local, 'TIME_FORMAT')}"
    return words.replace(" ", "\N{NO-BREAK SPACE}")


def _group_as_text(group: Group) -> Iterator[str]:
    yield f"{plain.wrapped(group.project)}\n{'=' * min(max(plain.width(group.project), 3), plain.WIDTH)}"
    for about in group.abouts:
        lines = [line for told, when in about.entries for line in (f"{told.brief} ({when})", *told.lines, *_more(told))]
        yield "\n".join([plain.wrapped(about.name), about.address, *_listed(lines)])
