"""Microsoft Project's XML (namespace http://schemas.microsoft.com/project): tasks with outline, people and links."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Container, Iterable
from typing import IO
from xml.sax.saxutils import XMLGenerator

from django.utils.translation import gettext_lazy as _

from boards.models import Project, User
from boards.models.task_links import Relation
from boards.transfer.exports import rows
from boards.transfer.exports.base import Choices, Export
from boards.transfer.exports.rows import TaskRow

NAMESPACE = "http://schemas.microsoft.com/project"
# From 0 to 1000; 500 is what a task has unless somebody changes it.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
PRIORITIES = {0: 500, 1: 400, 2: 550, 3: 700, 4: 900}


def _write(project: Project, reader: User, file: IO[bytes], _choices: Choices) -> None:
    out = _Xml(file)
    out.begin("Project", xmlns=NAMESPACE)
    out.element("Name", project.title)
    out.element("Title", project.title)
    out.begin("Tasks")
    plan = list(_outlined(project, reader))
    numbers, zone = {row.number for row, _level in plan}, reader.zone
    assigned = [pair for place, each in enumerate(plan, 1) for pair in _task(out, place, *each, numbers, zone)]
    out.end("Tasks")
    # Of what was written, not asked for again: somebody may have been given a task meanwhile.
    people = {name: at for at, name in enumerate(sorted({name for _number, name in assigned}), 1)}
    out.begin("Resources")
    for name, at in people.items():
        out.block("Resource", UID=at, ID=at, Name=name, Type=1)
    out.end("Resources")
    out.begin("Assignments")
    for at, (number, name) in enumerate(assigned, 1):
        out.block("Assignment", UID=at, TaskUID=number, ResourceUID=people[name])
    out.end("Assignments")
    out.end("Project")
    out.close()


def _outlined(project: Project, reader: User) -> Iterable[tuple[TaskRow, int]]:
    """Each task right after its parent, one level deeper."""
    found = {row.number: row for row in rows.tasks(project, reader) if not row.is_archived}
    children: dict[int, list[TaskRow]] = {}
    for row in found.values():
        children.setdefault(row.parent if row.parent in found else 0, []).append(row)
    waiting = [(row, 1) for row in reversed(children.get(0, []))]
    while waiting:
        row, level = waiting.pop()
        yield row, level
        waiting += [(child, level + 1) for child in reversed(children.get(row.number, []))]


def _task(
    out: _Xml, place: int, row: TaskRow, level: int, numbers: Container[int], zone: datetime.tzinfo
) -> list[tuple[int, str]]:
    """Writes it and tells who has it. `numbers` are those of the plan: no task may wait for another one."""
    out.begin("Task")
    for name, value in (
        ("UID", row.number),
        ("ID", place),
        ("Name", row.title),
        ("CreateDate", _moment(row.created_at, zone)),
        ("OutlineLevel", level),
        ("Priority", PRIORITIES[min(row.priority, 4)]),
        ("PercentComplete", row.progress),
        ("ActualFinish", _moment(row.completed_at, zone) if row.completed_at else ""),
        ("Deadline", f"{row.due_date}T17:00:00" if row.due_date else ""),
        ("Notes", row.description),
    ):
        # What is missing is left out: an empty date would be refused.
        if value != "":
            out.element(name, str(value))
    for link in row.links:
        if link.relation is Relation.BLOCKED_BY and link.number in numbers:
            out.block("PredecessorLink", PredecessorUID=link.number, Type=1)
    out.end("Task")
    return [(row.number, name) for name in row.people]


def _moment(value: datetime.datetime, zone: datetime.tzinfo) -> str:
    """As the reader's clock shows it: plans know no zones."""
    return value.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S")


class _Xml:
    """Writes element after element."""

    def __init__(self, file: IO[bytes]) -> None:
        self._text = io.TextIOWrapper(file, encoding="utf-8", newline="\n", write_through=True)
        self._out = XMLGenerator(self._text, "utf-8", short_empty_elements=True)
        self._out.startDocument()

    def begin(self, name: str, **attributes: str) -> None:
        self._out.startElement(name, attributes)  # type: ignore[arg-type]

    def end(self, name: str) -> None:
        self._out.endElement(name)

    def element(self, name: str, text: str) -> None:
        self.begin(name)
        self._out.characters(_allowed(text))
        self.end(name)

    def block(self, name: str, /, **elements: object) -> None:
        self.begin(name)
        for each, value in elements.items():
            self.element(each, str(value))
        self.end(name)

    def close(self) -> None:
        self._out.endDocument()
        self._text.detach()


def _allowed(text: str) -> str:
    """Without the characters that XML 1.0 (2.2) has no way to write."""
    return _FORBIDDEN.sub("\ufffd", text)


EXPORT = Export(
    "ms-project", "Microsoft Project", _("A plan as XML, which many planners read."), "xml", "application/xml", _write
)
