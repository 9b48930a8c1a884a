"""Taiga's reports as CSV, one each of user stories, tasks, issues and epics; alike but for some columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.models import Status
from boards.transfer.boards import Card
from boards.transfer.formats.table_format import roles, table_format
from boards.transfer.mapping import Role
from boards.transfer.table_boards import Reader
from boards.transfer.tables import key

MEANS = roles(
    title="subject",
    description="description",
    number="ref",
    column="status",
    tags="tags",
    people="assigned_to_full_name; assigned_users_full_name",
    due="due_date",
    created="created_date",
    updated="modified_date",
    completed="finish_date; finished_date",
    priority="priority",
    parent="user_story",
    ignored=(
        "id; sprint_id; sprint_estimated_start; sprint_estimated_finish; owner; owner_full_name; assigned_to;"
        "assigned_users; is_closed; backlog_order; sprint_order; kanban_order; us_order; taskboard_order; epics_order;"
        "attachments; watchers; voters; tasks; is_iocaine; slug; color"
    ),
)
# What nobody has filled in.
NEVER = gettext_lazy("Comments, files and watchers, which the file doesn't hold")
_EMPTY = frozenset(("", "0", "0.0", "False", "None", "[]"))


class _Reader(Reader):
    """A story is closed once all of its tasks are, in whichever column it stands: so the columns tell what is done."""

    def begin(self) -> None:
        self.places = {key(head): at for at, head in reversed(list(enumerate(self.table.heads)))}
        self.columns[Role.IGNORED] = ()
        self.has_one_swimlane = len({self._cell(row, "swimlane") for row in self.table.rows} - {""}) == 1
        self._statuses()

    def _statuses(self) -> None:
        """A column is one of done things if all that stands in it is closed, and none that has open ones."""
        at, column = self.places.get("isclosed"), next(iter(self.columns[Role.COLUMN]), None)
        if at is None or column is None:
            return
        is_open = {row[column] for row in self.table.rows if row[at].casefold() != "true"}
        for row in self.table.rows:
            done = row[column] not in is_open and bool(self.first(Role.COMPLETED, row))
            self.lane(row[column] or _("Without a list"), status=Status.COMPLETED if done else None)

    def done(self, row: Sequence[str]) -> bool:
        return False

    def several(self, role: Role, row: Sequence[str]) -> Iterator[str]:
        for at in self.columns[role]:
            yield from filter(None, (part.strip() for part in row[at].split(",")))

    def card(self, index: int, row: Sequence[str]) -> Card:
        made = super().card(index, row)
        voters = self._cell(row, "voters")
        return replace(made, votes=int(voters) if voters.isdecimal() and len(voters) < 7 else 0)

    def fields(self, row: Sequence[str]) -> Iterator[tuple[str, str]]:
        for name, value in super().fields(row):
            # A project has one swimlane unless somebody makes more.
            is_lone = key(name) == "swimlane" and self.has_one_swimlane
            if value not in _EMPTY and not is_lone:
                yield _in_words(name), _("yes") if value == "True" else value

    def _cell(self, row: Sequence[str], name: str) -> str:
        return row[self.places[name]] if name in self.places else ""


def _in_words(head: str) -> str:
    """“due_date_reason” as people write it; names of custom fields stay as they are."""
    return head.replace("_", " ").replace("-points", " points").capitalize() if head.islower() else head


FORMAT = table_format(
    "taiga-csv",
    "Taiga",
    needs=("ref", "subject", "owner_full_name", "status"),
    means=MEANS,
    reader=_Reader,
    never=NEVER,
)
