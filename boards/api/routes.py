"""How an endpoint is declared: what it answers, and what all endpoints do before and after their own work.

A read is answered with an ETag, or 304. A change runs in one transaction, which `If-Match` and `Idempotency-Key`
are part of.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Sequence
from functools import cache, wraps
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.operation import Operation
from ninja.params.models import ParamModel
from pydantic import BaseModel, create_model

from boards import etags
from boards.api import idempotency, paging
from boards.api.errors import Problem, invalid
from boards.api.parsing import check_query
from boards.api.schemas.common import ProblemOut
from boards.queries.record_shapes import Record
from boards.services.transactions import hold

# What django-ninja wraps schemas into is made ready with the first call that needs it, as our own schemas are: at the
# start it would be some hundred of them, of which a process uses few.
for _wrapper in (ParamModel, Schema):
    _wrapper.model_config["defer_build"] = True

F = TypeVar("F", bound=Callable[..., HttpResponse])
# A schema, or None for an answer without a body.
Shape = type[BaseModel] | None
READ_PROBLEMS = (400, 401, 404, 429)
WRITE_PROBLEMS = (400, 401, 403, 404, 409, 412, 413, 415, 429)


def get(router: Router, path: str, shape: Shape, *, problems: tuple[int, ...] = READ_PROBLEMS) -> Callable[[F], F]:
    """An endpoint that reads."""
    return _declare(router, "GET", path, {200: shape, 304: None}, problems)


def get_file(router: Router, path: str, content_type: str) -> Callable[[F], F]:
    """An endpoint that reads what is no JSON."""
    file = {"schema": {"type": "string"}}
    return _declare(router, "GET", path, {200: str, 304: None}, READ_PROBLEMS, content={content_type: file})


def get_made(router: Router, path: str, content_types: Sequence[str], progress: Shape) -> Callable[[F], F]:
    """An endpoint for a file that takes time to make: 202 and how far it is, until it is there."""
    file = {"schema": {"type": "string", "format": "binary"}}
    problems = (*READ_PROBLEMS, 403, 409, 503)
    return _declare(
        router, "GET", path, {200: str, 202: progress}, problems, content=dict.fromkeys(content_types, file)
    )


def post(
    router: Router,
    path: str,
    shape: Shape,
    *,
    status: int = 200,
    has_mark: bool = True,
    first: Callable[..., None] | None = None,
) -> Callable[[F], F]:
    """An endpoint that changes something; an Idempotency-Key may come with it.

    `has_mark` is False where there is no one thing that `If-Match` could be held against, as with what is yet to be
    made. `first` is called with the same arguments before the transaction begins, unless the call has been answered
    before: what it counts stays counted.
    """
    has_mark = has_mark and status != 201
    problems = [problem for problem in (*WRITE_PROBLEMS, 422) if has_mark or problem != 412]
    return _declare(router, "POST", path, {status: shape}, tuple(problems), first)


def put(router: Router, path: str, shape: Shape) -> Callable[[F], F]:
    """An endpoint that replaces all fields."""
    return _declare(router, "PUT", path, {200: shape}, WRITE_PROBLEMS)


def patch(router: Router, path: str, shape: Shape) -> Callable[[F], F]:
    """An endpoint that changes some fields."""
    return _declare(router, "PATCH", path, {200: shape}, WRITE_PROBLEMS)


def delete(router: Router, path: str, *, has_mark: bool = True) -> Callable[[F], F]:
    """An endpoint that removes. `has_mark` as for `post`: who watches a task, say, has no version."""
    problems = [problem for problem in (400, 401, 403, 404, 409, 412, 429) if has_mark or problem != 412]
    return _declare(router, "DELETE", path, {204: None}, tuple(problems))


def _declare(
    router: Router,
    method: str,
    path: str,
    answers: dict[int, Any],
    problems: tuple[int, ...],
    first: Callable[..., None] | None = None,
    content: dict[str, object] | None = None,
) -> Callable[[F], F]:
    def decorate(view: F) -> F:
        known: list[frozenset[str]] = []

        @wraps(view)
        def run(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not known:
                known.append(_parameters(run))
            check_query(request, known[0])
            if method == "GET":
                return view(request, *args, **kwargs)
            if 412 not in problems:
                _refuse_condition(request)
            if first is not None:
                if (found := idempotency.answered_before(request)) is not None:
                    return found
                first(request, *args, **kwargs)
            with transaction.atomic():
                return idempotency.answered_once(request, lambda: view(request, *args, **kwargs))

        # django-ninja would look the names of the annotations up in this module.
        run.__signature__ = inspect.signature(view, eval_str=True)  # type: ignore[attr-defined]
        router.add_api_operation(
            path,
            [method],
            run,
            # What they are wrapped into is put in below.
            response=dict.fromkeys(answers),
            operation_id=view.__name__,
            summary=view.__name__.replace("_", " ").capitalize(),
            # What is made anew at each call has none.
            openapi_extra={"x-mark": 202 not in answers, "x-content": content},
        )
        told = answers | dict.fromkeys(problems, ProblemOut)
        operation: Operation = run._ninja_operation  # type: ignore[attr-defined]
        operation.response_models.update({status: _answer(shape) for status, shape in told.items()})
        return run  # type: ignore[return-value]

    return decorate


@cache
def _answer(shape: Any) -> type[Schema] | None:
    """What django-ninja wraps the schema of an answer into: one for all endpoints that answer with it.

    By itself it makes one for each status of each endpoint: four hundred for problems alone, which took a quarter of
    the start.
    """
    return None if shape is None else create_model("Answer", __base__=Schema, response=shape)


def _parameters(run: Any) -> frozenset[str]:
    """The names of the query parameters that an endpoint takes."""
    models = [model for model in run._ninja_operation.models if model.__ninja_param_source__ == "query"]
    return frozenset(name for model in models for name in model.__ninja_flatten_map__)


# --- Answers ----------------------------------------------------------------------------------------------------------


def dump(body: object) -> bytes:
    """JSON in UTF-8."""
    return json.dumps(body, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":")).encode()


def record(
    request: HttpRequest, body: Record, *, status: int = 200, location: str = "", more: Record | None = None
) -> HttpResponse:
    """One thing, with its mark; 304 for a reader who has it. `more` tells of the change and is no part of the thing."""
    content = dump({**body, **(more or {})})
    etag = mark_of(body)
    if found := etags.not_modified(request, etag):
        return found
    response = HttpResponse(content, status=status, content_type="application/json")
    if location:
        response["Location"] = request.build_absolute_uri(location)
    return etags.mark(response, etag)


def mark_of(body: Record) -> str:
    """The ETag of one thing, over all that is shown of it."""
    version = body.get("version")
    return etags.of_bytes(dump(body), version if isinstance(version, int) else None)


def page(request: HttpRequest, body: paging.Page, etag: str = "") -> HttpResponse:
    """A part of a list, with its mark and links."""
    return listing(request, dump(body), paging.link_header(body), etag)


def listing(request: HttpRequest, content: bytes, links: str, etag: str = "") -> HttpResponse:
    """The same out of bytes."""
    etag = etag or etags.of_bytes(content)
    if found := etags.not_modified(request, etag):
        return found
    response = HttpResponse(content, content_type="application/json")
    if links:
        response["Link"] = links
    return etags.mark(response, etag)


def items(request: HttpRequest, found: Sequence[Record], etag: str = "") -> HttpResponse:
    """A whole list."""
    return listing(request, dump({"items": found}), "", etag)


def gone() -> HttpResponse:
    """What was removed."""
    return HttpResponse(status=204)


def require_match(request: HttpRequest, project_id: int, read: Callable[[], Record]) -> None:
    """Hold `If-Match` against the present state under the project's lock, which stays until the end of the call.

    Problem 412, with the present state, unless it names the mark of that."""
    require_match_under(request, lambda: hold(project_id=project_id), read)


def require_match_under(request: HttpRequest, lock: Callable[[], object], read: Callable[[], Record]) -> None:
    """The same for what is no part of a project: `lock` keeps it from changing until the end of the call."""
    if not etags.is_asked(request):
        return
    lock()
    current = read()
    etag = mark_of(current)
    if not etags.is_met(request, etag):
        sentence = _("This has changed since you read it.")
        raise Problem(412, sentence, kind="precondition-failed", headers={"ETag": etag}, more={"current": current})


def _refuse_condition(request: HttpRequest) -> None:
    """Problem 400 for `If-Match` at an address that has no mark: to pass it over would promise what nobody holds."""
    if etags.is_asked(request):
        raise invalid(("If-Match", _("There is no mark here to be held against. Leave this header out.")))
