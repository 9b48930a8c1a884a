"""JSON that somebody else wrote, read one way for all who read it: bodies of the API, providers, files to import.

What readers of JSON disagree about is decided here (RFC 8259, and I-JSON of RFC 7493 where that is stricter). How
strict a reading is, its `Rules` say; what is wrong is told by the kind of NotJson, for the caller to put into words.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | None"
JsonObject: TypeAlias = dict[str, Json]
# The way from the whole to a value in it: names, and places in lists from 0 on.
Path: TypeAlias = tuple[str | int, ...]


class NotJson(ValueError):
    """What was read is no JSON. `line` and `column`, from 1 on, say where it can't be read; None where nobody knows."""

    def __init__(self, line: int | None = None, column: int | None = None) -> None:
        self.line, self.column = line, column
        super().__init__("no JSON")


class NotText(NotJson):
    """The bytes are no text in `encoding`: the one at `place`, from 0 on, can't be read."""

    def __init__(self, encoding: str, place: int) -> None:
        self.encoding, self.place = encoding, place
        super().__init__()


class TooLarge(NotJson):
    """There are more bytes than the rules allow."""


class TooDeep(NotJson):
    """It is nested more deeply than the rules, or the machine, allow."""


@dataclass(frozen=True)
class Rules:
    """How strict a reading is. The defaults refuse whatever two readers could understand in two ways.

    `most_bytes` and `deepest` are limits, None for none; the whole is at depth 0. `check` is called with the way to
    each text, names included, and the text; whatever it raises ends the reading. `any_encoding` lets UTF-16 and UTF-32
    in, and byte order marks, as the standard library tells them apart. `doubled_names` takes the last of several
    values of a name, `constants` reads NaN and Infinity as null; both are refused otherwise. Whole numbers of more than
    `most_digits` are read as floating point, which takes no time and has no limit; None leaves it to Python, which
    refuses those of more than 4300.
    """

    most_bytes: int | None = None
    deepest: int | None = None
    check: Callable[[Path, str], object] | None = None
    any_encoding: bool = False
    doubled_names: bool = False
    constants: bool = False
    most_digits: int | None = None


def read(content: bytes, rules: Rules) -> Json:
    """The value. Raises NotJson, and what the rules' own check raises."""
    value = parse(text_of(content, rules), rules)
    if rules.deepest is not None or rules.check is not None:
        _look_through(value, rules)
    return value


def _look_through(value: Json, rules: Rules) -> None:
    try:
        for path, text in texts(value, rules.deepest):
            if rules.check is not None:
                rules.check(path, text)
    except RecursionError as error:
        raise TooDeep from error


def text_of(content: bytes, rules: Rules) -> str:
    """The bytes as text, which may be anything yet. Raises TooLarge and NotText."""
    if rules.most_bytes is not None and len(content) > rules.most_bytes:
        raise TooLarge
    encoding = json.detect_encoding(content) if rules.any_encoding else "utf-8"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotText(codecs.lookup(encoding).name.upper().removesuffix("-SIG"), error.start) from error


def parse(text: str, rules: Rules) -> Json:
    """The value of a text, as far as form goes. Raises NotJson."""
    try:
        value: Json = json.loads(
            text,
            parse_int=None if rules.most_digits is None else _number_within(rules.most_digits),
            parse_constant=_missing if rules.constants else _refuse,
            object_pairs_hook=None if rules.doubled_names else _without_doubles,
        )
    except RecursionError as error:
        raise TooDeep from error
    except json.JSONDecodeError as error:
        raise NotJson(error.lineno, error.colno) from error
    except ValueError as error:
        raise NotJson from error
    return value


def texts(value: Json, deepest: int | None = None, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text with the way to it, names before their values. Raises TooDeep below `deepest`."""
    if deepest is not None and len(path) > deepest:
        raise TooDeep
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, one in value.items():
            yield (*path, name), name
            yield from texts(one, deepest, (*path, name))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from texts(one, deepest, (*path, index))


def _number_within(digits: int) -> Callable[[str], int | float]:
    return lambda text: int(text) if len(text) <= digits else float(text)


def _missing(_constant: str) -> None:
    """NaN and Infinity are no JSON, though some programs write them."""


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _without_doubles(pairs: list[tuple[str, Json]]) -> JsonObject:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name twice")
    return found
