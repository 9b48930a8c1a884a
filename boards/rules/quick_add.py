"""What can be typed into the field for new cards: `Write the texts #copy !high @dana ^tomorrow`.

A mark counts at the beginning of a word, and what follows it up to the next blank belongs to it:

- `#copy` is a tag; `#"to do"` one with a blank in it; `#a,b` are two. Digits alone (`#12`) name a card and stay text.
- `!high` is a priority, by its name or by a number from 0 to 4. Anything else (`!important`) stays text.
- `@dana` is the person of that name: all of it without blanks, one of its words, or the beginning of one if it fits
  nobody else. `@me` is who types. Somebody unknown, or a beginning that fits several, stays text, with a sentence.
- `^tomorrow` is the due date: as many of the next words as make a date (`^24 Dec`, `^next week`). No date, no mark.

A card has one priority and one due date: a second one stays text. Of several people the first is responsible. A
backslash before a mark (`\\#copy`) takes its meaning away. Commas and full stops behind a word don't belong to it.
What is left is the title.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from boards.rules.date_words import date_from_words
from boards.rules.text import fold

# The mark with its quoted text, or a word up to the next blank.
_WORD = re.compile(r'(?<!\S)(?:[#@^]"[^"]+"(?!\S)|\S+)')
_ESCAPED = re.compile(r"\\+[#!@^]")
# As many words as a date takes at most: "end of the month".
_LONGEST_DATE = 4
_TRAILING = ",.;:!?)"
_NAMED = 3


@dataclass(frozen=True)
class Known:
    """What words can mean to this person, whose day is `day`, in this project. `priorities` are folded words.

    `load_people` is called where a word names somebody: most name nobody.
    """

    load_people: Callable[[], Sequence[tuple[int, str]]]
    me: int
    priorities: Mapping[str, int]
    day: datetime.date

    @cached_property
    def people(self) -> Sequence[tuple[int, str]]:
        """Those who can have the card, as (id, name)."""
        return self.load_people()


@dataclass
class Typed:
    """What was understood; None for what was not typed. `sentences` say what was not understood, and why."""

    title: str = ""
    tags: list[str] = field(default_factory=list)
    priority: int | None = None
    assignee: int | None = None
    others: list[int] = field(default_factory=list)
    due_date: datetime.date | None = None
    sentences: list[str] = field(default_factory=list)

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to tell: the text is the title."""
        return not (self.tags or self.sentences) and (self.priority, self.assignee, self.due_date) == (None, None, None)


def read(text: str, known: Known) -> Typed:
    """The title and the facts of a new card."""
    typed, kept, end = Typed(), [], 0
    words = list(_WORD.finditer(text))
    while words:
        taken = _take(typed, words, text, known)
        if not taken:
            kept.append(text[end : words[0].start()] + _without_escape(words[0][0]))
        end = words[max(taken, 1) - 1].end()
        del words[: max(taken, 1)]
    typed.title = "".join(kept).strip()
    if not typed.title and not typed.is_plain:
        typed.sentences.append(_(r"Type a title too. A backslash, as in \#word, makes a mark part of it."))
    return typed


def _take(typed: Typed, words: list[re.Match[str]], text: str, known: Known) -> int:
    """How many of the words, from the first on, are a mark with its text, which is then noted."""
    mark, rest = words[0][0][0], words[0][0][1:].strip('"')
    if mark == "^":
        return _take_date(typed, words, text, known.day)
    takers: dict[str, Callable[[Typed, str, Known], bool]] = {"#": _take_tag, "!": _take_priority, "@": _take_person}
    return int(mark in takers and any(map(str.isalnum, rest)) and takers[mark](typed, rest, known))


def _take_tag(typed: Typed, rest: str, known: Known) -> bool:
    names = [name for part in (rest.rstrip(_TRAILING) or rest).split(",") if (name := part.strip())]
    if all(map(str.isdecimal, names)):
        return False
    for name in names:
        if fold(name) not in map(fold, typed.tags):
            typed.tags.append(name)
    return True


def _take_priority(typed: Typed, rest: str, known: Known) -> bool:
    found = known.priorities.get(fold(rest.rstrip(_TRAILING)))
    if found is None:
        return False
    if typed.priority is not None:
        return _refuse(typed, f"!{rest}", _("a card has one priority"))
    typed.priority = found
    return True


def _take_person(typed: Typed, rest: str, known: Known) -> bool:
    word = rest.rstrip(_TRAILING)
    found = _people(word, known)
    if len(found) == 1:
        _give(typed, found[0][0])
        return True
    if not found:
        return _refuse(typed, f"@{word}", _("nobody of that name takes tasks here"))
    names = ", ".join(name for _pk, name in found[:_NAMED]) + (" …" if len(found) > _NAMED else "")
    return _refuse(typed, f"@{word}", _("it fits %(names)s") % {"names": names})


def _give(typed: Typed, person: int) -> None:
    """The first has the card, whoever comes after has it too; each once."""
    if typed.assignee is None:
        typed.assignee = person
    elif person not in (typed.assignee, *typed.others):
        typed.others.append(person)


def _people(word: str, known: Known) -> list[tuple[int, str]]:
    """Those whom a word fits best: by the whole name, else by one of its words, else by a beginning."""
    key = _joined(word)
    if key in {"me", _joined(_("me"))}:
        return [person for person in known.people if person[0] == known.me]
    ways: tuple[Callable[[str], bool], ...] = (
        lambda name: _joined(name) == key,
        lambda name: key in map(_joined, name.split()),
        lambda name: any(_joined(part).startswith(key) for part in (name, *name.split())),
    )
    for fits in ways:
        found = [person for person in known.people if fits(person[1])]
        if found:
            return found
    return []


def _joined(name: str) -> str:
    return re.sub(r"[\s._-]+", "", fold(name))


def _take_date(typed: Typed, words: list[re.Match[str]], text: str, today: datetime.date) -> int:
    """The most words that make a date."""
    sentence = ""
    for count in range(min(len(words), _LONGEST_DATE), 0, -1):
        tried = text[words[0].start() + 1 : words[count - 1].end()].strip('"')
        for spelling in dict.fromkeys((tried, tried.rstrip(_TRAILING))):
            try:
                found = date_from_words(spelling, today=today)
            except ValueError as error:
                sentence = str(error)
                continue
            if typed.due_date is None:
                typed.due_date = found
                return count
            sentence = _("A card has one due date.")
    if any(map(str.isalnum, words[0][0])):
        typed.sentences.append(_("“%(word)s” stays in the title. %(why)s") % {"word": words[0][0], "why": sentence})
    return 0


def _refuse(typed: Typed, word: str, why: str) -> bool:
    typed.sentences.append(_("“%(word)s” stays in the title: %(why)s.") % {"word": word, "why": why})
    return False


def _without_escape(word: str) -> str:
    return word[1:] if _ESCAPED.match(word) else word
