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
from boards.transfer.exports.rows import ItemRow, TaskRow
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
    yield from (f"- **{name}:** {value}" for name, value in _facts(row) if value)
    if row.description.strip():
        yield from ("", row.description.rstrip())
    for each in row.checklists:
        yield from ("", f"## {as_markdown(each.title)}", "", *map(_item, each.items))
    if row.links or row.web_links:
        yield from ("", f"## {_('Links')}", "", *_links(row))
    if row.comments:
        yield from ("", f"## {_('Comments')}")
        for said in row.comments:
            writer, at = as_markdown(said.author) or _("Somebody"), f"{said.written_at:%Y-%m-%d %H:%M} UTC"
            yield from ("", f"**{writer}**, {at}", "")
            yield from (f"> {line}".rstrip() for line in said.text.rstrip().split("\n"))
    yield ""


def _facts(row: TaskRow) -> Iterator[tuple[str, str]]:
    yield _("Column"), as_markdown(row.column)
    yield _("Tags"), ", ".join(map(as_markdown, row.tags))
    yield _("Assignees"), ", ".join(map(as_markdown, row.people))
    yield _("Due"), row.due_date.isoformat() if row.due_date else ""
    yield _("Priority"), str(Priority(row.priority).label) if row.priority in Priority.values else str(row.priority)
    yield _("Progress"), f"{row.progress} %"
    yield _("Created"), f"{row.created_at:%Y-%m-%d %H:%M} UTC"
    yield _("Completed"), f"{row.completed_at:%Y-%m-%d %H:%M} UTC" if row.completed_at else ""
    yield _("Address"), row.url


def _item(item: ItemRow) -> str:
    told = ", ".join(filter(None, (as_markdown(item.assignee), item.due_date.isoformat() if item.due_date else "")))
    return f"- [{'x' if item.is_done else ' '}] {as_markdown(item.text)}" + (f" ({told})" if told else "")


def _links(row: TaskRow) -> Iterator[str]:
    for link in row.links:
        yield f"- {HEADINGS[link.relation]}: {f'#{link.number} ' if link.number else ''}{as_markdown(link.title)}"
    for title, url in row.web_links:
        yield f"- [{as_words_of_link(title)}](<{url}>)" if title else f"- <{url}>"


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
