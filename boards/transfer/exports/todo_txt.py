"""todo.txt: a task a line. https://github.com/todotxt/todo.txt"""

from __future__ import annotations

import datetime
import re
from typing import IO

from django.utils.translation import gettext_lazy as _

from boards.models import Project, User
from boards.rules import todo_words
from boards.transfer.exports import rows
from boards.transfer.exports.base import Choices, Export
from boards.transfer.exports.rows import TaskRow

PRIORITIES = {4: "A", 3: "B", 2: "C", 1: "D"}


def _write(project: Project, reader: User, file: IO[bytes], _choices: Choices) -> None:
    for row in rows.tasks(project, reader):
        if not row.is_archived:
            file.write(f"{_line(row, reader.zone)}\n".encode())


def _line(row: TaskRow, zone: datetime.tzinfo) -> str:
    letter = PRIORITIES.get(min(row.priority, 4), "")
    created = row.created_at.astimezone(zone).date().isoformat()
    # What is done has lost its priority to an extension, as the format has it.
    start = [f"({letter})"] if letter and row.completed_at is None else []
    if row.completed_at is not None:
        start = ["x", row.completed_at.astimezone(zone).date().isoformat()]
    words = [todo_words.escaped(" ".join(row.title.split()))]
    words += [f"+{_word(row.column)}", *(f"@{_word(tag)}" for tag in row.tags)]
    words += [f"due:{row.due_date}"] if row.due_date else []
    words += [f"pri:{letter}"] if letter and row.completed_at is not None else []
    return " ".join((*start, created, *words))


def _word(name: str) -> str:
    """A name without blanks, as marks have to be."""
    return re.sub(r"\s+", "-", name.strip())


EXPORT = Export("todo.txt", "todo.txt", _("A line for each task."), "txt", "text/plain; charset=utf-8", _write)
