"""A plan: all that an import would make, with what changed on the way, ready to be shown or carried out."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils import formats
from django.utils.translation import gettext as _

from boards.models import LinkKind, User
from boards.services.bulk_creation import ColumnDraft, TagDraft
from boards.services.bulk_talk import NOTHING, Talk
from boards.services.bulk_web_links import WebLinkDraft
from boards.transfer.boards import Attachment

# So much of what a file says is repeated in a note.
EXAMPLES = 3
EXAMPLE_LENGTH = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedTask:
    """A task to be; `column` is its column's place in the plan."""

    title: str
    description: str
    column: int
    # What it is known by in the file; "" for a card that only holds what found no room on another.
    origin: str = ""
    number: int | None = None
    tags: tuple[str, ...] = ()
    priority: int = 0
    progress: int = 0
    assignee: User | None = None
    others: tuple[User, ...] = ()
    # Whether somebody has it, too, who has no account here.
    has_strangers: bool = False
    due_date: datetime.date | None = None
    created_at: datetime.datetime | None = None
    completed_at: datetime.datetime | None = None
    archived: bool = False
    # Its files that come along, then its checklists and comments.
    files: tuple[Attachment, ...] = ()
    web_links: tuple[WebLinkDraft, ...] = ()
    talk: Talk = NOTHING


@dataclass(frozen=True, slots=True)
class Count:
    """What the file holds of one kind: `of_these` tells how many of them are special, and how."""

    name: str
    total: int
    of_these: tuple[tuple[int, str], ...] = ()

    def __str__(self) -> str:
        details = ", ".join(f"{_grouped(number)} {what}" for number, what in self.of_these)
        return f"{_grouped(self.total)} ({details})" if details else _grouped(self.total)


@dataclass(frozen=True, slots=True)
class Note:
    """Something that is not here as it was there, how often (0: always so), and the first examples of `more`."""

    text: str
    count: int
    examples: tuple[str, ...]
    more: bool = False

    def __str__(self) -> str:
        shown = ", ".join(f"“{example}”" for example in self.examples)
        more = ", …" if self.more else ""
        return (f"{self.text}: {_grouped(self.count)}" if self.count else self.text) + (
            f" ({shown}{more})" if shown else ""
        )


@dataclass
class Notes:
    """Collects notes: the same remark on many cards becomes one."""

    found: dict[str, list[str]] = field(default_factory=dict)
    facts: list[str] = field(default_factory=list)

    def add(self, text: str, example: str = "", count: int = 1) -> None:
        """One more of these; with `count` 0 nothing is noted."""
        self.found.setdefault(text, []).extend([example] * count)

    def __iter__(self) -> Iterator[Note]:
        for text, examples in self.found.items():
            if examples:
                # The same name on many cards is one example.
                named = list(dict.fromkeys(filter(None, examples)))
                yield Note(text, len(examples), tuple(map(printable, named[:EXAMPLES])), len(named) > EXAMPLES)
        yield from (Note(fact, 0, ()) for fact in self.facts)


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """A project to be, from a file of `tool`.

    `counts` tell what the file holds, `changed` and `left_out` what is different here.
    """

    tool: str
    title: str
    description: str
    visibility: str
    columns: tuple[ColumnDraft, ...]
    tags: tuple[TagDraft, ...]
    people: tuple[User, ...]
    tasks: tuple[PlannedTask, ...]
    # Places among the tasks, see `bulk_links`.
    links: tuple[tuple[int, LinkKind, int], ...]
    # The places of columns that no list of the file has brought along.
    added: frozenset[int]
    # The place of the column that takes the cards of a list, by the list's id.
    targets: Mapping[str, int]
    counts: tuple[Count, ...]
    changed: tuple[Note, ...]
    left_out: tuple[Note, ...]

    def lines(self) -> Iterator[str]:
        """The plan in words, one line after the other, always in the same order."""
        yield _("In the file:")
        yield from (f"  {count.name}: {count}" for count in self.counts)
        yield _("On the board:")
        for index, column in enumerate(self.columns):
            cards = [task for task in self.tasks if task.column == index]
            kinds = ((sum(task.archived for task in cards), _("archived")),)
            size = Count("", len(cards), tuple((number, what) for number, what in kinds if number))
            limit = ", " + _("WIP limit %(limit)s") % {"limit": column.wip_limit} if column.wip_limit else ""
            yield f"  {printable(column.name)} [{column.status.label}]: {size}{limit}"
        for heading, notes in (
            (_("Different from %(tool)s:") % {"tool": self.tool}, self.changed),
            (_("Left out:"), self.left_out),
        ):
            yield heading
            yield from (f"  - {note}" for note in notes)
            if not notes:
                yield "  " + _("nothing")


def _grouped(number: int) -> str:
    return formats.number_format(number, force_grouping=True)


def printable(text: str) -> str:
    """A text on one line, without what could steer a terminal, and not too long."""
    line = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    return line if len(line) <= EXAMPLE_LENGTH else line[: EXAMPLE_LENGTH - 1] + "…"
