"""Comments on tasks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from boards import access
from boards.api import paging, routes
from boards.api.auth import person
from boards.api.schemas.comments import CommentIn, CommentOut, CommentPage, CommentPatch, CommentQuery
from boards.api.schemas.common import PathId
from boards.exceptions import NotFound
from boards.models import Comment, Emoji
from boards.policy import Action
from boards.queries import comment_records as records
from boards.services import comments

router = Router(tags=["Comments"])
NEWEST_FIRST = paging.Order("-id", ["pk"])


@routes.get(router, "tasks/{number:task_id}/comments/", CommentPage)
def list_comments(request: HttpRequest, task_id: PathId, query: Query[CommentQuery]) -> HttpResponse:
    """What was said about a task, the newest first."""
    task, _rights = access.get_task(person(request), task_id, Action.VIEW)
    return routes.page(request, paging.part(request, records.of_task(task), query, NEWEST_FIRST, records.comments))


@routes.post(router, "tasks/{number:task_id}/comments/", CommentOut, status=201)
def create_comment(request: HttpRequest, task_id: PathId, body: CommentIn) -> HttpResponse:
    """Say something about a task, completed ones included."""
    task, _rights = access.get_task(person(request), task_id, Action.COMMENT)
    comment = comments.add(task=task, text=body.text, actor=person(request))
    location = f"/api/v1/comments/{comment.pk}"
    return routes.record(request, records.one(comment.pk), status=201, location=location)


@routes.get(router, "comments/{number:comment_id}", CommentOut)
def read_comment(request: HttpRequest, comment_id: PathId) -> HttpResponse:
    """One comment."""
    access.get_comment(person(request), comment_id, Action.VIEW)
    return routes.record(request, records.one(comment_id))


@routes.patch(router, "comments/{number:comment_id}", CommentOut)
def update_comment(request: HttpRequest, comment_id: PathId, body: CommentPatch) -> HttpResponse:
    """Write another text of a comment of one's own."""
    comment, _rights = access.get_comment_to_edit(person(request), comment_id)
    _require_match(request, comment)
    comments.update(comment=comment, text=body.text, seen_version=body.version, actor=person(request))
    return routes.record(request, records.one(comment_id))


@routes.delete(router, "comments/{number:comment_id}")
def delete_comment(request: HttpRequest, comment_id: PathId) -> HttpResponse:
    """Delete a comment of one's own, or any as an admin. It can be brought back on the pages for 30 days."""
    comment, _rights = access.get_comment_to_delete(person(request), comment_id)
    _require_match(request, comment)
    comments.delete(comment=comment, actor=person(request))
    return routes.gone()


@routes.put(router, "comments/{number:comment_id}/reactions/{emoji}", CommentOut)
def add_reaction(request: HttpRequest, comment_id: PathId, emoji: str) -> HttpResponse:
    """Nod to a comment by one of the signs."""
    return _react(request, comment_id, emoji, on=True)


@routes.delete(router, "comments/{number:comment_id}/reactions/{emoji}")
def remove_reaction(request: HttpRequest, comment_id: PathId, emoji: str) -> HttpResponse:
    """Take one's own sign back."""
    _react(request, comment_id, emoji, on=False)
    return routes.gone()


def _react(request: HttpRequest, comment_id: int, emoji: str, *, on: bool) -> HttpResponse:
    comment, _rights = access.get_comment(person(request), comment_id, Action.COMMENT)
    if emoji not in Emoji.values:
        raise NotFound
    _require_match(request, comment)
    comments.react(comment=comment, emoji=emoji, on=on, actor=person(request))
    return routes.record(request, records.one(comment_id))


def _require_match(request: HttpRequest, comment: Comment) -> None:
    routes.require_match(request, comment.task.project_id, lambda: records.one(comment.pk))
