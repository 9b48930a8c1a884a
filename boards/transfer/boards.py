"""What the file of any tool says, in plain objects: each format makes these, and what becomes of them is alike for all.

Everything but names and places may be missing. Texts are as the file has them; dates that can't be read stay as they
are written, so that a note can say which. Times without an offset are as a clock showed them to whoever made the file.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO

from boards.models import Relation, Status

# Kinds of cards that are no ordinary ones.
MIRROR, SEPARATOR = "mirror", "separator"


@dataclass(frozen=True, slots=True)
class Label:
    """A label; many have a colour and no name. `colour` is a name or `#rrggbb` (see `colours`)."""

    id: str
    name: str
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A person; few exports tell an e-mail address."""

    id: str
    name: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a checklist. `due` is an ISO date or moment, or whatever the file says."""

    text: str
    done: bool = False
    due: str = ""
    member_id: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """A checklist of a card."""

    name: str
    card_id: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said about a card. `author` is a name; `author_id` a key of the board's members, if it is one."""

    card_id: str
    author: str
    text: str
    date: datetime.datetime | None = None
    author_id: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file or link of a card: its address, or a way to open what the file brings along, and how many bytes it has.

    `is_cover`: it is the picture on the front of the card. `stays`: the address is that of a file which the tool keeps.
    """

    name: str
    url: str = ""
    open: Callable[[], IO[bytes]] | None = field(default=None, compare=False)
    size: int = 0
    is_cover: bool = False
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another card, by its id; `kind` is how this card sees it.

    `title` is what the file says of a card that it does not hold; `words` say what kind it is where none of ours fits.
    """

    kind: Relation
    card_id: str
    title: str = field(default="", compare=False)
    words: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """A column. `limit` is as the file writes it; `status` is set where the file tells what the column means."""

    id: str
    name: str
    closed: bool = False
    limit: str = ""
    status: Status | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """A card with all that belongs to it. `number`, `due`, `start` are as the file writes them, dates in ISO form."""

    id: str
    list_id: str
    title: str
    number: str = ""
    # The part of its address that names it.
    short_link: str = ""
    # What it is if it is no ordinary card: MIRROR, SEPARATOR, or a word of the tool's own.
    role: str = ""
    mirrored: str = ""
    is_template: bool = False
    description: str = ""
    closed: bool = False
    due: str = ""
    start: str = ""
    done: bool = False
    # 0 to 999, as here; 0 to 100.
    priority: int = 0
    progress: int = 0
    created_at: datetime.datetime | None = None
    done_at: datetime.datetime | None = None
    changed_at: datetime.datetime | None = None
    # When it came into the list it is in.
    arrived_at: datetime.datetime | None = None
    place: str = ""
    labels: tuple[str, ...] = ()
    # The first of them is responsible.
    members: tuple[str, ...] = ()
    # Name and value of what has no place of its own.
    fields: tuple[tuple[str, str], ...] = ()
    checklists: tuple[Checklist, ...] = ()
    comments: tuple[Comment, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    links: tuple[Link, ...] = ()
    comments_counted: int = 0
    votes: int = 0
    stickers: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Board:
    """A board of a tool, its lists and cards in the order people saw them.

    `strays` are checklists and comments of cards that the file does not hold. `told_since` is set if the export was
    cut: the time of the oldest action it holds. `never` names, in words, what files of this tool never hold, or what
    has no home here whatever the board; `mended` and `doubles` are places of the file. `is_ours`: descriptions mention
    people as ours do, by the ids of members; `is_bare`: nothing is to be written below them.
    """

    tool: str
    name: str
    lists: tuple[Lane, ...]
    cards: tuple[Card, ...]
    description: str = ""
    closed: bool = False
    labels: dict[str, Label] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    strays: tuple[Checklist | Comment, ...] = ()
    history: int = 0
    told_since: datetime.datetime | None = None
    most_actions: int = 0
    never: tuple[str, ...] = ()
    doubles: tuple[str, ...] = ()
    mended: tuple[str, ...] = ()
    # Notes of the format's own: what it saw (a sentence) and where.
    remarks: tuple[tuple[str, str], ...] = ()
    is_ours: bool = False
    is_bare: bool = False
