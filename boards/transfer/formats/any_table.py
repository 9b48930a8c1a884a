"""Any table: what its columns mean is guessed, shown, and changed by whoever brings it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from boards.transfer import tables
from boards.transfer.boards import Board
from boards.transfer.files import Brought
from boards.transfer.formats.base import Format
from boards.transfer.mapping import Mapping, guess
from boards.transfer.table_boards import Reader


class _Reader(Reader):
    """A column of statuses has no order of its own."""

    by_status: ClassVar = True


def board(file: Brought, mapping: Mapping) -> Board:
    """The board of a table whose columns mean this. Raises InvalidInput for what is no table."""
    return _Reader(tables.unguarded(tables.read(file)), mapping).board(str(FORMAT.name), file.stem)


def _recognises(file: Brought) -> bool:
    return len(tables.first_heads(file)) > 1


def _parse(file: Brought) -> Sequence[Board]:
    return [board(file, guess(tables.read(file)))]


FORMAT = Format("table", "CSV", _("a table: CSV, TSV or an Excel workbook"), _recognises, _parse)
