"""What a card is put together from: its date, its people, and the words for them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import get_language

from boards.models.users import hue_of, initials_of
from boards.queries import formatting
from boards.queries.task_links import OnCard

# Beside the one responsible.
OTHERS_SHOWN = 3


class Due(NamedTuple):
    """A due date on a card."""

    state: str
    text: str
    full: str


class Assignee(NamedTuple):
    """The avatar on a card."""

    initials: str
    hue: int
    name: str


class Beside(NamedTuple):
    """Whoever has a card beside the one responsible: avatars, and the names of those for whom there is no room."""

    shown: Sequence[Assignee]
    more: Sequence[str]

    @classmethod
    def of(cls, people: Sequence[Assignee]) -> Beside:
        """These people, in their order."""
        return cls(people[:OTHERS_SHOWN], [person.name for person in people[OTHERS_SHOWN:]])


@lru_cache(maxsize=2_000)
def _due(date: datetime.date, today: datetime.date, _language: str | None) -> Due:
    """The same days stand on many boards, and Django takes long to put one into the words of a language."""
    state = "overdue" if date < today else "today" if date == today else "future"
    return Due(state, formatting.day(date, today), formatting.full_day(date))


class Wording:
    """Due dates, priorities and avatars in the language of now, each worked out once for many cards."""

    def __init__(self, today: datetime.date) -> None:
        self._today, self._language = today, get_language()
        self._priorities = {0: ""}
        self._people: dict[int, Assignee] = {}

    def due(self, date: datetime.date) -> Due:
        """A due date that still matters."""
        return _due(date, self._today, self._language)

    def priority(self, value: int) -> str:
        """Nothing for no priority."""
        if value not in self._priorities:
            self._priorities[value] = formatting.priority(value)
        return self._priorities[value]

    def assignee(self, pk: int, name: str) -> Assignee:
        """A person's avatar."""
        if pk not in self._people:
            self._people[pk] = Assignee(initials_of(name), hue_of(pk), name)
        return self._people[pk]


class CardView(NamedTuple):
    """A card, ready for its template, which takes the fields in this order."""

    pk: int
    number: int
    version: int
    title: str
    position: str
    tags: Sequence[tuple[str, int]]
    more_tags: Sequence[str]
    priority: int
    priority_text: str
    due: Due | None
    percent: int
    completed: bool
    assignee: Assignee | None
    beside: Beside | None
    comments: int
    items: str
    links: OnCard | None
    files: int
    web_links: int
    cover: str
