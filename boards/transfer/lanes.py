"""The lists of a board → columns, and where the cards of each list go."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput
from boards.models import Status
from boards.rules.text import WORD_LIMIT, fold
from boards.services.bulk_creation import ColumnDraft
from boards.services.columns import HIGHEST_LIMIT, MOST_COLUMNS
from boards.transfer import list_names, texts
from boards.transfer.boards import Board, Lane
from boards.transfer.plans import Notes
from boards.transfer.texts import one_line, whole_number

# Beside the lists: one column each for pending, completed, and lists that find no room.
MOST_LISTS = MOST_COLUMNS - 3


@dataclass(frozen=True)
class Target:
    """Where the cards of a list go. `origin` is the list's name if they don't stay in it; `ticked`: as complete."""

    column: int
    origin: str = ""
    archived: bool = False
    ticked: bool = False


class Lanes:
    """Places the lists of a board, and notes what is different. `remarks` are for the description of the project."""

    def __init__(
        self,
        board: Board,
        completed: Collection[str],
        chosen: Mapping[str, Status],
        changed: Notes,
        left_out: Notes,
        *,
        into_project: bool = False,
    ) -> None:
        # A project that is there has columns of each kind: none is added.
        self.into_project = into_project
        self.board, self.chosen, self.changed, self.left_out = board, chosen, changed, left_out
        self.remarks: list[str] = []
        self._names = {lane.id: one_line(lane.name) for lane in reversed(board.lists)}
        self.columns: list[ColumnDraft] = []
        self.targets: dict[str, Target] = {}
        # The places of columns that no list has brought along.
        self.added: frozenset[int] = frozenset()
        self._place(completed)

    def first(self, status: Status) -> int:
        """The place of the first column of that status."""
        return next(index for index, column in enumerate(self.columns) if column.status == status)

    def name(self, list_id: str) -> str:
        """What the list is called in the file."""
        return self._names.get(list_id, list_id)

    def _place(self, completed: Collection[str]) -> None:
        lists = self.board.lists
        open_lists = [lane for lane in lists if not lane.closed]
        done = self._done(completed)
        told = [self._told(lane, done) for lane in open_lists]
        statuses = list_names.statuses([lane.name for lane in open_lists], told)
        fitting = len(open_lists) if len(open_lists) <= MOST_LISTS else MOST_LISTS
        for index, (lane, status) in enumerate(zip(open_lists[:fitting], statuses, strict=False)):
            self.columns.append(ColumnDraft(self._column_name(lane, index), status, self._limit(lane)))
            self.targets[lane.id] = Target(index)
        self._add_missing(needs_more=len(open_lists) > fitting)
        brought = {target.column for target in self.targets.values()}
        self.added = frozenset(range(len(self.columns))) - brought
        for lane, status in zip(open_lists[fitting:], statuses[fitting:], strict=True):
            self.targets[lane.id] = self._shared(lane, status)
            self._without_limit(lane)
            self.changed.add(
                _("Lists beyond the first %(count)s, which share columns") % {"count": MOST_LISTS}, lane.name
            )
        for lane in lists:
            if lane.closed:
                is_done = (self._told(lane, done) or list_names.meaning(lane.name)) is Status.COMPLETED
                column = self.first(Status.COMPLETED if is_done else Status.PENDING)
                self.targets[lane.id] = Target(column, one_line(lane.name), archived=True)
                self._without_limit(lane)
                self.changed.add(
                    _("Archived lists are no columns here; their cards are archived and name them"), lane.name
                )

    def _told(self, lane: Lane, done: Collection[str]) -> Status | None:
        """What a list means, where somebody or the file says so."""
        return Status.COMPLETED if lane.id in done else self.chosen.get(lane.id) or lane.status

    def _limit(self, lane: Lane) -> int | None:
        """The list's limit of cards, which Trello marks a list by, as the column's WIP limit."""
        limit = whole_number(lane.limit, HIGHEST_LIMIT)
        if lane.limit and limit is None:
            fitting = _("Limits of lists that are not between 1 and %(highest)s") % {"highest": HIGHEST_LIMIT}
            self.left_out.add(fitting, f"{lane.name}: {lane.limit}")
        return limit

    def _without_limit(self, lane: Lane) -> None:
        if lane.limit:
            self.left_out.add(_("Limits of lists that are no columns here"), f"{lane.name}: {lane.limit}")

    def _done(self, completed: Collection[str]) -> set[str]:
        """The ids of the lists that were named as completed."""
        found: set[str] = set()
        for wanted in completed:
            same = {lane.id for lane in self.board.lists if _is_named(lane, wanted)}
            if not same:
                names = texts.quoted(lane.name for lane in self.board.lists) or _("none")
                raise InvalidInput(
                    "completed",
                    _("There is no list “%(name)s”. The lists of this board: %(names)s.")
                    % {"name": wanted, "names": names},
                )
            found |= same
        return found

    def _column_name(self, lane: Lane, index: int) -> str:
        name = one_line(lane.name)
        if not name:
            name = _("List %(number)s") % {"number": index + 1}
            self.changed.add(_("Lists without a name"), name)
        return self._cut(name)

    def _add_missing(self, *, needs_more: bool) -> None:
        """A board has at least one column of each of pending and completed."""
        present = {column.status for column in self.columns}
        if needs_more:
            self.columns.append(ColumnDraft(_("More lists"), Status.PENDING))
        elif Status.PENDING not in present:
            self._add(0, Status.PENDING)
            self.targets = {key: replace(target, column=target.column + 1) for key, target in self.targets.items()}
        if Status.COMPLETED not in present:
            self._add(len(self.columns), Status.COMPLETED)

    def _add(self, index: int, status: Status) -> None:
        self.columns.insert(index, ColumnDraft(str(status.label), status))
        if not self.into_project:
            self.changed.add(_("Columns added, because each board needs one of the kind"), str(status.label))

    def _shared(self, lane: Lane, status: Status) -> Target:
        is_done = status is Status.COMPLETED
        column = (
            self.first(status)
            if is_done
            else next(index for index, each in enumerate(self.columns) if each.name == _("More lists"))
        )
        return Target(column, one_line(lane.name))

    def _cut(self, name: str) -> str:
        if len(name) <= WORD_LIMIT:
            return name
        self.changed.add(_("List names cut; they stand whole in the description of the project"), name)
        self.remarks.append(_("In full: %(text)s") % {"text": name})
        return name[: WORD_LIMIT - 1].rstrip() + "…"


def _is_named(lane: Lane, wanted: str) -> bool:
    """Case, and if there are letters punctuation and emoji too, do not matter."""
    key = list_names.key(wanted)
    return fold(lane.name.strip()) == fold(wanted.strip()) or bool(key and key == list_names.key(lane.name))
