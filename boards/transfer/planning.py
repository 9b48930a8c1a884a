"""From what a file says to a plan: each card becomes a task, and what is different about it is noted."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from boards.models import LinkKind, Status, User
from boards.models.tasks import HIGHEST_PRIORITY, MOST_OTHERS
from boards.rules import days
from boards.rules.addresses import in_small_letters
from boards.rules.progress import HIGHEST_OPEN
from boards.rules.text import TITLE_LIMIT, clean_line
from boards.services.bulk_creation import HIGHEST_NUMBER
from boards.services.bulk_talk import NOTHING
from boards.services.tags import MOST_TAGS
from boards.transfer import addresses, counts, kinds, labels, luggage, moments, ours, texts, ties
from boards.transfer.boards import Board, Card
from boards.transfer.files import MOST_BYTES, refusal
from boards.transfer.lanes import Lanes, Target
from boards.transfer.plans import Notes, Plan, PlannedTask
from boards.transfer.talks import Talks
from boards.transfer.texts import one_line, whole_number

# Of all descriptions and comments together: a file is no longer, unless it says the same again and again.
MOST_TEXT = 2 * MOST_BYTES
# What a card is known by in a table or a list that gives it neither a number nor an address: where it stands.
_PLACE = re.compile(r"(?:row|line) \d+")
# So much of a title tells cards apart.
TELLING = 150
# A task, and whether it comes from another list than it goes to.
_Placed = tuple[PlannedTask, bool]


class Planner:
    """Works the plan out, one part after the other, and notes what is different."""

    def __init__(
        self, board: Board, owner: User, people: Mapping[str, User], by_hand: Mapping[str, User | None], *, new: bool
    ) -> None:
        self.board, self.owner, self.is_new = board, owner, new
        self.now = timezone.now()
        self.changed, self.left_out = Notes(), Notes()
        self.remarks: list[str] = []
        self.numbers: set[int] = set()
        emails = {key: in_small_letters(member.email) for key, member in board.members.items()}
        found = {key: people[email] for key, email in emails.items() if email in people}
        chosen = {**found, **{key: user for key, user in by_hand.items() if key in board.members}}
        self.people = {key: user for key, user in chosen.items() if user is not None}
        self.room = luggage.Room(board.tool, self.changed, self.left_out)
        self.talks = Talks(board, self.people, owner.zone, self.now, self.changed)

    def plan(
        self,
        completed: Collection[str],
        statuses: Mapping[str, Status],
        visibility: str,
        title: str | None,
        *,
        into_project: bool = False,
    ) -> Plan:
        """All of it; `into_project`: it goes where columns are already."""
        named = clean_line("title", title, TITLE_LIMIT) if title is not None else self._project_title()
        self.lanes = Lanes(self.board, completed, statuses, self.changed, self.left_out, into_project=into_project)
        tags = labels.tags_of(self.board, self.changed)
        cards = self._cards()
        self.ties = ties.of(cards, self.changed)
        tasks = list(self._all_tasks(cards, tags))
        # Cards from other lists come behind those that were in the list already.
        own = [*(task for task, moved in tasks if not moved), *(task for task, moved in tasks if moved)]
        description, *rest = texts.portions(self._project_description()) if self.is_new else [""]
        if self.board.description and not self.is_new:
            self.left_out.add(_("The description of the board, as the project has one"), self.board.description)
        counts.note_the_rest(self.board, self.people, self.changed, self.left_out)
        members = {user.pk: user for user in self.people.values() if user.pk != self.owner.pk}
        return Plan(
            tool=self.board.tool,
            title=named,
            description=description,
            visibility=visibility,
            columns=tuple(self.lanes.columns),
            tags=tuple(tag.draft for tag in tags.values() if tag.is_first),
            people=tuple(members.values()),
            tasks=(*_known_by_titles(own), *self._overflow(rest)),
            links=tuple(self._links(own)),
            added=self.lanes.added,
            targets={key: target.column for key, target in self.lanes.targets.items()},
            counts=counts.counts(self.board),
            changed=tuple(self.changed),
            left_out=tuple(self.left_out),
        )

    def _project_title(self) -> str:
        name = one_line(self.board.name)
        if not name:
            self.changed.add(_("The board has no name"))
        return self._cut(name, TITLE_LIMIT, _("Board names cut; they stand whole in the description")) or _(
            "%(tool)s board"
        ) % {"tool": self.board.tool}

    def _project_description(self) -> str:
        remarks = [f"- {each}" for each in (*self.remarks, *self.lanes.remarks)]
        return texts.below(self.board.description, (texts.ORIGIN % {"tool": self.board.tool}, remarks))

    def _overflow(self, portions: Sequence[str]) -> list[PlannedTask]:
        if not portions:
            return []
        self.changed.add(_("The description of the board is too long; the rest is on cards of their own"))
        pending = self.lanes.first(Status.PENDING)
        title = _("Description of the board, continued")
        return [PlannedTask(title=title, description=text, column=pending) for text in portions]

    def _links(self, tasks: Sequence[PlannedTask]) -> Iterator[tuple[int, LinkKind, int]]:
        places = {task.origin: place for place, task in reversed(list(enumerate(tasks))) if task.origin}
        return ((places[first], kind, places[second]) for first, kind, second in self.ties.real)

    # Cards

    def _cards(self) -> list[Card]:
        """List by list; within each they are in their order already."""
        order = {lane.id: index for index, lane in enumerate(self.board.lists)}
        cards = kinds.kept(self.board, self.changed, self.left_out)
        if self.board.is_ours:
            cards = [ours.translated(card, self.board, self.people) for card in cards]
        cards = [self._placed(card) for card in cards]
        return sorted(cards, key=lambda card: order.get(card.list_id, len(order)))

    def _placed(self, card: Card) -> Card:
        """With times that don't say of which zone they are as those of the owner: who brings a file mostly made it."""
        zone = self.owner.zone
        said = (replace(each, date=moments.placed(each.date, zone)) for each in card.comments)
        return replace(
            card,
            created_at=moments.placed(card.created_at, zone),
            done_at=moments.placed(card.done_at, zone),
            changed_at=moments.placed(card.changed_at, zone),
            comments=tuple(said),
        )

    def _all_tasks(self, cards: Sequence[Card], tags: Mapping[str, labels.PlannedTag]) -> Iterator[_Placed]:
        """Raises InvalidInput where they come to too much: a name may be long, and stand on very many cards."""
        room = MOST_TEXT
        for card in cards:
            for task, moved in self._tasks(card, tags):
                room -= len(task.description) + sum(len(comment.text) for comment in task.talk.comments)
                if room < 0:
                    sentence = _("What the file holds comes to more than %(limit)s MB of text.")
                    raise refusal(sentence % {"limit": MOST_TEXT // 1024**2})
                yield task, moved

    def _tasks(self, card: Card, tags: Mapping[str, labels.PlannedTag]) -> list[tuple[PlannedTask, bool]]:
        """The card's task, and more of them if its description needs the room; and whether it was moved."""
        remarks: list[str] = []
        title = self._title(card, remarks)
        target, moved = self._target(card, remarks)
        names = self._tag_names(card, tags, remarks)
        due = self._due(card, remarks)
        self._note_what_has_no_home(card)
        number = self._number(card, remarks)
        remarks += self.ties.words.get(card.id, ())
        if card.is_template:
            remarks.append(_("A template"))
        people, named = self._members(card)
        files, card = self.room.packed(card)
        web_links, card = addresses.of_card(card)
        talk, other = self.talks.of_card(card, remarks)
        description, *rest = texts.portions(texts.describe(other, self.board, self.owner.zone, named, remarks))
        task = PlannedTask(
            title=title,
            description=description,
            column=target.column,
            origin=card.id,
            number=number,
            tags=names,
            assignee=people[0] if people else None,
            others=tuple(people[1:]),
            has_strangers=bool(named),
            due_date=due,
            priority=min(card.priority, HIGHEST_PRIORITY),
            progress=self._progress(card, target),
            created_at=moments.past(card.created_at, self.now),
            completed_at=self._completed_at(card, target, title),
            archived=card.closed or card.is_template or target.archived,
            files=files,
            web_links=web_links,
            talk=talk,
        )
        return [(task, moved), *((each, moved) for each in self._continued(task, rest))]

    def _continued(self, task: PlannedTask, portions: Sequence[str]) -> list[PlannedTask]:
        if portions:
            self.changed.add(_("Descriptions too long; the rest is on a card of its own"), task.title)
        bare = replace(
            task,
            origin="",
            talk=NOTHING,
            files=(),
            web_links=(),
            number=None,
            tags=(),
            assignee=None,
            others=(),
            has_strangers=False,
            due_date=None,
        )
        return [
            replace(bare, title=f"{task.title[: TITLE_LIMIT - 10]} ({number})", description=text)
            for number, text in enumerate(portions, 2)
        ]

    def _number(self, card: Card, remarks: list[str]) -> int | None:
        """The number that people know the card by and write as #41; None if it needs a new one."""
        number = whole_number(card.number, HIGHEST_NUMBER) if self.is_new else None
        if card.number and (number is None or number in self.numbers):
            self.changed.add(_("Card numbers that can't be kept, now in the description"), f"#{card.number}")
            remarks.append(
                _("Number in %(tool)s: %(number)s") % {"tool": self.board.tool, "number": one_line(card.number)}
            )
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
        target = self.lanes.targets.get(card.list_id)
        if target is None:
            self.changed.add(_("Cards of a list that is not in the file, put into the first column"), card.title)
            target = Target(self.lanes.first(Status.PENDING))
        list_name = target.origin or self.lanes.name(card.list_id)
        is_done = self.lanes.columns[target.column].status is Status.COMPLETED
        if card.done and not is_done:
            target = replace(target, column=self.lanes.first(Status.COMPLETED), origin=list_name, ticked=True)
            name = self.lanes.columns[target.column].name
            self.changed.add(
                _("Cards marked complete in other lists, moved to “%(column)s”") % {"column": name}, card.title
            )
            remarks.append(_("Marked complete in the list “%(list)s”") % {"list": list_name})
        elif target.origin:
            remarks.append(_("From the list “%(list)s”") % {"list": list_name})
        return target, bool(target.origin)

    def _tag_names(self, card: Card, tags: Mapping[str, labels.PlannedTag], remarks: list[str]) -> tuple[str, ...]:
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

    def _note_what_has_no_home(self, card: Card) -> None:
        for name, _value in card.fields:
            self.changed.add(_("Fields that have no home here: they go into descriptions"), one_line(name))
        if card.start:
            self.changed.add(_("Start dates, which have no home here: they go into descriptions"), card.title)
        if card.place:
            self.changed.add(_("Places, which have no home here: they go into descriptions"), one_line(card.place))

    def _members(self, card: Card) -> tuple[list[User], list[str]]:
        """The members who have an account here, the first of them responsible, and the names of the others."""
        accounts = {self.people[key].pk: self.people[key] for key in card.members if key in self.people}
        people = list(accounts.values())[: MOST_OTHERS + 1]
        there = {user.pk for user in people}
        known = self.board.members
        missing = [key for key in card.members if key not in self.people or self.people[key].pk not in there]
        names = [known[key].name if key in known else key for key in missing]
        for name in names:
            self.changed.add(_("Members of cards, now named in the description"), name)
        return people, names

    def _progress(self, card: Card, target: Target) -> int:
        """What is left of it in a column that is not completed: short of all."""
        is_done = self.lanes.columns[target.column].status is Status.COMPLETED
        return 0 if is_done else max(0, min(card.progress, HIGHEST_OPEN))

    def _completed_at(self, card: Card, target: Target, title: str) -> datetime.datetime | None:
        if self.lanes.columns[target.column].status is not Status.COMPLETED:
            return None
        told = card.done_at
        # Its arrival in the list says when it was done only if the list is where it was done.
        exact = moments.past(told or (None if target.ticked else card.arrived_at or card.done_at), self.now)
        if exact is not None:
            return exact
        changed = moments.past(card.changed_at, self.now)
        # Two sentences: many files tell no last change either.
        if changed is not None:
            self.changed.add(_("Completed cards without a time of completion, dated by their last change"), title)
        else:
            self.changed.add(_("Completed cards without a time of completion, dated by the day of the import"), title)
        return changed or self.now

    def _cut(self, text: str, limit: int, note: str, remarks: list[str] | None = None) -> str:
        """The text if it fits, else its start; the whole goes to the remarks."""
        if len(text) <= limit:
            return text
        self.changed.add(note, text)
        (self.remarks if remarks is None else remarks).append(_("In full: %(text)s") % {"text": text})
        return text[: limit - 1].rstrip() + "…"


def _known_by_titles(tasks: Sequence[PlannedTask]) -> Iterator[PlannedTask]:
    """Those that are known by their places alone by their titles instead, and of equals by which of them they are: in a
    newer file they stand elsewhere as soon as one is added above or has gone."""
    times: Counter[str] = Counter()
    for task in tasks:
        if _PLACE.fullmatch(task.origin):
            title = task.title[:TELLING]
            times[title] += 1
            task = replace(task, origin=f"title {times[title]} {title}")
        yield task
