"""Tasks of a calendar: VTODO of iCalendar (RFC 5545, 3.6.2)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext_lazy as _

from boards.models import Project, Status, User
from boards.rules.calendar_texts import content_line, escaped, escaped_line
from boards.transfer.exports import rows
from boards.transfer.exports.base import Choices, Export
from boards.transfer.exports.rows import TaskRow

STATUSES = {Status.PENDING: "NEEDS-ACTION", Status.IN_PROGRESS: "IN-PROCESS", Status.COMPLETED: "COMPLETED"}
# 1 is the highest there, 9 the lowest, 0 none (RFC 5545, 3.8.1.9).
PRIORITIES = {1: 9, 2: 5, 3: 3, 4: 1}


def _write(project: Project, reader: User, file: IO[bytes], _choices: Choices) -> None:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Boardsite//EN")
    calendar.add("version", "2.0")
    head, _end, tail = calendar.to_ical().partition(b"END:VCALENDAR")
    file.write(head)
    file.write(_line("X-WR-CALNAME", escaped_line(project.title)))
    for row in rows.tasks(project, reader):
        if not row.is_archived:
            file.write(_todo(project, row))
    file.write(b"END:VCALENDAR" + tail)


def _todo(project: Project, row: TaskRow) -> bytes:
    from icalendar import Todo

    todo = Todo()
    todo.add("uid", _uid(project, row.number))
    todo.add("dtstamp", row.updated_at.astimezone(datetime.UTC))
    todo.add("created", row.created_at.astimezone(datetime.UTC))
    todo.add("last-modified", row.updated_at.astimezone(datetime.UTC))
    todo.add("status", STATUSES[row.status])
    todo.add("percent-complete", row.progress)
    todo.add("url", row.url)
    if row.due_date:
        todo.add("due", row.due_date)
    if row.priority:
        todo.add("priority", PRIORITIES[min(row.priority, 4)])
    if row.completed_at is not None:
        todo.add("completed", row.completed_at.astimezone(datetime.UTC))
    if row.parent:
        todo.add("related-to", _uid(project, row.parent))
    head, end, tail = todo.to_ical().partition(b"END:VTODO")
    return head + b"".join(_texts(row)) + end + tail


def _texts(row: TaskRow) -> Iterator[bytes]:
    """Written here: the library takes a backslash before a capital N for the end of a line."""
    for name, value in (
        ("SUMMARY", escaped_line(row.title)),
        ("DESCRIPTION", escaped(row.description)),
        ("CATEGORIES", ",".join(map(escaped_line, row.tags))),
    ):
        if value:
            yield _line(name, value)


def _line(name: str, value: str) -> bytes:
    return f"{content_line(name, value)}\r\n".encode()


def _uid(project: Project, number: int) -> str:
    """The same for a task of a project whenever it is exported."""
    return f"task-{number}-{project.epoch or project.pk}@boardsite"


EXPORT = Export(
    "ics", "iCalendar", _("The tasks for a calendar program."), "ics", "text/calendar; charset=utf-8", _write
)
