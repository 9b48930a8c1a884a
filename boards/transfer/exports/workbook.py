"""A workbook of Excel: real dates, a head that stays, a filter; text that begins like a formula is text."""

from __future__ import annotations

import datetime
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from boards.models import Project, User
from boards.transfer.exports import cells, rows
from boards.transfer.exports.base import Choices, Export

# Excel takes no longer text into a cell, counted in UTF-16.
LONGEST = 32_767
# How high a row is at most, in points: left to the program, a long description fills a screen.
TWO_LINES = 30
# Of the title, the description, the checklist, the comments and the links; of the others.
WIDE, USUAL = 60, 16
_WIDE = frozenset((1, 12, 13, 14, 15))
# The first day that Excel knows.
FIRST = datetime.date(1900, 3, 1)
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}


def _write(project: Project, reader: User, file: IO[bytes], _choices: Choices) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(file, OPTIONS) as book:
        sheet = book.add_worksheet(str(_("Tasks")))
        bold, looks = book.add_format({"bold": True}), _Looks(book)
        for at, head in enumerate(cells.HEADS):
            sheet.set_column(at, at, WIDE if at in _WIDE else USUAL)
            sheet.write_string(0, at, str(head), bold)
        sheet.freeze_panes(1, 2)
        last = 0
        for last, row in enumerate(rows.tasks(project, reader), 1):
            values = cells.cells(row)
            if any(_is_long(str(values[at])) for at in _WIDE):
                sheet.set_row(last, TWO_LINES)
            for at, value in enumerate(values):
                _cell(sheet, last, at, value, looks)
        sheet.autofilter(0, 0, last, len(cells.HEADS) - 1)


class _Looks:
    """How cells are shown. All begin at the top: a text of several lines would be drawn over the rows above."""

    def __init__(self, book: Any) -> None:
        self.plain = book.add_format({"valign": "top"})
        self.lines = book.add_format({"valign": "top", "text_wrap": True})
        self.day = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd"})
        self.moment = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd hh:mm"})


def _is_long(text: str) -> bool:
    """Whether it takes more than a line of a wide column."""
    return len(text) > WIDE or "\n" in text


def _cell(sheet: Any, line: int, at: int, value: cells.Cell, looks: _Looks) -> None:
    if isinstance(value, datetime.datetime):
        # Excel knows no zones: what stands there is UTC, as the head of the column can't say.
        sheet.write_datetime(line, at, value.astimezone(datetime.UTC), looks.moment)
    elif isinstance(value, datetime.date) and value >= FIRST:
        sheet.write_datetime(line, at, datetime.datetime.combine(value, datetime.time()), looks.day)
    elif isinstance(value, int):
        sheet.write_number(line, at, value, looks.plain)
    elif value:
        sheet.write_string(line, at, _fitting(str(value)), looks.lines if at in _WIDE else looks.plain)


def _fitting(text: str) -> str:
    """As much of it as a cell takes."""
    if len(text) <= LONGEST // 2 or len(octets := text.encode("utf-16-le")) <= LONGEST * 2:
        return text
    return octets[: (LONGEST - 1) * 2].decode("utf-16-le", "ignore") + "…"


EXPORT = Export(
    "xlsx",
    "Excel",
    _("A workbook with real dates and a filter."),
    "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    _write,
)
