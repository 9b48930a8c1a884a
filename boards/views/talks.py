"""Which part of the talk about a task a request is shown: the newest, or what a link leads to, or what it had."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from django.http import HttpRequest
from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput
from boards.models import Task
from boards.policy import Rights
from boards.queries import comments, stream
from boards.queries.comments import Talk
from boards.views.answers import person

_ID = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)


def shown(request: HttpRequest, task: Task, rights: Rights, texts: Iterable[str] = ()) -> Talk:
    """`?comment=7` holds that comment, `?before=7` what was said before it; a page that has earlier windows open keeps
    them (`X-Talk`). With the history in it, for who reads both as one. `texts` are more of the page in which tasks
    may be named."""
    return as_chosen(request, _window(request, task, rights, texts), task, rights)


def as_chosen(request: HttpRequest, talk: Talk, task: Task, rights: Rights) -> Talk:
    """The talk alone, or with the history, as the reader has chosen."""
    user = person(request)
    return stream.joined(talk, task, user, rights) if user.has_one_stream else talk


def _window(request: HttpRequest, task: Task, rights: Rights, texts: Iterable[str]) -> Talk:
    user, texts = person(request), [task.description, *texts]
    if pk := place_in(request, "comment"):
        return comments.around(task, user, rights, pk, texts=texts)
    if pk := place_in(request, "before"):
        return comments.before(task, user, rights, pk, texts=texts)
    first = request.headers.get("X-Talk", "")
    if _ID.fullmatch(first) and request.headers.get("X-Task") == str(task.pk):
        return comments.since(task, user, rights, int(first), texts=texts)
    return comments.newest(task, user, rights, texts=texts)


def with_text(talk: Talk, text: str, error: str = "") -> Talk:
    """The same with what stands in the field for a new comment, and what is wrong with it."""
    return replace(talk, text=text, error=error)


def place_in(request: HttpRequest, name: str) -> int | None:
    """The comment that a part of the address names."""
    named = request.GET.get(name, "")
    if named and not _ID.fullmatch(named):
        raise InvalidInput(name, _("This is not a place in the comments. Start again from the newest."))
    return int(named) if named else None
