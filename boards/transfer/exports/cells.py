"""Tasks as rows of a table: the columns of CSV and of workbooks, which come in again as they went out."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from boards.models.task_links import Relation
from boards.queries.task_links import HEADINGS
from boards.transfer.exports.rows import ChecklistRow, CommentRow, LinkRow, TaskRow

# The headings stand in the file in the language of whoever asked for it.
HEADS = (
    _("Number"),
    _("Title"),
    _("Column"),
    _("Tags"),
    _("Assignees"),
    _("Due date"),
    _("Priority"),
    _("Progress"),
    _("Created"),
    _("Completed on"),
    _("Archived"),
    _("Parent task"),
    _("Checklist"),
    _("Description"),
    _("Comments"),
    _("Links"),
    _("Address"),
)
Cell = str | int | datetime.date | datetime.datetime | None


def cells(row: TaskRow) -> Sequence[Cell]:
    """One task. Tags and people are separated by semicolons, items and comments by line breaks."""
    return (
        row.number,
        row.title,
        row.column,
        "; ".join(row.tags),
        "; ".join(row.people),
        row.due_date,
        row.priority,
        row.progress,
        row.created_at,
        row.completed_at,
        str(_("yes")) if row.is_archived else "",
        f"#{row.parent}" if row.parent else "",
        "\n".join(line for each in row.checklists for line in _checklist(each)),
        row.description,
        "\n\n".join(map(_comment, row.comments)),
        "\n".join(_all_links(row)),
        row.url,
    )


def _checklist(each: ChecklistRow) -> Iterator[str]:
    """Its title, and a line for each item."""
    yield f"{each.title}:"
    yield from (f"[{'x' if item.is_done else ' '}] {item.text}" for item in each.items)


def _comment(said: CommentRow) -> str:
    return f"{said.author or _('Somebody')}, {said.written_at:%Y-%m-%d %H:%M}: {said.text}"


def _all_links(row: TaskRow) -> Iterator[str]:
    yield from (_link(link) for link in row.links if link.relation is not Relation.PARENT)
    yield from (f"{title}: {url}" if title else url for title, url in row.web_links)


def _link(link: LinkRow) -> str:
    return f"{HEADINGS[link.relation]}: {f'#{link.number} ' if link.number else ''}{link.title}"
