"""What goes wrong, as problem details (RFC 9457). The only place where exceptions become JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from boards.exceptions import (
    EditConflict,
    InvalidInput,
    NotAllowed,
    ProjectArchived,
    RuleBroken,
    TaskArchived,
    TaskLocked,
)

CONTENT_TYPE = "application/problem+json"
# What a program can tell refusals apart by, beside the status.
TYPES: dict[type[Exception], str] = {
    TaskLocked: "task-locked",
    TaskArchived: "task-archived",
    ProjectArchived: "project-archived",
    EditConflict: "edit-conflict",
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
        more: Mapping[str, Any] | None = None,
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
    body: dict[str, Any] = {
        "type": f"urn:boardsite:{problem.kind}" if problem.kind else "about:blank",
        "title": phrase,
        "status": problem.status,
        "detail": problem.detail or phrase,
        "errors": [{"field": field, "sentence": sentence} for field, sentence in problem.errors],
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
    if isinstance(exception, RuleBroken):
        return Problem(409, exception.sentence, kind=TYPES.get(type(exception), TYPES[RuleBroken]))
    if isinstance(exception, NotAllowed):
        return Problem(403, exception.sentence)
    if isinstance(exception, PermissionDenied):
        return Problem(403)
    if isinstance(exception, Http404):
        return Problem(404, _("There is nothing here, or nothing you may see."))
    if isinstance(exception, AuthenticationError):
        return unauthenticated()
    if isinstance(exception, ValidationError):
        return invalid(*(_field_error(error) for error in exception.errors))
    if isinstance(exception, HttpError):
        return Problem(exception.status_code, exception.message)
    raise exception


def unauthenticated() -> Problem:
    """401, with the ways there are."""
    return Problem(401, _("Sign in, or send an API key."), headers={"WWW-Authenticate": 'Bearer realm="Boardsite"'})


def _field_error(error: Mapping[str, Any]) -> tuple[str, str]:
    """A finding of pydantic as (field, sentence); the first step of its place only says body, query or path."""
    steps = [str(step) for step in error["loc"][1:]]
    return ".".join(steps) or "body", str(error["msg"])


def register(api: NinjaAPI) -> None:
    """Make the API answer all of these as problems."""

    def handle(request: HttpRequest, exception: Exception) -> HttpResponse:
        return answer(of(exception))

    kinds = (Problem, InvalidInput, RuleBroken, PermissionDenied, Http404, HttpError, ValidationError)
    for kind in (*kinds, AuthenticationError):
        api.add_exception_handler(kind, handle)
