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


def export_of(key: str) -> Export | None:
    """The export of that key."""
    return next((each for each in EXPORTS if each.key == key), None)
