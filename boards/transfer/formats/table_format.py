"""What the tables of known tools have in common: they are told by their headings, and each heading has its meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from boards.transfer import tables
from boards.transfer.boards import Board
from boards.transfer.files import Brought
from boards.transfer.formats.base import Format
from boards.transfer.mapping import Role, guess
from boards.transfer.table_boards import Reader
from boards.transfer.tables import Table

CSV = gettext_lazy("a table exported as CSV")
TRANSLATED = gettext_lazy("such a table in any language")
Parse = Callable[[Brought, Table, Mapping[str, Role]], Sequence[Board]]


def keys(heads: str) -> frozenset[str]:
    """The keys of headings that are separated by semicolons."""
    return frozenset(map(tables.key, heads.split(";")))


def roles(**of: str) -> dict[str, Role]:
    """Roles and the headings that play them, separated by semicolons, as a role for each heading's key."""
    return {tables.key(head): Role(role) for role, heads in of.items() for head in heads.split(";") if head.strip()}


def placed_format(
    key: str,
    name: str,
    *,
    heads: Sequence[str],
    is_like: Callable[[Sequence[str], Sequence[Sequence[str]]], bool],
    means: Mapping[str, Role],
    reader: type[Reader] = Reader,
    never: str | Promise = "",
) -> Format:
    """A format whose headings are in any language: what stands where tells it, and what it means.

    `heads` are the headings in English, in their order; `is_like` looks at the headings and the first rows.
    """

    def recognises(file: Brought) -> bool:
        rows = [row for row in tables.first_rows(file) if any(row)]
        return len(rows) > 1 and len(rows[0]) >= len(heads) and is_like(rows[0], _whole(rows))

    def parse(file: Brought) -> Sequence[Board]:
        table = tables.unguarded(tables.read(file))
        english = (
            head if tables.key(head) in means else given for head, given in zip(heads, table.heads, strict=False)
        )
        table = replace(table, heads=(*english, *table.heads[len(heads) :]))
        return [reader(table, guess(table, means)).board(name, file.stem)]

    return Format(key, name, TRANSLATED, recognises, parse, never)


def _whole(rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The rows below the headings that are as wide; the last may have been cut off."""
    return [row for row in rows[1:] if len(row) == len(rows[0])]


def table_format(
    key: str,
    name: str,
    *,
    needs: Iterable[str],
    means: Mapping[str, Role],
    reader: type[Reader] = Reader,
    kind: str | Promise = CSV,
    parse: Parse | None = None,
    never: str | Promise = "",
) -> Format:
    """A format whose files have all headings of `needs` (of “a|b” either); `means` tells what they mean, by their keys.

    Other headings are fields. `parse` is for files that hold several boards.
    """
    needed = [frozenset(map(tables.key, each.split("|"))) for each in needs]

    def recognises(file: Brought) -> bool:
        heads = tables.first_heads(file)
        return all(each & heads for each in needed)

    def whole(file: Brought) -> Sequence[Board]:
        table = tables.read(file)
        if parse is not None:
            return parse(file, table, means)
        table = tables.unguarded(table)
        return [reader(table, guess(table, means)).board(name, file.stem)]

    return Format(key, name, kind, recognises, whole, never)
