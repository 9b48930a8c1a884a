"""What Nextcloud Deck's page calls CSV: UTF-16 with tabs, headings in the reader's language, `null` for no date."""

from __future__ import annotations

import codecs
from collections.abc import Sequence

from boards.transfer import tables
from boards.transfer.boards import Board
from boards.transfer.files import Brought
from boards.transfer.formats.base import Format
from boards.transfer.formats.table_format import CSV
from boards.transfer.mapping import Role, guess
from boards.transfer.table_boards import Reader

# Whatever their language, they stand in this order.
ORDER = (Role.TITLE, Role.DESCRIPTION, Role.COLUMN, Role.TAGS, Role.DUE, Role.CREATED, Role.UPDATED)


class _Reader(Reader):
    """No date is written as a word."""

    def date(self, role: Role, row: Sequence[str]) -> str:
        return super().date(role, tuple("" if cell == "null" else cell for cell in row))


def _recognises(file: Brought) -> bool:
    is_its_own = file.head.startswith(codecs.BOM_UTF16_LE)
    return is_its_own and len(file.head_text.lstrip("\ufeff").split("\n", 1)[0].split("\t")) == len(ORDER)


def _parse(file: Brought) -> Sequence[Board]:
    table = tables.read(file)
    known = {tables.key(head): role for head, role in zip(table.heads, ORDER, strict=False)}
    return [_Reader(table, guess(table, known)).board("Nextcloud Deck", file.stem)]


FORMAT = Format("deck-csv", "Nextcloud Deck", CSV, _recognises, _parse)
