"""Where on a task it was said what somebody searches for."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Max

from boards.models import Comment
from boards.rules import mentions
from boards.rules.text import fold

# Letters of a comment that are shown before and after what was searched for.
AROUND = 60


class Said(NamedTuple):
    """A comment in which a text stands, cut to what is around that; `found` is empty where it is spelled otherwise."""

    url: str
    before: str
    found: str
    after: str


def of(tasks: Collection[int], searched: str) -> dict[int, Said]:
    """For each of these tasks on which that was said, the newest comment that says it; two queries, none without a
    text."""
    if not searched or not tasks:
        return {}
    saying = Comment.objects.filter(task__in=tasks, deleted_at=None, search_text__contains=fold(searched))
    newest = saying.order_by().values("task").annotate(newest=Max("pk")).values_list("newest", flat=True)
    rows = Comment.objects.in_bulk(list(newest)) if newest else {}
    return {row.task_id: _cut(row, searched) for row in rows.values()}


def _cut(comment: Comment, searched: str) -> Said:
    text = " ".join(mentions.plain(comment.text).split())
    match = re.search(re.escape(" ".join(searched.split())), text, re.IGNORECASE)
    start, end = match.span() if match else (0, 0)
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return Said(
        url=comment.get_absolute_url(),
        before=f"…{before}" if start > AROUND else before,
        found=text[start:end],
        after=f"{after}…" if len(text) > end + AROUND else after,
    )
