"""Talk and history as one stream: between the comments of a window stands what was changed meanwhile.

Whether a person reads it so is their choice (`User.has_one_stream`). What was done to comments is not told again: they
are there themselves.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from django.db.models import Q

from boards.models import Comment, Kind, Task, User
from boards.policy import Rights
from boards.queries import history
from boards.queries.comments import CommentView, Talk
from boards.queries.history import Entry
from boards.queries.history_kinds import GROUPS

# Changes that stand in one window; of more, the newest.
MOST = 50
_TOLD = ~Q(kind__in=sorted(GROUPS["comments"].kinds)) & ~Q(kind=Kind.UNDONE, changes__has_key="comment")


def joined(talk: Talk, task: Task, reader: User, rights: Rights) -> Talk:
    """The window with the changes made from its first comment (from the task's beginning, if that is shown) until the
    next window; seven queries at most."""
    chosen = _TOLD
    if talk.before is not None:
        chosen &= Q(created_at__gte=talk.comments[0].comment.created_at)
    if (end := _end(talk, task)) is not None:
        chosen &= Q(created_at__lt=end)
    page = history.page_of_task(task, reader=reader, role=rights.role, limit=MOST, chosen=chosen)
    changes = [entry for day in page.days for entry in day.entries][::-1]
    return _between(talk, changes, is_more=page.before is not None)


def _end(talk: Talk, task: Task) -> datetime.datetime | None:
    """When the comment after the window was made; None for the newest window."""
    if not talk.is_cut or not talk.comments:
        return None
    later = Comment.objects.filter(task=task, deleted_at=None, pk__gt=talk.comments[-1].comment.pk)
    return later.order_by("pk").values_list("created_at", flat=True).first()


def _between(talk: Talk, changes: Sequence[Entry], *, is_more: bool) -> Talk:
    """Each change above the first comment that is newer, the rest below the last one."""
    left, shown = list(changes), []
    for each in talk.comments:
        above = [entry for entry in left if entry.at < each.comment.created_at]
        left = left[len(above) :]
        shown.append(_under(each, above))
    return replace(talk, comments=shown, changes=left, is_joined=True, has_more_changes=is_more)


def _under(each: CommentView, above: Sequence[Entry]) -> CommentView:
    return replace(each, above=above)
