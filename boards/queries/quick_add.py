"""What is typed into the field for new cards, read with the tags and people of its project."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.translation import get_language

from boards.models import Priority, Project, User
from boards.models.users import HUES, hue_of, initials_of
from boards.queries import board, formatting
from boards.queries.card_parts import Assignee, Due
from boards.queries.icons import PRIORITY_ICONS
from boards.rules import quick_add
from boards.rules.text import fold

# A title longer than this may not be seen whole in its field.
_SEEN = 30


@dataclass(frozen=True, slots=True)
class TagChip:
    """A tag, and whether it will be made along with the card."""

    name: str
    colour: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What the card will get, ready for the template: a title only if its field may not show it whole."""

    title: str
    tags: list[TagChip]
    priority: int | None
    priority_text: str
    priority_icon: str
    people: list[Assignee]
    due: Due | None
    sentences: list[str]


def read(project: Project, text: str, reader: User) -> quick_add.Typed:
    """What the text means; two queries if it names people, or none where the menus of the board are kept."""
    return quick_add.read(text, _known(project, reader))


def preview(project: Project, text: str, reader: User) -> Preview:
    """What the text means, for the eye; the same queries."""
    known = _known(project, reader)
    typed = quick_add.read(text, known)
    return Preview(
        title=typed.title if len(text) > _SEEN else "",
        tags=_chips(project, typed.tags),
        priority=typed.priority,
        priority_text=formatting.priority(typed.priority) if typed.priority else "",
        priority_icon=PRIORITY_ICONS[typed.priority or 0],
        people=_chosen(known, typed),
        due=_due(typed.due_date, known.day),
        sentences=typed.sentences,
    )


def _known(project: Project, reader: User) -> quick_add.Known:
    def people() -> Sequence[tuple[int, str]]:
        return board.menus(project).choices.people

    priorities = _priorities(get_language())
    return quick_add.Known(load_people=people, me=reader.pk, priorities=priorities, day=reader.today())


@cache
def _priorities(_language: str | None) -> Mapping[str, int]:
    """The five that pages offer: in English, in the language that is spoken, and as numbers."""
    return {fold(word): step.value for step in Priority for word in (step.name, str(step.label), str(step.value))}


def _chips(project: Project, names: list[str]) -> list[TagChip]:
    """A new tag shows the colour it is going to have."""
    offered = board.menus(project).choices.tags if names else []
    there = {fold(name): TagChip(name, colour, is_new=False) for name, colour in offered}
    new = [name for name in names if fold(name) not in there]
    made = {name: TagChip(name, (len(offered) + step) % HUES, is_new=True) for step, name in enumerate(new)}
    return [there.get(fold(name)) or made[name] for name in names]


def _chosen(known: quick_add.Known, typed: quick_add.Typed) -> list[Assignee]:
    """Whoever is to have it, the one responsible first; nobody is looked up where nobody is named."""
    if typed.assignee is None:
        return []
    names = dict(known.people)
    return [Assignee(initials_of(names[pk]), hue_of(pk), names[pk]) for pk in (typed.assignee, *typed.others)]


def _due(date: datetime.date | None, today: datetime.date) -> Due | None:
    if date is None:
        return None
    state = "overdue" if date < today else "today" if date == today else "future"
    return Due(state, formatting.day(date, today), formatting.full_day(date))
