"""Reads bodies and queries strictly: what can't be understood is refused, never guessed."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.parser import Parser

from boards.api.errors import Problem, invalid
from boards.exceptions import InvalidInput
from boards.rules.text import check_storable

MOST_BYTES = 1_048_576
DEEPEST = 20


class StrictParser(Parser):
    """JSON as RFC 8259 has it, with what `check` has left on the request."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body, as read by `check_body`."""
        return request.api_body  # type: ignore[attr-defined]


def too_large() -> Problem:
    """413."""
    return Problem(413, _("Send at most %(bytes)s bytes.") % {"bytes": MOST_BYTES})


def check_body(request: HttpRequest) -> None:
    """Read the body into `request.api_body`; Problem if it is no JSON that can be stored."""
    if request.method in ("GET", "HEAD", "DELETE") or not request.body:
        return
    if len(request.body) > MOST_BYTES:
        raise too_large()
    if request.content_type != "application/json":
        raise Problem(415, _("Send JSON, with the header Content-Type: application/json."))
    try:
        body = json.loads(request.body.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_object)
    except (ValueError, RecursionError) as error:
        raise Problem(400, _("The body is not valid JSON."), kind="invalid-json") from error
    _check_texts(body, "body", 0)
    request.api_body = body  # type: ignore[attr-defined]


def check_query(request: HttpRequest, known: frozenset[str]) -> None:
    """Every parameter is known, storable and not empty; Problem 400 names the others."""
    errors = []
    for name, values in request.GET.lists():
        if name not in known:
            errors.append((_storable_name(name), _("This parameter is not known here.")))
        elif not all(values):
            errors.append((name, _("Give the parameter a value, or leave it out.")))
    if errors:
        raise invalid(*errors)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name twice")
    return found


def _check_texts(value: Any, path: str, depth: int) -> None:
    if depth > DEEPEST:
        raise Problem(400, _("The body is nested too deeply."), kind="invalid-json")
    if isinstance(value, str):
        _check_storable(path, value)
    elif isinstance(value, dict):
        for name, one in value.items():
            inner = _storable_name(name) if depth == 0 else f"{path}.{_storable_name(name)}"
            _check_storable(inner, name)
            _check_texts(one, inner, depth + 1)
    elif isinstance(value, list):
        for index, one in enumerate(value):
            _check_texts(one, f"{path}.{index}", depth + 1)


def _check_storable(path: str, text: str) -> None:
    try:
        check_storable(path, text)
    except InvalidInput as error:
        raise invalid((error.field, error.sentence)) from error


def _storable_name(name: str) -> str:
    """The name as an answer can carry it, and not longer than is of use."""
    return name.encode("utf-8", "replace").decode().replace("\x00", "?")[:100]
