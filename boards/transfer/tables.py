"""Tables that somebody else wrote: CSV with whatever separator, and Excel workbooks → rows of text.

A cell is text here whatever it was; dates of a workbook become ISO dates. What a program would run as a formula is the
text that it is.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput
from boards.transfer import json_rows
from boards.transfer.files import Brought, refusal

MOST_ROWS, MOST_COLUMNS = 100_000, 500
SEPARATORS = (",", ";", "\t", "|")
# A sheet of no more rows, with a name and a value in each, may be what tells of the sheets after it.
MOST_ON_COVER = 10
# Rows that are looked at to find the separator and the row of headings.
LOOKED_AT = 60
# A longer cell is a quotation mark that was never closed. (The csv module's own limit is less than a description.)
LONGEST_CELL = 2_000_000
csv.field_size_limit(LONGEST_CELL)
# GitLab (CsvBuilder) and Linear write so; each has characters of its own.
_GUARDED = re.compile("'[=+\\-@;\\t∑√∏<>\uff1c\uff1e≤≥\uff1d≠±÷×]")

# Control characters, and the underscore of what only looks like one (ECMA-376 part 1, 22.9.2.19).
_ESCAPED = re.compile("_x(00[01][0-9A-Fa-f]|005[Ff])_")


@dataclass(frozen=True)
class Table:
    """Headings and rows; each row has as many cells as there are headings. `before` are rows above the headings.

    `separator` is "" for a workbook, whose table stands on the sheet `name`.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    separator: str = ""
    name: str = ""
    before: tuple[tuple[str, ...], ...] = ()

    def values(self, index: int) -> Iterator[str]:
        """The cells of a column that hold something."""
        return (row[index] for row in self.rows if row[index])


def key(head: str) -> str:
    """A heading without case and the spaces and marks around and between its words."""
    return "".join(each for each in head.casefold() if each.isalnum())


def unguarded(table: Table) -> Table:
    """Without the apostrophe that careful programs put before what a spreadsheet would run as a formula."""
    if not table.separator:
        return table
    rows = (tuple(cell[1:] if cell[:1] == "'" and _GUARDED.match(cell) else cell for cell in row) for row in table.rows)
    return replace(table, rows=tuple(rows))


def first_heads(file: Brought) -> frozenset[str]:
    """The keys of the headings; none if the file is no table, or can't be read as one."""
    rows = first_rows(file)
    return frozenset(map(key, rows[0])) - {""} if rows else frozenset()


def first_rows(file: Brought) -> Sequence[Sequence[str]]:
    """The headings and some of the rows below; none if the file is no table, or can't be read as one."""
    rows = file.made.get("first rows")
    if not isinstance(rows, list):
        rows = file.made["first rows"] = _first_rows(file)
    return rows


def _first_rows(file: Brought) -> list[tuple[str, ...]]:
    if file.head.startswith(b"PK"):
        try:
            table = read(file)
        except InvalidInput:
            return []
        return [table.heads, *table.rows[:LOOKED_AT]]
    head = file.head_text
    if "\x00" in head or head.lstrip("\ufeff \r\n").startswith(("{", "[", "<")):
        return []
    try:
        rows = list(islice(_records(head, _separator(head)), LOOKED_AT))
    except csv.Error:
        return []
    at = _head_row(rows)
    return rows[at:] if rows and len(rows[at]) > 1 else []


def read(file: Brought) -> Table:
    """The table of a file. Raises InvalidInput with a sentence for what is none."""
    table = file.made.get("table")
    if not isinstance(table, Table):
        table = file.made["table"] = _workbook(file) if file.head.startswith(b"PK") else _text(file)
    return table


def _text(file: Brought) -> Table:
    text = file.text
    if not text.strip("\ufeff \t\r\n"):
        raise refusal(_("The file is empty."))
    separator = _separator(text[: 4 * LOOKED_AT * 1024])
    try:
        rows = list(_limited(_records(text, separator)))
    except csv.Error:
        raise refusal(_("The table can't be read: a quotation mark that is opened is never closed.")) from None
    return _table(rows, separator=separator)


def _records(text: str, separator: str) -> Iterator[tuple[str, ...]]:
    lines = io.StringIO(text.lstrip("\ufeff"), newline="")
    if text.lstrip("\ufeff")[:4].lower() == "sep=":
        lines.readline()
    for row in csv.reader(lines, delimiter=separator):
        yield tuple(cell.strip() for cell in row)


def _separator(text: str) -> str:
    """What Excel says in a line of its own, else what makes most rows alike and wide."""
    start = text.lstrip("\ufeff")
    if start[:4].lower() == "sep=" and start[4:5] in SEPARATORS:
        return start[4]
    return max(SEPARATORS, key=lambda each: _evenness(text, each))


def _evenness(text: str, separator: str) -> tuple[int, int]:
    """How many of the first rows have the most frequent width, if that is more than one; and how wide they are."""
    try:
        rows = [row for row in islice(_records(text, separator), LOOKED_AT) if any(row)]
    except csv.Error:
        return 0, 0
    widths = Counter(len(row) for row in rows if len(row) > 1)
    width, often = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
    return often, width


def _head_row(rows: Sequence[Sequence[str]]) -> int:
    """Where the headings stand: the first row that is as wide as those that hold most are, and full of words."""
    widths = Counter(sum(map(bool, row)) and len(row) for row in rows)
    usual = max(widths.items(), key=lambda pair: (pair[1] > 1, pair[1] * pair[0], pair[0]), default=(0, 0))[0]
    for index, row in enumerate(rows):
        if len(row) >= max(1, usual) and sum(map(bool, row)) * 2 > len(row):
            return index
    return 0


def _limited(rows: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    for index, row in enumerate(rows):
        if index > MOST_ROWS:
            raise refusal(_("The table has more than %(count)s rows.") % {"count": f"{MOST_ROWS:,}"})
        if len(row) > MOST_COLUMNS and len(_trimmed(row)) > MOST_COLUMNS:
            raise refusal(_("The table has more than %(count)s columns.") % {"count": MOST_COLUMNS})
        yield _trimmed(row)


def _trimmed(row: tuple[str, ...]) -> tuple[str, ...]:
    """Without the empty cells at its end that workbooks are full of, if there are many."""
    filled = max((index for index, cell in enumerate(row, 1) if cell), default=0)
    return row[:filled] if len(row) - filled > MOST_COLUMNS // 4 else row


def _table(rows: list[tuple[str, ...]], *, separator: str = "", name: str = "") -> Table:
    at = _head_row(rows[:LOOKED_AT])
    if not rows or not any(rows[at]):
        raise refusal(_("The file holds no table: there is no row of headings."))
    width = max(len(rows[at]), *(len(row) for row in rows[at:]))
    heads = (*rows[at], *[""] * (width - len(rows[at])))
    cells = tuple((*row, *[""] * (width - len(row))) for row in rows[at + 1 :] if any(row))
    if not cells:
        raise refusal(_("The table has headings and no rows."))
    return Table(heads, cells, separator, name, tuple(rows[:at]))


def _workbook(file: Brought) -> Table:
    # Looked at first: what would fill the memory is refused here.
    archive = file.archive
    if archive is None or "xl/workbook.xml" not in archive:
        raise refusal(_("The file is an archive, but no Excel workbook."))
    for name in archive:
        archive.open(name).close()
    import openpyxl

    try:
        # Opened here: by a path openpyxl would refuse whatever does not end in .xlsx.
        with file.path.open("rb") as held:
            book = openpyxl.load_workbook(held, read_only=True, data_only=True, keep_links=False)
            table = _first_table(book)
            file.made["sheets"] = {sheet.title: _start(sheet) for sheet in book.worksheets if sheet.title != table.name}
            return table
    except InvalidInput:
        raise
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, SyntaxError):
        raise refusal(_("The workbook is damaged and can't be read.")) from None


def other_sheet(file: Brought, name: str) -> Iterator[tuple[str, ...]]:
    """The first rows of the sheets beside the one called that."""
    sheets = file.made.get("sheets")
    return (
        (row for title, rows in sheets.items() if title != name for row in rows)
        if isinstance(sheets, dict)
        else iter(())
    )


def _start(sheet: Any) -> list[tuple[str, ...]]:
    sheet.reset_dimensions()
    return [tuple(map(_cell, row[:8])) for row in islice(sheet.iter_rows(values_only=True), 10)]


def _first_table(book: Any) -> Table:
    """Of the first sheet that holds one; what only tells of the file, as on a cover, is taken for want of another."""
    first: Table | None = None
    # What is hidden is what others look their words up in.
    for sheet in sorted(book.worksheets, key=lambda sheet: sheet.sheet_state != "visible"):
        # What a file says of its own size may be a lie; what is there counts.
        sheet.reset_dimensions()
        read = _limited(tuple(map(_cell, row)) for row in sheet.iter_rows(values_only=True))
        rows = [row for row in read if any(row)]
        if len(rows) > 1:
            table = _table(rows, name=sheet.title)
            if len(table.heads) > 2:
                return table
            first = first or table
            if len(rows) > MOST_ON_COVER:
                break
    if first is None:
        raise refusal(_("The workbook holds no sheet with headings and rows."))
    return first


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(sep=" ")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = value.isoformat() if isinstance(value, datetime.date | datetime.time) else _unescaped(str(value))
    return json_rows.UNSTORABLE.sub(json_rows.REPLACEMENT, text).strip()


def _unescaped(text: str) -> str:
    """What stands for a character that XML can't hold, such as the end of a line on Windows, as openpyxl leaves it."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text).replace("\r\n", "\n").replace("\r", "\n")
