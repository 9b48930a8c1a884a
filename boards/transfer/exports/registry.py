"""Which exports there are."""

from __future__ import annotations

from boards.transfer.exports import calendar, csv_file, markdown_folder, ms_project, todo_txt, workbook
from boards.transfer.exports.base import Export

EXPORTS: tuple[Export, ...] = (
    csv_file.EXPORT,
    workbook.EXPORT,
    markdown_folder.EXPORT,
    calendar.EXPORT,
    ms_project.EXPORT,
    todo_txt.EXPORT,
)
