"""What the tables of known tools have in common: they are told by their headings, and each heading has its meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

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
Parse = Callable[[Brought, Table, Mapping[str, Role]], Sequence[Board]]


def roles(**of: str) -> dict[str, Role]:
    """Roles and the headings that play them, separated by semicolons, as a role for each heading's key."""
    return {tables.key(head): Role(role) for role, heads in of.items() for head in heads.split(";") if head.strip()}


def table_format(
    key: str,
    name: str,
    *,
    needs: Iterable[str],
    means: Mapping[str, Role],
    reader: type[Reader] = Reader,
    kind: str | Promise = CSV,
    parse: Parse | None = None,
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

    return Format(key, name, kind, recognises, whole)
