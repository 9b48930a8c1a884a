"""Tasks as iCalendar (RFC 5545, 7986), to the letter, by the `icalendar` library.

The library takes a fifth of a millisecond to build a component and as long to write it, so it writes one of each shape
(an event with tags, a to-do that is done …) with marks in place of the values, and these are put in for each task. A
test holds both ways against each other.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import lru_cache
from typing import cast

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Component, Event, Todo
from icalendar.prop import vText

from boards.calendars.queries import MOST_WORDS, DueTask
from boards.models import CalendarFeed, Shows, Status
from boards.models.users import hue_of
from boards.rules.calendar_texts import content_line, escaped, escaped_line

REFRESH = datetime.timedelta(hours=1)
# The twelve hues of projects and people, as CSS names them, for `COLOR`, and in figures, for Apple.
COLOURS = (
    ("crimson", "#DC143C"),
    ("chocolate", "#D2691E"),
    ("goldenrod", "#DAA520"),
    ("olive", "#808000"),
    ("olivedrab", "#6B8E23"),
    ("seagreen", "#2E8B57"),
    ("teal", "#008080"),
    ("steelblue", "#4682B4"),
    ("royalblue", "#4169E1"),
    ("slateblue", "#6A5ACD"),
    ("mediumorchid", "#BA55D3"),
    ("palevioletred", "#DB7093"),
)
# 1 to 4 is high, 5 is medium, 6 to 9 is low, 0 says nothing.
PRIORITIES = {0: 0, 1: 9, 2: 5, 3: 3}
MOST_URGENT = 1
STATES = {Status.PENDING: "NEEDS-ACTION", Status.IN_PROGRESS: "IN-PROCESS", Status.COMPLETED: "COMPLETED"}

# Stand where a value is put in later: what the library writes of them is like nothing else in the component.
_DAY, _NEXT_DAY = datetime.date(1971, 3, 5), datetime.date(1971, 3, 6)
_MADE, _CHANGED, _DONE = (datetime.datetime(1971, 3, 5, 1, 2, second, tzinfo=datetime.UTC) for second in (3, 4, 5))
_VERSION, _PRIORITY, _PERCENT = 2_147_410_001, 2_147_410_002, 2_147_410_003
_PLACES = {
    "19710305T010203Z": "made",
    "19710305T010204Z": "changed",
    "19710305T010205Z": "done",
    "19710305": "day",
    "19710306": "next_day",
    str(_VERSION): "version",
    str(_PRIORITY): "priority",
    str(_PERCENT): "percent",
    # Whole lines, because long ones are folded.
    **{f"{name.upper()}:{name}-place": name for name in ("uid", "summary", "description", "url", "categories")},
    "status-place": "status",
}


class Words(vText):
    """A line of text as it is. The library by itself takes a backslash before a capital N for the end of a line."""

    def to_ical(self) -> bytes:
        """Escaped as RFC 5545 says."""
        return escaped_line(self).encode()


def calendar(feed: CalendarFeed, tasks: Iterable[DueTask]) -> bytes:
    """The whole of a feed."""
    head, tail = _frame(feed)
    parts = []
    for task in tasks:
        values = _values(task)
        if feed.shows != Shows.TODOS:
            parts.append(_event(task, values))
        if feed.shows != Shows.EVENTS:
            parts.append(_todo(task, values))
    return b"".join((head, "".join(parts).encode(), tail))


def _frame(feed: CalendarFeed) -> tuple[bytes, bytes]:
    """What stands before the components, and what stands after them."""
    frame = Calendar()
    name = Words(feed.project.title if feed.project else _("My tasks"))
    colour, figures = COLOURS[hue_of(feed.project_id or feed.user_id)]
    for field, value in (
        ("prodid", "-//Boardsite//Due dates//EN"),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("name", name),
        ("x-wr-calname", name),
        ("color", colour),
        ("x-apple-calendar-color", figures),
    ):
        frame.add(field, value)
    frame.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    frame.add("x-published-ttl", "PT1H")
    frame.add("url", _site(f"projects/{feed.project_id}/" if feed.project_id else ""))
    head, end, _rest = frame.to_ical(sorted=False).partition(b"END:VCALENDAR")
    return head, end + b"\r\n"


def _event(task: DueTask, values: dict[str, object]) -> str:
    has_end = task.due_date < datetime.date.max
    return _shape("event", bool(task.tags), False, has_end) % values


def _todo(task: DueTask, values: dict[str, object]) -> str:
    # A component of its own: whoever keeps both under one UID would lose one of them.
    values = {**values, "uid": content_line("UID", f"todo-{task.pk}@{settings.SITE.hostname}")}
    return _shape("todo", bool(task.tags), task.completed_at is not None, True) % values


def _values(task: DueTask) -> dict[str, object]:
    day = task.due_date
    done, changed = task.completed_at, _moment(task.updated_at)
    summary = f"{task.title} · {task.project_title}"
    return {
        "uid": content_line("UID", f"task-{task.pk}@{settings.SITE.hostname}"),
        "summary": content_line("SUMMARY", escaped_line(f"✓ {summary}" if done else summary)),
        "description": content_line("DESCRIPTION", escaped(_description(task))),
        "url": content_line("URL", _task_address(task)),
        "categories": content_line("CATEGORIES", ",".join(map(escaped_line, task.tags))),
        "day": _date(day),
        "next_day": _date(day + datetime.timedelta(days=1)) if day < datetime.date.max else "",
        "made": _moment(task.created_at),
        "changed": changed,
        "done": _moment(done) if done else "",
        "version": task.version,
        "priority": PRIORITIES.get(task.priority, MOST_URGENT),
        "percent": task.progress,
        "status": STATES[Status(task.status)],
    }


def _description(task: DueTask) -> str:
    """Where the task stands, how its description begins, and the link: some calendars show no `URL`."""
    people = ", ".join(filter(None, (task.assignee, *task.others)))
    facts = " · ".join(filter(None, (f"#{task.number}", task.column, people)))
    text = task.description if len(task.description) <= MOST_WORDS else f"{task.description[:MOST_WORDS]}…"
    return "\n\n".join(filter(None, (facts, text.strip(), _task_address(task))))


def _task_address(task: DueTask) -> str:
    return _site(f"tasks/{task.pk}/")


def _site(path: str) -> str:
    return f"{settings.SITE_URL}/{path}"


def _date(day: datetime.date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _moment(when: datetime.datetime) -> str:
    when = when.astimezone(datetime.UTC)
    return f"{_date(when)}T{when.hour:02}{when.minute:02}{when.second:02}Z"


@lru_cache(maxsize=32)
def _shape(kind: str, tagged: bool, done: bool, has_end: bool) -> str:
    """A component as the library writes it, with marks (`%(summary)s`) in place of the values."""
    component = _component(kind, tagged=tagged, done=done, has_end=has_end)
    text = cast(bytes, component.to_ical(sorted=False)).decode()
    for written, place in _PLACES.items():
        text = text.replace(written, f"%({place})s")
    return text


def _component(kind: str, *, tagged: bool, done: bool, has_end: bool) -> Component:
    """An all-day event that keeps nobody busy, or a to-do.

    The end is the day after: a calendar may leave it out, and Outlook has shown nothing then.
    """
    component = Event() if kind == "event" else Todo()
    for field, value in (
        ("uid", "uid-place"),
        ("dtstamp", _CHANGED),
        ("created", _MADE),
        ("last-modified", _CHANGED),
        ("sequence", _VERSION),
        *_dates(kind, has_end=has_end),
        ("summary", "summary-place"),
        ("description", "description-place"),
        ("url", "url-place"),
        *([("categories", ["categories-place"])] if tagged else []),
        ("priority", _PRIORITY),
        *([("completed", _DONE)] if done else []),
    ):
        component.add(field, value)
    return component


def _dates(kind: str, *, has_end: bool) -> list[tuple[str, object]]:
    if kind == "todo":
        return [("due", _DAY), ("percent-complete", _PERCENT), ("status", "status-place")]
    end: list[tuple[str, object]] = [("dtend", _NEXT_DAY)] if has_end else []
    return [("dtstart", _DAY), *end, ("status", "CONFIRMED"), ("transp", "TRANSPARENT")]
