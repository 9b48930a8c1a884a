"""Reads bodies and queries strictly: what can't be understood is refused, never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.parser import Parser

from boards.api.errors import Problem, invalid
from boards.exceptions import InvalidInput
from boards.rules import strict_json
from boards.rules.text import check_storable
from boardsite.server import uploads

MOST_BYTES = 1_048_576
DEEPEST = 20


class StrictParser(Parser):
    """JSON as RFC 8259 has it, with what `check` has left on the request."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body, as read by `check_body`."""
        return request.api_body  # type: ignore[attr-defined]


def too_large() -> Problem:
    """The answer to a body of more than `MOST_BYTES`: 413."""
    return Problem(413, _("Send at most %(bytes)s bytes.") % {"bytes": MOST_BYTES})


def brings_file(request: HttpRequest) -> bool:
    """Whether it is a form with a file, at an address that takes one: those may be large, and are never in memory."""
    takes_files = request.method == "POST" and uploads.ADDRESSES.fullmatch(request.path_info) is not None
    if takes_files and request.content_type != "multipart/form-data":
        raise Problem(415, _("Send the file as multipart/form-data, in the field “file”."))
    return takes_files


def check_body(request: HttpRequest) -> None:
    """Read the body into `request.api_body`; Problem if it is no JSON that can be stored."""
    if brings_file(request):
        return
    if request.method in ("GET", "HEAD", "DELETE") or not request.body:
        return
    if len(request.body) > MOST_BYTES:
        raise too_large()
    if request.content_type != "application/json":
        raise Problem(415, _("Send JSON, with the header Content-Type: application/json."))
    request.api_body = _read(request.body)  # type: ignore[attr-defined]


def _read(body: bytes) -> strict_json.Json:
    try:
        return strict_json.read(body, _RULES)
    except strict_json.TooDeep as error:
        raise Problem(400, _("The body is nested too deeply."), kind="invalid-json") from error
    except strict_json.NotJson as error:
        raise Problem(400, _("The body is not valid JSON."), kind="invalid-json") from error


def check_query(request: HttpRequest, known: frozenset[str]) -> None:
    """Every parameter is known, storable and not empty; Problem 400 names the others."""
    errors = []
    for name, values in request.GET.lists():
        if name not in known:
            errors.append((_storable_name(name), _("This parameter is not known here.")))
        elif not all(values):
            errors.append((name, _("Give the parameter a value, or leave it out.")))
        elif unstorable := _unstorable(name, values):
            errors.append((name, unstorable))
    if errors:
        raise invalid(*errors)


def _unstorable(name: str, values: Iterable[str]) -> str:
    """What is wrong with a value that no database can be asked for; nothing where all can."""
    try:
        for value in values:
            check_storable(name, value)
    except InvalidInput as error:
        return error.sentence
    return ""


def _check_storable(path: strict_json.Path, text: str) -> None:
    try:
        check_storable(_place(path), text)
    except InvalidInput as error:
        raise invalid((error.field, error.sentence)) from error


def _place(path: strict_json.Path) -> str:
    """As errors name it: the fields of the body by their names, what else it may be below `body`."""
    steps = [_storable_name(str(step)) for step in path]
    return ".".join(steps if path and isinstance(path[0], str) else ["body", *steps])


def _storable_name(name: str) -> str:
    """The name as an answer can carry it, and not longer than is of use."""
    return name.encode("utf-8", "replace").decode().replace("\x00", "?")[:100]


_RULES = strict_json.Rules(deepest=DEEPEST, check=_check_storable)
