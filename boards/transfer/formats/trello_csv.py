"""Trello's “Export as CSV”, which Premium workspaces have: a card a row, and a column for each custom field.

Checklists, comments and votes are only counted in it, so each count that is lost is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.transfer import colours
from boards.transfer.boards import Attachment, Board, Card, Label
from boards.transfer.formats.table_format import roles, table_format
from boards.transfer.mapping import Role
from boards.transfer.moments import made_at
from boards.transfer.table_boards import Reader
from boards.transfer.tables import key

MEANS = roles(
    title="Card Name",
    description="Card Description",
    column="List Name",
    tags="Labels",
    people="Members",
    due="Due Date",
    start="Start Date",
    updated="Last Activity Date",
    done="Due Complete",
    archived="Archived",
    ignored=(
        "Card ID; Card URL; Attachment Count; Attachment Links; Checklist Item Total Count;"
        "Checklist Item Completed Count; Vote Count; Comment Count; List ID; Board ID; Board Name; Due Reminder"
    ),
)
NEVER = gettext_lazy("Checklists and comments, which the file only counts; Trello's JSON holds them")
# Blanks are taken off what is found: to look for them here would take time by the square of their number.
_LABEL = re.compile(r"(?P<name>.*)\((?P<colour>[a-z_ ]+)\)")
# /c/SHORT/41-the-title: the number that people write as #41.
_FILE = re.compile(r"https://(?:trello\.com/1/cards/|trello-attachments\.)")
_ADDRESS = re.compile(r"https://trello\.com/c/([0-9A-Za-z]+)(?:/(\d+)-)?")


class _Reader(Reader):
    """Its rows say more than their columns: the address of a card has its number."""

    def begin(self) -> None:
        self.places = {key(head): at for at, head in reversed(list(enumerate(self.table.heads)))}
        self.columns[Role.IGNORED] = ()

    def board(self, tool: str, name: str) -> Board:
        named = next((self._cell(row, "boardname") for row in self.table.rows), "")
        return super().board(tool, named or name)

    def card(self, index: int, row: Sequence[str]) -> Card:
        address = _ADDRESS.match(self._cell(row, "cardurl"))
        identifier = self._cell(row, "cardid") or f"row {index + 1}"
        return replace(
            super().card(index, row),
            id=identifier,
            number=(address[2] or "") if address else "",
            short_link=address[1] if address else "",
            created_at=made_at(identifier),
            attachments=tuple(Attachment("", link, stays=bool(_FILE.match(link))) for link in self._links(row)),
            comments_counted=self._count(row, "commentcount"),
            votes=self._count(row, "votecount"),
        )

    def several(self, role: Role, row: Sequence[str]) -> Iterator[str]:
        for at in self.columns[role]:
            # Each label ends with its colour, and its name may have commas.
            ends = r"(?<=\))," if role is Role.TAGS and row[at].endswith(")") else ","
            yield from filter(None, map(str.strip, re.split(ends, row[at])))

    def label(self, name: str, colour: str = "") -> str:
        match = _LABEL.fullmatch(name)
        if match is None or not set(re.split("[ _]", match["colour"])) & {*colours.NAMES, "black"}:
            return super().label(name)
        colour = match["colour"].replace(" ", "_")
        # Labels without a name are told by their colour alone.
        return self.labels.setdefault(name, Label(name, match["name"].rstrip(), colour)).id

    def fields(self, row: Sequence[str]) -> Iterator[tuple[str, str]]:
        yield from super().fields(row)
        total = self._count(row, "checklistitemtotalcount")
        if total:
            done = self._count(row, "checklistitemcompletedcount")
            yield _("Checklist items in Trello"), _("%(done)s of %(total)s done") % {"done": done, "total": total}

    def _links(self, row: Sequence[str]) -> list[str]:
        return re.findall(r"https?://[^\s,]+", self._cell(row, "attachmentlinks"))

    def _cell(self, row: Sequence[str], name: str) -> str:
        return row[self.places[name]] if name in self.places else ""

    def _count(self, row: Sequence[str], name: str) -> int:
        text = self._cell(row, name)
        return int(text) if text.isdecimal() and len(text) < 7 else 0


FORMAT = table_format(
    "trello-csv",
    "Trello",
    needs=("Card Name", "List Name", "Card URL", "Labels"),
    means=MEANS,
    reader=_Reader,
    never=NEVER,
)
