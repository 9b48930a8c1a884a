"""Rows by the numbers that they have in an archive, and texts and histories whose references are to be others."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from boards.rules.changes import REFERS_TO
from boards.rules.mentions import PICKED

# What refers to a row that is not there (any more), or does not come along.
NOBODY = 0


class Numbers:
    """The keys of a table's rows in their order, by eight bytes each: a row's number is its place, from 1 on."""

    def __init__(self) -> None:
        self._keys = array("q")

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, key: int) -> int:
        """The number of the next row; keys rise."""
        self._keys.append(key)
        return len(self._keys)

    def number(self, key: int) -> int:
        """The number of the row with that key; 0 if there is none."""
        place = bisect_left(self._keys, key)
        return place + 1 if place < len(self._keys) and self._keys[place] == key else NOBODY

    def key(self, number: int) -> int:
        """The key of the row with that number; 0 if there is none."""
        return self._keys[number - 1] if 0 < number <= len(self._keys) else NOBODY


def by_table() -> defaultdict[str, Numbers]:
    """The numbers of each table."""
    return defaultdict(Numbers)


Translate = Callable[[str, int], int]


def mentions(text: str, translate: Translate) -> str:
    """A text in which the people who were picked have other numbers."""
    if "](person:" not in text:
        return text
    return PICKED.sub(lambda found: f"@[{found[1]}](person:{translate('mentions', int(found[2]))})", text)


def changes(told: Mapping[str, Iterable[object]], translate: Translate) -> dict[str, object]:
    """What a row of the history tells, with other numbers in its references; `translate` gets the table and a
    number."""
    found: dict[str, object] = {}
    for name, sides in sorted(told.items()):
        found[name] = [_value(REFERS_TO.get(name, ""), each, translate) for each in sides]
    return found


def _value(table: str, value: object, translate: Translate) -> object:
    if isinstance(value, str):
        return mentions(value, translate)
    if isinstance(value, list):
        return [_value(table, each, translate) for each in value]
    if isinstance(value, dict):
        return {**value, "id": translate(table, value.get("id", NOBODY))}
    return value
