"""CSV (RFC 4180), of which no cell is taken for a formula; a region's spreadsheet opens it in columns."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import IO

from django.utils.translation import gettext_lazy as _

from boards.models import Project, User
from boards.rules import spreadsheets
from boards.transfer.exports import cells, rows
from boards.transfer.exports.base import Choices, Export


def _write(project: Project, reader: User, file: IO[bytes], choices: Choices) -> None:
    file.write(spreadsheets.write([[str(head) for head in cells.HEADS]], choices.dialect))
    further = replace(choices.dialect, has_mark=False)
    remaining = _lines(project, reader)
    while some := list(islice(remaining, rows.AT_ONCE)):
        file.write(spreadsheets.write(some, further))


def _lines(project: Project, reader: User) -> Iterator[list[object]]:
    for row in rows.tasks(project, reader):
        yield [_plain(value) for value in cells.cells(row)]


def _plain(value: cells.Cell) -> object:
    """Days and moments in ISO form, which every region reads alike; moments in UTC."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    return value.isoformat() if isinstance(value, datetime.date) else value


EXPORT = Export("csv", "CSV", _("A table of the tasks for any spreadsheet."), "csv", "text/csv; charset=utf-8", _write)
