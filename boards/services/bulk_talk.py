"""What belongs to tasks that are made in bulk: checklists, their items, and comments; one statement for each kind."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

from django.db.models import Model
from django.utils import timezone

from boards.models import Checklist, ChecklistItem, Comment, Task, User
from boards.rules import days, ordering
from boards.rules.checklists import checked_text
from boards.rules.text import NAME_LIMIT, clean_line, clean_text, searched
from boardsite.database import loading

# A row as it is to be written, by the names of its columns.
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """An item to be made. The assignee has been checked."""

    text: str
    is_done: bool = False
    assignee: User | None = None
    due_date: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class ChecklistDraft:
    """A checklist to be made."""

    title: str
    items: Sequence[ItemDraft] = ()


@dataclass(frozen=True, slots=True)
class CommentDraft:
    """A comment to be made, of somebody or of nobody who is here."""

    text: str
    author: User | None = None
    written_at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """All that belongs to one task."""

    checklists: Sequence[ChecklistDraft] = ()
    comments: Sequence[CommentDraft] = ()

    @property
    def assignees(self) -> list[User]:
        """Those who are given items."""
        return [item.assignee for each in self.checklists for item in each.items if item.assignee]


NOTHING = Talk()


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: the rows of each kind, as they were written, with their ids."""

    checklists: list[Row]
    items: list[Row]
    comments: list[Row]


def count(task: Task, talk: Talk) -> None:
    """Note on a task how much of all there is; the task is saved by the caller."""
    items = [item for checklist in talk.checklists for item in checklist.items]
    task.comment_count += len(talk.comments)
    task.item_count += len(items)
    task.items_done += sum(item.is_done for item in items)


def make(of_tasks: Iterable[tuple[Task, Talk]]) -> Made:
    """Write the rows of tasks that are there and had none before; a statement or two for each kind, however many.
    Raises InvalidInput for a text that doesn't fit. Caller holds the lock."""
    lists: list[Row] = []
    items: list[list[Row]] = []
    comments: list[Row] = []
    now = timezone.now()
    for task, talk in of_tasks:
        for draft, place in zip(talk.checklists, _places(len(talk.checklists)), strict=True):
            lists.append(_checklist(task, draft, place))
            items.append(_items(draft, now))
        comments += [_comment(task, draft, now) for draft in talk.comments]
    _write(Checklist, lists, created_at=now)
    for checklist, within in zip(lists, items, strict=True):
        for item in within:
            # It has its id by now.
            item["checklist_id"] = checklist["id"]
    _write(ChecklistItem, flat := list(chain.from_iterable(items)), created_at=now)
    _write(Comment, comments)
    return Made(lists, flat, comments)


def _write(model: type[Model], rows: Sequence[Row], **same: object) -> None:
    for row, key in zip(rows, loading.make_rows(model, rows, **same), strict=True):
        row["id"] = key


@lru_cache(maxsize=64)
def _places(count: int) -> tuple[str, ...]:
    return tuple(ordering.spaced(count))


def _checklist(task: Task, draft: ChecklistDraft, place: str) -> Row:
    return {
        "task_id": task.pk,
        "title": clean_line("title", draft.title, NAME_LIMIT),
        "position": place,
    }


def _items(draft: ChecklistDraft, now: datetime.datetime) -> list[Row]:
    return [
        {
            "checklist_id": None,
            "text": checked_text("text", item.text),
            "position": place,
            "done_at": now if item.is_done else None,
            "assignee_id": item.assignee.pk if item.assignee else None,
            "due_date": days.checked("due_date", item.due_date),
        }
        for item, place in zip(draft.items, _places(len(draft.items)), strict=True)
    ]


def _comment(task: Task, draft: CommentDraft, now: datetime.datetime) -> Row:
    text = clean_text("text", draft.text)
    return {
        "task_id": task.pk,
        "author_id": draft.author.pk if draft.author else None,
        "text": text,
        "search_text": searched(text),
        "created_at": draft.written_at or now,
    }
