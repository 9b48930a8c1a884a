"""Redmine's CSV export of issues."""

from __future__ import annotations

from boards.transfer.formats.table_format import roles, table_format
from boards.transfer.mapping import Role
from boards.transfer.table_boards import Reader

MEANS = roles(
    title="Subject",
    description="Description",
    column="Status",
    tags="Tracker; Category; Target version",
    people="Assignee",
    due="Due date",
    start="Start date",
    priority="Priority",
    progress="% Done",
    created="Created",
    updated="Updated",
    completed="Closed",
    parent="Parent task",
    comments="Last notes",
)
# Its heading for numbers is nothing but a mark.
MEANS["#"] = Role.NUMBER
FORMAT = table_format("redmine", "Redmine", needs=("Tracker", "Subject", "Status"), means=MEANS, reader=Reader)
