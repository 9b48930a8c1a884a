"""What the API gives of comments."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Prefetch, QuerySet

from boards.models import Comment, Reaction, Task
from boards.queries.record_shapes import CommentRecord, PersonRecord, ReactionRecord
from boards.queries.records import moment, person


def of_task(task: Task) -> QuerySet[Comment]:
    """The comments on a task, with what `comments` shows."""
    return _rows().filter(task=task)


def one(pk: int) -> CommentRecord:
    """One comment; two queries."""
    return comments([_rows().get(pk=pk)])[0]


def many(pks: Collection[int]) -> list[CommentRecord]:
    """Comments by their ids, without those that are deleted; three queries."""
    return comments(list(_rows().filter(pk__in=pks)))


def comments(rows: Sequence[Comment]) -> list[CommentRecord]:
    """Comments that were loaded by `of_task`."""
    return [
        {
            "id": row.pk,
            "task_id": row.task_id,
            "author": person(row.author) if row.author else None,
            "text": row.text,
            "reactions": _reactions(row),
            "version": row.version,
            "created_at": moment(row.created_at),
            "edited_at": moment(row.edited_at) if row.edited_at else None,
        }
        for row in rows
    ]


def _reactions(row: Comment) -> list[ReactionRecord]:
    found: dict[str, list[PersonRecord]] = {}
    for reaction in row.reactions.all():
        found.setdefault(reaction.emoji, []).append(person(reaction.user))
    return [{"emoji": emoji, "people": people} for emoji, people in sorted(found.items())]


def _rows() -> QuerySet[Comment]:
    reactions = Prefetch("reactions", Reaction.objects.select_related("user").order_by("pk"))
    return (
        Comment.objects.filter(deleted_at=None)
        .select_related("author")
        .defer("search_text")
        .prefetch_related(reactions)
    )
