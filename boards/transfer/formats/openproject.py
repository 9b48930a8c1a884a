"""OpenProject's CSV export of work packages."""

from __future__ import annotations

from boards.transfer.formats.table_format import roles, table_format
from boards.transfer.table_boards import Reader

MEANS = roles(
    title="Subject",
    description="Description",
    number="ID",
    column="Status",
    tags="Type; Category; Version",
    people="Assignee",
    due="Finish date; Due date",
    start="Start date",
    priority="Priority",
    progress="% Complete; Progress (%); Percent complete",
    created="Created on",
    updated="Updated on",
    parent="Parent",
)
FORMAT = table_format(
    "openproject", "OpenProject", needs=("ID", "Subject", "Type", "Status"), means=MEANS, reader=Reader
)
