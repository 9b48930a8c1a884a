"""A folder of Markdown that a person can read in ten years: the board in README.md, a file for each task."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.models import Priority, Project, User
from boards.queries.task_links import HEADINGS
from boards.transfer.exports import rows
from boards.transfer.exports.base import Choices, Export
from boards.transfer.exports.rows import TaskRow
from boards.transfer.plain_words import as_markdown, as_words_of_link

# Of the name of a file, beside its number.
LONGEST_NAME = 60


def _write(project: Project, reader: User, file: IO[bytes], _choices: Choices) -> None:
    lines: dict[tuple[str, bool], list[str]] = defaultdict(list)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as folder:
        for row in rows.tasks(project, reader):
            name = _name(row)
            folder.writestr(name, "\n".join(_page(row)).encode())
            box = "x" if row.completed_at else " "
            lines[row.column, row.is_archived].append(
                f"- [{box}] [#{row.number} {as_words_of_link(row.title)}]({name})"
            )
        folder.writestr("README.md", "\n".join(_board(project, lines)).encode())


def _board(project: Project, lines: dict[tuple[str, bool], list[str]]) -> Iterator[str]:
    yield from (f"# {as_markdown(project.title)}", "")
    if project.description.strip():
        yield from (project.description.rstrip(), "")
    for archived in (False, True):
        for name, _status, _limit in rows.columns(project):
            if lines[name, archived] or not archived:
                yield from (
                    f"## {as_markdown(name)}{' ' + _('(archived)') if archived else ''}",
                    "",
                    *lines[name, archived],
                    "",
                )


def _page(row: TaskRow) -> Iterator[str]:
    yield from (f"# #{row.number} {as_markdown(row.title)}", "")
    facts = (
        (_("Column"), as_markdown(row.column)),
        (_("Tags"), ", ".join(map(as_markdown, row.tags))),
        (_("Assignees"), ", ".join(map(as_markdown, row.people))),
        (_("Due"), row.due_date.isoformat() if row.due_date else ""),
        (_("Priority"), str(Priority(row.priority).label) if row.priority in Priority.values else str(row.priority)),
        (_("Progress"), f"{row.progress} %"),
        (_("Created"), f"{row.created_at:%Y-%m-%d %H:%M} UTC"),
        (_("Completed"), f"{row.completed_at:%Y-%m-%d %H:%M} UTC" if row.completed_at else ""),
        (_("Address"), row.url),
    )
    yield from (f"- **{name}:** {value}" for name, value in facts if value)
    if row.description.strip():
        yield from ("", row.description.rstrip())
    for each in row.checklists:
        yield from ("", f"## {as_markdown(each.title)}", "")
        for item in each.items:
            told = ", ".join(
                filter(None, (as_markdown(item.assignee), item.due_date.isoformat() if item.due_date else ""))
            )
            yield f"- [{'x' if item.is_done else ' '}] {as_markdown(item.text)}" + (f" ({told})" if told else "")
    if row.links or row.web_links:
        yield from ("", f"## {_('Links')}", "")
        yield from (
            f"- {HEADINGS[link.relation]}: {f'#{link.number} ' if link.number else ''}{as_markdown(link.title)}"
            for link in row.links
        )
        yield from (
            f"- [{as_words_of_link(title)}](<{url}>)" if title else f"- <{url}>" for title, url in row.web_links
        )
    if row.comments:
        yield from ("", f"## {_('Comments')}")
        for said in row.comments:
            yield from (
                "",
                f"**{as_markdown(said.author) or _('Somebody')}**, {said.written_at:%Y-%m-%d %H:%M} UTC",
                "",
            )
            yield from (f"> {line}".rstrip() for line in said.text.rstrip().split("\n"))
    yield ""


def _name(row: TaskRow) -> str:
    """A name that every file system takes: letters, digits and dashes."""
    plain = unicodedata.normalize("NFC", row.title).casefold()
    words = re.sub(r"[\W_]+", "-", plain).strip("-")[:LONGEST_NAME].strip("-")
    return f"tasks/{row.number:04}{'-' + words if words else ''}.md"


EXPORT = Export(
    "markdown",
    "Markdown",
    gettext_lazy("A folder to read, with a page for each task. Nothing reads it back."),
    "zip",
    "application/zip",
    _write,
    mark="markdown",
)
