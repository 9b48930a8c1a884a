"""ClickUp's exports of tasks as CSV: lists in brackets, checklists and comments as JSON within their cells.

A file holds tasks of one list or of a whole workspace: each list is a board.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from boards.transfer import tables
from boards.transfer.boards import Attachment, Board, Card, Checklist, Comment, Item
from boards.transfer.dates import Order, iso
from boards.transfer.files import Brought
from boards.transfer.formats.table_format import roles, table_format
from boards.transfer.mapping import Role, guess
from boards.transfer.moments import local
from boards.transfer.table_boards import Reader
from boards.transfer.tables import Table, key

# Told by other columns, or by what becomes of the tasks.
_TOLD = (
    "Date Created Text; Due Date Text; Start Date Text; Date Updated Text; Date Closed Text; Date Done Text;"
    "Subtask IDs; Subtasks IDs; Time Estimated; Time Spent; Rolled Up Time; Attachments; List Name; Folder Name; "
    "Folder Name/Path; Space Name; Home Location"
)
MEANS = roles(
    title="Task Name",
    description="Task Content",
    number="Task ID",
    column="Status",
    tags="Tags",
    people="Assignees; Assignee",
    due="Due Date",
    start="Start Date",
    priority="Priority",
    created="Date Created",
    completed="Date Done; Date Closed",
    updated="Date Updated",
    parent="Parent ID",
    comments="Comments; Assigned Comments",
    checklist="Checklists; Checklist",
    ignored=f"{_TOLD}; Home Location ID; Other Location IDs; Task Link",
)
# From 1, the most urgent, to 4: the other way round than here.
PRIORITIES = {"1": 4, "2": 3, "3": 2, "4": 1, "urgent": 4, "high": 3, "normal": 2, "low": 1}
# What stands where there is nothing.
NOTHING = frozenset(("null", "[]", "{}", "undefined"))


class _Reader(Reader):
    """What stands in a cell as JSON is taken apart."""

    by_status: ClassVar = True

    def begin(self) -> None:
        told = set(map(key, _TOLD.split(";")))
        self.columns[Role.IGNORED] = tuple(at for at in self.columns[Role.IGNORED] if self.keys[at] not in told)

    def several(self, role: Role, row: Sequence[str]) -> Iterator[str]:
        for at in self.columns[role]:
            words = row[at][1:-1] if row[at].startswith("[") and row[at].endswith("]") else row[at]
            yield from (part.strip().strip('"') for part in words.split(",") if part.strip().strip('"'))

    def number(self, row: Sequence[str]) -> str:
        # Letters and digits that nobody knows a task by.
        return ""

    def fields(self, row: Sequence[str]) -> Iterator[tuple[str, str]]:
        return (each for each in super().fields(row) if key(each[0]) != "taskid")

    def description(self, row: Sequence[str]) -> str:
        text = super().description(row)
        return text if "\n" in text else text.replace("\\n", "\n")

    def priority(self, text: str) -> int | None:
        return PRIORITIES.get(text.casefold(), super().priority(text))

    def checklists(self, card: str, row: Sequence[str]) -> Iterator[Checklist]:
        for at in self.columns[Role.CHECKLIST]:
            found = _json(row[at])
            lists = found.items() if isinstance(found, dict) else [("", found)] if isinstance(found, list) else []
            for name, items in lists:
                yield Checklist(str(name), card, tuple(map(_item, items if isinstance(items, list) else [items])))

    def card(self, index: int, row: Sequence[str]) -> Card:
        found = super().card(index, row)
        said = (self._comments(found.id, row[at]) for at in self.columns[Role.COMMENTS])
        comments = dict.fromkeys(each for several in said for each in several)
        files = _json(self.cell(row, "attachments"))
        return replace(
            found,
            comments=tuple(sorted(comments, key=lambda each: (each.date is None, each.date and each.date.timestamp()))),
            attachments=tuple(map(_attachment, files)) if isinstance(files, list) else (),
        )

    def _comments(self, card: str, told: str) -> list[Comment]:
        """One that is no JSON is a comment as it stands."""
        found = _json(told)
        if not isinstance(found, list):
            return [Comment(card, "", told)] if told else []
        return [self._comment(card, each) for each in found]

    def _comment(self, card: str, found: Any) -> Comment:
        said: Mapping[str, Any] = found if isinstance(found, dict) else {"text": found}
        author = str(said.get("by") or "")
        date = local(iso(str(said.get("date") or ""), Order.MONTH_FIRST))
        return Comment(card, author, str(said.get("text") or ""), date, self.member(author) if author else "")


def _json(text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None


def _item(found: Any) -> Item:
    if isinstance(found, dict):
        text = str(found.get("name") or found.get("text") or "")
        return Item(text, found.get("resolved") in (True, "true") or found.get("checked") is True)
    return Item(str(found))


def _attachment(found: Any) -> Attachment:
    if not isinstance(found, dict):
        return Attachment(str(found), str(found), stays=True)
    url = str(found.get("url") or "")
    return Attachment(str(found.get("title") or "") or url, url, stays=True)


def _parse(file: Brought, table: Table, means: Mapping[str, Role]) -> Sequence[Board]:
    bare = (tuple("" if cell in NOTHING else cell for cell in row) for row in tables.unguarded(table).rows)
    table = replace(table, rows=tuple(bare))
    found = []
    for name, rows in _lists(table).items():
        part = replace(table, rows=tuple(rows))
        found.append(_Reader(part, guess(part, means)).board("ClickUp", name or file.stem))
    return found


def _lists(table: Table) -> dict[str, list[tuple[str, ...]]]:
    """The rows of each list, by its name with that of its space where lists of two spaces are called alike."""
    places = {key(head): at for at, head in reversed(list(enumerate(table.heads)))}

    def told(row: Sequence[str], *heads: str) -> tuple[str, ...]:
        return tuple(row[places[head]] if head in places else "" for head in heads)

    ways = {told(row, "listname", "spacename", "foldername", "foldernamepath") for row in table.rows}
    names = [way[0] for way in ways]
    found: dict[str, list[tuple[str, ...]]] = {}
    for row in table.rows:
        name, space, *folders = told(row, "listname", "spacename", "foldername", "foldernamepath")
        folder = next((each.strip('[]"') for each in folders if each), "")
        whole = " / ".join(filter(None, (space, folder, name))) if names.count(name) > 1 else name
        found.setdefault(whole, []).append(row)
    return found


FORMAT = table_format(
    "clickup", "ClickUp", needs=("Task ID", "Task Name", "Task Content|List Name"), means=MEANS, parse=_parse
)
