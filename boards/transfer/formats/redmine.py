"""Redmine's CSV export of issues."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from boards.models import Relation, Status
from boards.transfer import tables
from boards.transfer.boards import Board, Card, Link
from boards.transfer.files import Brought
from boards.transfer.formats.base import Format
from boards.transfer.formats.table_format import CSV, keys, roles
from boards.transfer.mapping import Role, guess
from boards.transfer.table_boards import Reader
from boards.transfer.tables import key

_WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _words(told: str) -> list[str]:
    return [" ".join(word.split()) for word in told.casefold().split(";")]


# By the name of a kind of issue, and by the mark, its tables are known in whatever language they are.
_OTHERS = {each: keys(_WORDS["headings"].pop(each)) for each in ("tracker", "related", "private")}
MEANS = roles(**_WORDS["headings"]) | dict.fromkeys(_OTHERS["tracker"], Role.TAGS)
# Its heading for numbers is nothing but a mark.
MEANS["#"] = Role.NUMBER
# What stands before the number of another issue.
LINKS = {word: Relation(kind) for kind, words in _WORDS["relations"].items() for word in _words(words)}
STATUSES = {each: Status(status) for status, words in _WORDS["statuses"].items() for each in keys(words)}
PRIORITIES = {each: level for level, words in enumerate(_WORDS["cells"]["priorities"], 1) for each in keys(words)}
_NO = frozenset(_words(_WORDS["cells"]["no"]))
# Hours that nobody spent, however they are written.
_NOTHING = re.compile(r"0+[.,:]0+")
# “Blocks Bug #6”, “Precedes (2 days) #7”.
_RELATION = re.compile(r"([^#(]{1,200}?)(?: \([^#]{0,50}\))? #(\d{1,9})")


class _Reader(Reader):
    """A cell of relations names the other issue by its number."""

    by_status: ClassVar = True
    statuses: ClassVar = STATUSES
    separators: ClassVar = {each: "" for each, role in MEANS.items() if role in (Role.TAGS, Role.PEOPLE)}

    def begin(self) -> None:
        self.related = next((at for at, each in enumerate(self.keys) if each in _OTHERS["related"]), None)

    def card(self, index: int, row: Sequence[str]) -> Card:
        found = super().card(index, row)
        return replace(found, links=tuple(Link(kind, number) for kind, number in self._links(row) if kind))

    def done(self, row: Sequence[str]) -> bool:
        # Its status says so: when an issue was closed stays in the table after it is reopened.
        return False

    def priority(self, text: str) -> int | None:
        return PRIORITIES.get(key(text)) or super().priority(text)

    def _links(self, row: Sequence[str]) -> Iterator[tuple[Relation | None, str]]:
        """The kind and the number of each; of one that is called otherwise, no kind and its text."""
        for part in row[self.related].split(",") if self.related is not None else ():
            match = _RELATION.fullmatch(part.strip())
            kind = _kind(match[1]) if match else None
            if part.strip():
                yield (kind, match[2]) if match and kind else (None, part.strip())

    def fields(self, row: Sequence[str]) -> Iterator[tuple[str, str]]:
        for name, value in super().fields(row):
            unknown = ", ".join(text for kind, text in self._links(row) if not kind)
            told = unknown if key(name) in _OTHERS["related"] else value
            is_open = key(name) in _OTHERS["private"] and told.casefold() in _NO
            if told and not _NOTHING.fullmatch(told) and not is_open:
                yield name, told


def _kind(words: str) -> Relation | None:
    """What the words before a number mean; the name of a tracker may stand behind them."""
    known = words.casefold().split()
    starts = (" ".join(known[:end]) for end in range(len(known), 0, -1))
    return next((LINKS[start] for start in starts if start in LINKS), None)


def _recognises(file: Brought) -> bool:
    heads = tables.first_heads(file)
    if {"tracker", "subject", "status"} <= heads:
        return True
    return bool(heads & _OTHERS["tracker"]) and tables.read(file).heads[0] == "#"


def _parse(file: Brought) -> Sequence[Board]:
    table = tables.unguarded(tables.read(file))
    is_english = "subject" in map(key, table.heads)
    return [_Reader(table, guess(table, MEANS, in_words=not is_english)).board("Redmine", file.stem)]


FORMAT = Format("redmine", "Redmine", CSV, _recognises, _parse)
