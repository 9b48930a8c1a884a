"""A workbook of Excel: real dates, a head that stays, a filter; text that begins like a formula is text."""

from __future__ import annotations

import datetime
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from boards.models import Project, User
from boards.transfer.exports import cells, rows
from boards.transfer.exports.base import Choices, Export

# Excel takes no longer text into a cell.
LONGEST = 32_767
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
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for at, head in enumerate(cells.HEADS):
            sheet.set_column(at, at, WIDE if at in _WIDE else USUAL)
            sheet.write_string(0, at, str(head), bold)
        sheet.freeze_panes(1, 2)
        last = 0
        for last, row in enumerate(rows.tasks(project, reader), 1):
            for at, value in enumerate(cells.cells(row)):
                _cell(sheet, last, at, value, day, moment)
        sheet.autofilter(0, 0, last, len(cells.HEADS) - 1)


def _cell(sheet: Any, line: int, at: int, value: cells.Cell, day: object, moment: object) -> None:
    if isinstance(value, datetime.datetime):
        # Excel knows no zones: what stands there is UTC, as the head of the column can't say.
        sheet.write_datetime(line, at, value.astimezone(datetime.UTC), moment)
    elif isinstance(value, datetime.date) and value >= FIRST:
        sheet.write_datetime(line, at, datetime.datetime.combine(value, datetime.time()), day)
    elif isinstance(value, int):
        sheet.write_number(line, at, value)
    elif value:
        sheet.write_string(line, at, str(value)[:LONGEST])


EXPORT = Export(
    "xlsx",
    "Excel",
    _("A workbook with real dates and a filter."),
    "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    _write,
)
