"""What goes wrong, as problem details (RFC 9457). The only place where exceptions become JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from boards.api.auth import caller
from boards.exceptions import (
    BadMove,
    EditConflict,
    InvalidInput,
    NotAllowed,
    Noun,
    ProjectArchived,
    RuleBroken,
    TaskArchived,
    TaskBlocked,
    TaskLocked,
    store_away,
)
from boards.models import User
from boards.queries import checklist_records, comment_records, records, web_link_records
from boards.queries.record_shapes import Record
from boards.services.task_changes import ChangeRefused
from boardsite.attachments import StoreAway
from boardsite.observing.logs import request_id

CONTENT_TYPE = "application/problem+json"
# What a program can tell refusals apart by, beside the status.
TYPES: dict[type[Exception], str] = {
    TaskLocked: "task-locked",
    TaskArchived: "task-archived",
    TaskBlocked: "task-blocked",
    ProjectArchived: "project-archived",
    EditConflict: "edit-conflict",
    BadMove: "moved-meanwhile",
    RuleBroken: "rule-broken",
}


class Problem(Exception):
    """An answer other than success. `errors` are (field, sentence), `more` further members of the body."""

    def __init__(
        self,
        status: int,
        detail: str = "",
        *,
        kind: str = "",
        errors: Iterable[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, object] | None = None,
    ) -> None:
        self.status, self.detail, self.kind, self.errors = status, detail, kind, list(errors)
        self.headers, self.more = dict(headers or {}), dict(more or {})
        super().__init__(detail)


def invalid(*errors: tuple[str, str]) -> Problem:
    """400: each (field, sentence) that is wrong."""
    return Problem(400, _("Some values are not valid."), kind="invalid-input", errors=errors)


def answer(problem: Problem) -> HttpResponse:
    """The problem as a response."""
    phrase = HTTPStatus(problem.status).phrase
    body: dict[str, object] = {
        "type": f"urn:boardsite:{problem.kind}" if problem.kind else "about:blank",
        "title": phrase,
        "status": problem.status,
        "detail": problem.detail or phrase,
        "errors": [{"field": field, "sentence": sentence} for field, sentence in problem.errors],
        "request_id": request_id.get(),
        **problem.more,
    }
    content = json.dumps(body, cls=DjangoJSONEncoder)
    return HttpResponse(content, status=problem.status, content_type=CONTENT_TYPE, headers=problem.headers)


def of(exception: Exception) -> Problem:
    """The problem that an exception of the domain, of Django or of django-ninja stands for."""
    if isinstance(exception, Problem):
        return exception
    if isinstance(exception, InvalidInput):
        return invalid((exception.field, exception.sentence))
    if isinstance(exception, ChangeRefused):
        return _one_of_many(exception)
    if isinstance(exception, TaskBlocked):
        waited_for = [{"id": one.pk, "number": one.number, "title": one.title} for one in exception.blockers]
        return Problem(409, exception.sentence, kind=TYPES[TaskBlocked], more={"blocked_by": waited_for})
    if isinstance(exception, RuleBroken):
        return Problem(409, exception.sentence, kind=TYPES.get(type(exception), TYPES[RuleBroken]))
    if isinstance(exception, NotAllowed):
        return Problem(403, exception.sentence)
    if isinstance(exception, PermissionDenied):
        return Problem(403)
    if isinstance(exception, Http404):
        return Problem(404, _("There is nothing here, or nothing you may see."))
    if isinstance(exception, StoreAway):
        return Problem(503, store_away(), headers={"Retry-After": str(StoreAway.retry_after)})
    if isinstance(exception, AuthenticationError):
        return unauthenticated()
    if isinstance(exception, ValidationError):
        return invalid(*(_field_error(error) for error in exception.errors))
    if isinstance(exception, HttpError):
        return Problem(exception.status_code, exception.message)
    raise exception


def _one_of_many(refused: ChangeRefused) -> Problem:
    """The problem of the change that was refused, its fields named by their place in the body."""
    problem, place = of(refused.cause), f"changes.{refused.index}"
    fields = [(f"{place}.{field}", sentence) for field, sentence in problem.errors]
    problem.errors = fields or [(place, problem.detail)]
    return problem


# How a row that somebody else has changed is shown, by what it is.
_CURRENT: dict[Noun, Callable[[User, int], Record]] = {
    Noun.TASK: lambda user, pk: records.task_of(pk, user),
    Noun.PROJECT: records.project_of,
    Noun.COMMENT: lambda _user, pk: comment_records.one(pk),
    Noun.CHECKLIST: lambda _user, pk: checklist_records.one(pk),
    Noun.ITEM: lambda _user, pk: checklist_records.item(pk),
    Noun.WEB_LINK: lambda _user, pk: web_link_records.one(pk),
}


def with_current(request: HttpRequest, exception: Exception) -> Problem:
    """The problem; a conflict tells what the fields were, what they are, and shows the row as it is now."""
    problem = of(exception)
    cause = exception.cause if isinstance(exception, ChangeRefused) else exception
    if isinstance(cause, EditConflict):
        problem.more["current"] = _CURRENT[cause.noun](caller(request).user, cause.current.pk)
        sentence = _("Somebody else changed this since the version you have seen.")
        start = f"changes.{exception.index}." if isinstance(exception, ChangeRefused) else ""
        problem.errors = [(f"{start}{field}", sentence) for field in cause.conflicts]
    return problem


def unauthenticated() -> Problem:
    """401, with the ways there are."""
    return Problem(401, _("Sign in, or send an API key."), headers={"WWW-Authenticate": 'Bearer realm="Boardsite"'})


def _field_error(error: Mapping[str, Any]) -> tuple[str, str]:
    """A finding of pydantic as (field, sentence); the first step of its place only says body, query or path."""
    source, *steps = [str(step) for step in error["loc"]]
    # The name of the argument that holds the body, or that groups the parameters.
    if source == "body" or (source == "query" and len(steps) > 1 and steps[0] == "query"):
        steps = steps[1:]
    return ".".join(steps) or "body", _sentence(error)


def _sentence(error: Mapping[str, object]) -> str:
    """What is wrong, in words; those of pydantic where ours say no more."""
    if error["type"] == "extra_forbidden":
        return _("This field is not known here.")
    if error["type"] == "missing":
        return _("This field is needed.")
    return str(error["msg"]).removeprefix("Value error, ")


def register(api: NinjaAPI) -> None:
    """Make the API answer all of these as problems."""

    def handle(request: HttpRequest, exception: Exception | type[Exception]) -> HttpResponse:
        # The types of django-ninja allow for a class; what comes is an exception.
        return answer(with_current(request, exception if isinstance(exception, Exception) else exception()))

    kinds = (Problem, InvalidInput, RuleBroken, ChangeRefused, PermissionDenied, Http404, HttpError, ValidationError)
    for kind in (*kinds, AuthenticationError, StoreAway):
        api.add_exception_handler(kind, handle)
