"""What the words in cells of tables mean."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from boards.models.tasks import HIGHEST_PRIORITY
from boards.transfer.boards import Item, Member
from boards.transfer.tables import key

_WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_YES = frozenset(_WORDS["yes"].split())
_PRIORITIES = {word: level for level, words in enumerate(_WORDS["priorities"]) for word in words.split()}
# No part may begin where another could go on: long cells would take time by the square of their length.
_PERSON = re.compile(r"(?P<name>[^<>(]*)[<(]\s*(?P<email>[^<>()\s@]+@[^<>()\s@]+)\s*[>)]")
_BOX = re.compile(r"(?:[-*•]\s*)?(?:\[(?P<mark>[ xX✓])\]|(?P<tick>[☐☑☒✔✅✓]))?\s*(?P<text>.*)", re.DOTALL)
_TICKS = frozenset("xX✓☑☒✔✅")


def is_yes(text: str) -> bool:
    """Whether a cell says yes, or done."""
    return text.casefold() in _YES


def priority(text: str) -> int | None:
    """From 0 to 4 for the words that are known, a number as it is; None for anything else."""
    word = text.casefold().strip(" !*()")
    if word.isdecimal() and word.isascii():
        return min(int(word[:9]), HIGHEST_PRIORITY)
    found = (_PRIORITIES.get(each) for each in (key(word), *filter(None, re.split(r"[\W_]+", word))))
    return next((level for level in found if level is not None), None)


def percent(text: str) -> int | None:
    """From 0 to 100; a workbook writes 40 % as 0.4. None for what is no share."""
    match = re.fullmatch(r"(\d{1,3})(?:[.,](\d{1,9}))?\s*(%?)", text.strip())
    if not match:
        return None
    value = float(f"{match[1]}.{match[2] or 0}")
    return min(100, round(value * 100) if match[2] and value <= 1 and not match[3] else int(value))


def duration(seconds: str) -> str:
    """Hours and minutes; what is no number of seconds stays as it is."""
    if not seconds.isdecimal():
        return seconds
    hours, minutes = divmod(int(seconds[:12]) // 60, 60)
    return " ".join(filter(None, (f"{hours} h" if hours else "", f"{minutes} min" if minutes or not hours else "")))


def member(text: str) -> Member:
    """A person of a cell: a name, an address, or both."""
    match = _PERSON.fullmatch(text)
    name, email = (match["name"].strip(), match["email"]) if match else (text, text if "@" in text else "")
    return Member(text, name or email, email)


def item(text: str) -> Item:
    """A line of a checklist, with or without a box."""
    match = _BOX.fullmatch(text.strip())
    mark = (match["mark"] or match["tick"] or "") if match else ""
    return Item((match["text"] if match else text).strip(), mark in _TICKS)
