"""From a Trello export to a project: `prepare` makes a plan that can be shown, `carry_out` makes the project.

Nothing is dropped in silence: what has no field here goes into a description, what can't be kept is noted.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput
from boards.models import Column, Project, Status, User, Visibility
from boards.rules import days
from boards.rules.addresses import in_small_letters
from boards.rules.text import TITLE_LIMIT, WORD_LIMIT, clean_line, fold
from boards.services import bulk_creation
from boards.services.bulk_creation import HIGHEST_NUMBER, ColumnDraft, TaskDraft
from boards.services.columns import HIGHEST_LIMIT, MOST_COLUMNS
from boards.services.tags import MOST_TAGS
from boards.transfer import list_names, moments, trello_counts, trello_kinds, trello_tags
from boards.transfer.formats import trello_text
from boards.transfer.formats.trello import Board, Card, Lane
from boards.transfer.formats.trello_text import one_line
from boards.transfer.plans import Notes, Plan, PlannedTask

# Beside the lists: one column each for pending, completed, and lists that find no room.
MOST_LISTS = MOST_COLUMNS - 3


@dataclass(frozen=True)
class Target:
    """Where the cards of a list go. `origin` is the list's name if they don't stay in it; `ticked`: as complete."""

    column: int
    origin: str = ""
    archived: bool = False
    ticked: bool = False


def people_of(board: Board) -> dict[str, User]:
    """The accounts of those members whose address the export tells, by address; at most one query."""
    addresses = {in_small_letters(member.email) for member in board.members.values() if member.email}
    if not addresses:
        return {}
    return {user.email: user for user in User.objects.filter(email__in=addresses, is_active=True)}


def prepare(
    board: Board,
    *,
    owner: User,
    completed: Collection[str] = (),
    visibility: str = Visibility.PERSONAL,
    title: str | None = None,
    people: Mapping[str, User] | None = None,
) -> Plan:
    """Plan the project that the owner would get; nothing is written.

    `completed` names lists that are done, beside those told by their name. `people` (see `people_of`) become
    members. Raises InvalidInput for a list that is not there or a title that doesn't fit.
    """
    return _Planner(board, owner, people or {}).plan(completed, visibility, title)


def carry_out(plan: Plan, *, actor: User) -> Project:
    """Make the project, all or nothing."""
    return bulk_creation.import_board(
        title=plan.title,
        description=plan.description,
        visibility=plan.visibility,
        columns=plan.columns,
        tags=plan.tags,
        people=plan.people,
        drafts=lambda columns: [_draft(task, columns) for task in plan.tasks],
        actor=actor,
    )


def _draft(task: PlannedTask, columns: Sequence[Column]) -> TaskDraft:
    return TaskDraft(
        title=task.title,
        column=columns[task.column],
        number=task.number,
        description=task.description,
        tags=task.tags,
        assignee=task.assignee,
        due_date=task.due_date,
        created_at=task.created_at,
        completed_at=task.completed_at,
        archived=task.archived,
    )


class _Planner:
    """Works the plan out, one part after the other, and notes what is different."""

    def __init__(self, board: Board, owner: User, people: Mapping[str, User]) -> None:
        self.board, self.owner = board, owner
        self.now = timezone.now()
        self.changed, self.left_out = Notes(), Notes()
        self.remarks: list[str] = []
        self.columns: list[ColumnDraft] = []
        self.targets: dict[str, Target] = {}
        self.numbers: set[int] = set()
        emails = {key: in_small_letters(member.email) for key, member in board.members.items()}
        self.people = {key: people[email] for key, email in emails.items() if email in people}

    def plan(self, completed: Collection[str], visibility: str, title: str | None) -> Plan:
        named = clean_line("title", title, TITLE_LIMIT) if title is not None else self._project_title()
        self._place_lists(completed)
        tags = trello_tags.tags_of(self.board, self.changed)
        tasks = [task for card in self._cards() for task in self._tasks(card, tags)]
        # Cards from other lists come behind those that were in the list already.
        own = {False: [task for task, moved in tasks if not moved], True: [task for task, moved in tasks if moved]}
        description, *rest = trello_text.portions(self._project_description())
        trello_counts.note_the_rest(self.board, self.people, self.changed, self.left_out)
        members = {user.pk: user for user in self.people.values() if user.pk != self.owner.pk}
        return Plan(
            title=named,
            description=description,
            visibility=visibility,
            columns=tuple(self.columns),
            tags=tuple(tag.draft for tag in tags.values() if tag.is_first),
            people=tuple(members.values()),
            tasks=(*own[False], *own[True], *self._overflow(rest)),
            counts=trello_counts.counts(self.board),
            changed=tuple(self.changed),
            left_out=tuple(self.left_out),
        )

    def _project_title(self) -> str:
        name = one_line(self.board.name)
        if not name:
            self.changed.add(_("The board has no name"))
        return self._cut(name, TITLE_LIMIT, _("Board names cut; they stand whole in the description")) or _(
            "Trello board"
        )

    def _project_description(self) -> str:
        return trello_text.below(self.board.description, (_("From Trello"), [f"- {each}" for each in self.remarks]))

    def _overflow(self, portions: Sequence[str]) -> list[PlannedTask]:
        if not portions:
            return []
        self.changed.add(_("The description of the board is too long; the rest is on cards of their own"))
        pending = self._first(Status.PENDING)
        title = _("Description of the board, continued")
        return [PlannedTask(title=title, description=text, column=pending) for text in portions]

    # Lists

    def _place_lists(self, completed: Collection[str]) -> None:
        lists = self.board.lists
        open_lists = [lane for lane in lists if not lane.closed]
        done = self._done(completed)
        statuses = list_names.statuses([lane.name for lane in open_lists], [lane.id in done for lane in open_lists])
        fitting = len(open_lists) if len(open_lists) <= MOST_LISTS else MOST_LISTS
        for index, (lane, status) in enumerate(zip(open_lists[:fitting], statuses, strict=False)):
            self.columns.append(ColumnDraft(self._column_name(lane, index), status, self._limit(lane)))
            self.targets[lane.id] = Target(index)
        self._add_missing(needs_more=len(open_lists) > fitting)
        for lane, status in zip(open_lists[fitting:], statuses[fitting:], strict=True):
            self.targets[lane.id] = self._shared(lane, status)
            self._without_limit(lane)
            self.changed.add(
                _("Lists beyond the first %(count)s, which share columns") % {"count": MOST_LISTS}, lane.name
            )
        for lane in lists:
            if lane.closed:
                is_done = lane.id in done or list_names.meaning(lane.name) is Status.COMPLETED
                column = self._first(Status.COMPLETED if is_done else Status.PENDING)
                self.targets[lane.id] = Target(column, one_line(lane.name), archived=True)
                self._without_limit(lane)
                self.changed.add(
                    _("Archived lists are no columns here; their cards are archived and name them"), lane.name
                )

    def _limit(self, lane: Lane) -> int | None:
        """The list's limit of cards, which Trello marks a list by, as the column's WIP limit."""
        limit = _whole(lane.limit, HIGHEST_LIMIT)
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
                names = trello_text.quoted(lane.name for lane in self.board.lists) or _("none")
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
        return self._cut(name, WORD_LIMIT, _("List names cut; they stand whole in the description of the project"))

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
        self.changed.add(_("Columns added, because each board needs one of the kind"), str(status.label))

    def _shared(self, lane: Lane, status: Status) -> Target:
        is_done = status is Status.COMPLETED
        column = (
            self._first(status)
            if is_done
            else next(index for index, each in enumerate(self.columns) if each.name == _("More lists"))
        )
        return Target(column, one_line(lane.name))

    def _first(self, status: Status) -> int:
        return next(index for index, column in enumerate(self.columns) if column.status == status)

    # Cards

    def _cards(self) -> list[Card]:
        """List by list; within each they are in their order already."""
        order = {lane.id: index for index, lane in enumerate(self.board.lists)}
        cards = trello_kinds.kept(self.board, self.changed, self.left_out)
        return sorted(cards, key=lambda card: order.get(card.list_id, len(order)))

    def _tasks(self, card: Card, tags: Mapping[str, trello_tags.PlannedTag]) -> list[tuple[PlannedTask, bool]]:
        """The card's task, and more of them if its description needs the room; and whether it was moved."""
        remarks: list[str] = []
        title = self._title(card, remarks)
        target, moved = self._target(card, remarks)
        names = self._tag_names(card, tags, remarks)
        due = self._due(card, remarks)
        number = self._number(card, remarks)
        if card.is_template:
            remarks.append(_("A template"))
        assignee, others = self._assignee(card)
        description, *rest = trello_text.portions(
            trello_text.describe(card, self.board, self.owner.zone, others, remarks)
        )
        task = PlannedTask(
            title=title,
            description=description,
            column=target.column,
            number=number,
            tags=names,
            assignee=assignee,
            due_date=due,
            created_at=moments.past(moments.made_at(card.id), self.now),
            completed_at=self._completed_at(card, target, title),
            archived=card.closed or card.is_template or target.archived,
        )
        return [(task, moved), *((each, moved) for each in self._continued(task, rest))]

    def _continued(self, task: PlannedTask, portions: Sequence[str]) -> list[PlannedTask]:
        if portions:
            self.changed.add(_("Descriptions too long; the rest is on a card of its own"), task.title)
        bare = replace(task, number=None, tags=(), assignee=None, due_date=None)
        return [
            replace(bare, title=f"{task.title[: TITLE_LIMIT - 10]} ({number})", description=text)
            for number, text in enumerate(portions, 2)
        ]

    def _number(self, card: Card, remarks: list[str]) -> int | None:
        """The number that people know the card by and write as #41; None if it needs a new one."""
        number = _whole(card.number, HIGHEST_NUMBER)
        if card.number and (number is None or number in self.numbers):
            self.changed.add(_("Card numbers that can't be kept, now in the description"), f"#{card.number}")
            remarks.append(_("Number in Trello: %(number)s") % {"number": one_line(card.number)})
            return None
        if number is not None:
            self.numbers.add(number)
        return number

    def _title(self, card: Card, remarks: list[str]) -> str:
        line = one_line(card.title)
        if not line:
            self.changed.add(_("Cards without a title"), card.id)
            return _("Without a title")
        if line != card.title.strip():
            self.changed.add(_("Line breaks in titles, now spaces"), line)
        if len(line) <= TITLE_LIMIT:
            return line
        return self._cut(line, TITLE_LIMIT, _("Titles cut; they stand whole in the description"), remarks)

    def _target(self, card: Card, remarks: list[str]) -> tuple[Target, bool]:
        """Where the card goes; it says so if that is not the list it was in."""
        target = self.targets.get(card.list_id)
        if target is None:
            self.changed.add(_("Cards of a list that is not in the file, put into the first column"), card.title)
            target = Target(self._first(Status.PENDING))
        list_name = target.origin or self._list_name(card.list_id)
        is_done = self.columns[target.column].status is Status.COMPLETED
        if card.done and not is_done:
            target = replace(target, column=self._first(Status.COMPLETED), origin=list_name, ticked=True)
            name = self.columns[target.column].name
            self.changed.add(
                _("Cards marked complete in other lists, moved to “%(column)s”") % {"column": name}, card.title
            )
            remarks.append(_("Marked complete in the list “%(list)s”") % {"list": list_name})
        elif target.origin:
            remarks.append(_("From the list “%(list)s”") % {"list": list_name})
        return target, bool(target.origin)

    def _list_name(self, list_id: str) -> str:
        return next((one_line(lane.name) for lane in self.board.lists if lane.id == list_id), list_id)

    def _tag_names(self, card: Card, tags: Mapping[str, trello_tags.PlannedTag], remarks: list[str]) -> tuple[str, ...]:
        found = [tags[key] for key in card.labels if key in tags]
        unknown = len(card.labels) - len(found)
        if unknown:
            self.left_out.add(_("Labels on cards that the file does not describe"), card.title, unknown)
        remarks += [_("Label: %(name)s") % {"name": tag.whole_name} for tag in found if tag.whole_name]
        names = list(dict.fromkeys(tag.draft.name for tag in found))
        if len(names) > MOST_TAGS:
            self.changed.add(_("Labels beyond the 50th of a card, now in its description"), card.title)
            remarks += [_("Label: %(name)s") % {"name": name} for name in names[MOST_TAGS:]]
        return tuple(names[:MOST_TAGS])

    def _due(self, card: Card, remarks: list[str]) -> datetime.date | None:
        if card.start:
            start = moments.day(card.start, self.owner.zone)
            remarks.append(_("Start date: %(date)s") % {"date": start or one_line(card.start)})
        if card.place:
            remarks.append(_("Place: %(place)s") % {"place": one_line(card.place)})
        if not card.due:
            return None
        due = moments.day(card.due, self.owner.zone)
        if due is None or not days.is_usable(due):
            self.changed.add(_("Due dates that can't be kept, now in the description"), card.due)
            remarks.append(_("Due: %(date)s") % {"date": one_line(card.due)})
            return None
        return due

    def _assignee(self, card: Card) -> tuple[User | None, list[str]]:
        """The first member who has an account here, and the names of the others."""
        chosen = next((key for key in card.members if key in self.people), None)
        others = [key for key in card.members if key != chosen]
        known = self.board.members
        names = [known[key].name if key in known else key for key in others]
        for name in names:
            self.changed.add(_("Members of cards, now named in the description"), name)
        return (self.people[chosen] if chosen is not None else None), names

    def _completed_at(self, card: Card, target: Target, title: str) -> datetime.datetime | None:
        if self.columns[target.column].status is not Status.COMPLETED:
            return None
        told = card.done_at if card.done else None
        # Its arrival in the list says when it was done only if the list is where it was done.
        exact = moments.past(told or (None if target.ticked else card.arrived_at), self.now)
        if exact is None:
            self.changed.add(_("Completed cards without a time of completion, dated by their last change"), title)
        return exact or moments.past(card.changed_at, self.now) or self.now

    def _cut(self, text: str, limit: int, note: str, remarks: list[str] | None = None) -> str:
        """The text if it fits, else its start; the whole goes to the remarks."""
        if len(text) <= limit:
            return text
        self.changed.add(note, text)
        (self.remarks if remarks is None else remarks).append(_("In full: %(text)s") % {"text": text})
        return text[: limit - 1].rstrip() + "…"


def _whole(text: str, highest: int) -> int | None:
    """A whole number from 1 to `highest`; None for anything else."""
    number = int(text) if re.fullmatch("[0-9]{1,9}", text) else 0
    return number if 1 <= number <= highest else None


def _is_named(lane: Lane, wanted: str) -> bool:
    """Case, and if there are letters punctuation and emoji too, do not matter."""
    key = list_names.key(wanted)
    return fold(lane.name.strip()) == fold(wanted.strip()) or bool(key and key == list_names.key(lane.name))
