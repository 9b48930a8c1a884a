"""What belongs to tasks that are made in bulk: checklists, their items, and comments; one statement for each kind."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone

from boards.models import Checklist, ChecklistItem, Comment, Task, User
from boards.rules import days, ordering
from boards.rules.checklists import checked_text
from boards.rules.text import NAME_LIMIT, clean_line, clean_text
from boardsite.database import loading


@dataclass(frozen=True)
class ItemDraft:
    """An item to be made. The assignee has been checked."""

    text: str
    is_done: bool = False
    assignee: User | None = None
    due_date: datetime.date | None = None


@dataclass(frozen=True)
class ChecklistDraft:
    """A checklist to be made."""

    title: str
    items: Sequence[ItemDraft] = ()


@dataclass(frozen=True)
class CommentDraft:
    """A comment to be made, of somebody or of nobody who is here."""

    text: str
    author: User | None = None
    written_at: datetime.datetime | None = None


@dataclass(frozen=True)
class Talk:
    """All that belongs to one task."""

    checklists: Sequence[ChecklistDraft] = ()
    comments: Sequence[CommentDraft] = ()

    @property
    def assignees(self) -> list[User]:
        """Those who are given items."""
        return [item.assignee for each in self.checklists for item in each.items if item.assignee]


NOTHING = Talk()


@dataclass(frozen=True)
class Made:
    """What was made: the rows of each kind."""

    checklists: list[Checklist]
    items: list[ChecklistItem]
    comments: list[Comment]


def count(task: Task, talk: Talk) -> None:
    """Note on a task how much of all there is; the task is saved by the caller."""
    items = [item for checklist in talk.checklists for item in checklist.items]
    task.comment_count += len(talk.comments)
    task.item_count += len(items)
    task.items_done += sum(item.is_done for item in items)


def make(of_tasks: Iterable[tuple[Task, Talk]]) -> Made:
    """Write the rows of tasks that are there and had none before; three statements for each 500. Raises InvalidInput
    for a text that doesn't fit. Caller holds the lock."""
    lists: list[Checklist] = []
    items: list[ChecklistItem] = []
    comments: list[Comment] = []
    now = timezone.now()
    for task, talk in of_tasks:
        if talk.checklists:
            for draft, place in zip(talk.checklists, ordering.spaced(len(talk.checklists)), strict=True):
                checklist = _checklist(task, draft, place)
                lists.append(checklist)
                items += _items(checklist, draft, now)
        comments += [_comment(task, draft, now) for draft in talk.comments]
    loading.make_all(lists)
    for item in items:
        # It has its id by now.
        item.checklist_id = item.checklist.pk
    loading.make_all(items)
    loading.make_all(comments)
    return Made(lists, items, comments)


def _checklist(task: Task, draft: ChecklistDraft, place: str) -> Checklist:
    return Checklist(task=task, title=clean_line("title", draft.title, NAME_LIMIT), position=place)


def _items(checklist: Checklist, draft: ChecklistDraft, now: datetime.datetime) -> Iterator[ChecklistItem]:
    for item, place in zip(draft.items, ordering.spaced(len(draft.items)), strict=True):
        yield ChecklistItem(
            checklist=checklist,
            text=checked_text("text", item.text),
            position=place,
            done_at=now if item.is_done else None,
            assignee=item.assignee,
            due_date=days.checked("due_date", item.due_date),
        )


def _comment(task: Task, draft: CommentDraft, now: datetime.datetime) -> Comment:
    written = draft.written_at or now
    comment = Comment(task=task, author=draft.author, text=clean_text("text", draft.text), created_at=written)
    comment.fill_search_text()
    return comment
