"""JSON as providers should send it: an object, without what readers of JSON disagree about."""

from __future__ import annotations

import json
from typing import Any

from boards.accounts.oidc.refusals import Refused

DEPTH = 20


def parse_object(body: bytes, what: str) -> dict[str, Any]:
    """The object, or Refused: doubled keys, NaN, NUL, lone surrogates and deep nesting are no JSON here."""
    try:
        value = json.loads(body.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Refused(f"{what} is not JSON ({type(error).__name__})") from error
    if not isinstance(value, dict):
        raise Refused(f"{what} is no JSON object but {type(value).__name__}")
    _check(value, what, DEPTH)
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("doubled key")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _check(value: Any, what: str, depth: int) -> None:
    """No text that PostgreSQL or UTF-8 can't hold, and no nesting without end."""
    if depth == 0:
        raise Refused(f"{what} is nested too deeply")
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
            raise Refused(f"{what} holds text with a NUL or half of a character pair")
    elif isinstance(value, dict):
        for key, each in value.items():
            _check(key, what, depth - 1)
            _check(each, what, depth - 1)
    elif isinstance(value, list):
        for each in value:
            _check(each, what, depth - 1)
