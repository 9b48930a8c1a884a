"""The text part of a message: lines that every mail program shows whole, in any writing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

WIDTH = 76
# First strong isolate and its end: what a text does to the direction of writing ends with it.
_ISOLATE, _END = "\u2068", "\u2069"
_RIGHT_TO_LEFT = frozenset({"R", "AL", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI", "PDF", "PDI"})
# Breaks of lines and what else no line may hold.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def line(text: str) -> str:
    """Somebody's text as one line, without what would break it."""
    return _CONTROLS.sub(" ", text).strip()


def isolated(text: str) -> str:
    """The same where it stands between words of ours, which it must not turn around."""
    one = line(text)
    turns = any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in one)
    return f"{_ISOLATE}{one}{_END}" if turns else one


def wrapped(text: str, *, first: str = "", rest: str = "") -> str:
    """A paragraph in lines of at most `WIDTH`, but for words that are longer, such as addresses."""
    lines, room = [first], WIDTH
    for word in _pieces(line(text)):
        needed = width(lines[-1]) + width(word)
        if needed > room and lines[-1].strip() not in ("", first.strip()):
            lines.append(rest)
            word = word.lstrip()
        lines[-1] += word if lines[-1] not in (first, rest) else word.lstrip()
    return "\n".join(each.rstrip() for each in lines)


def width(text: str) -> int:
    """In columns: letters of East Asia take two, marks upon letters none."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else not unicodedata.combining(each) for each in text)


def _pieces(text: str) -> Iterator[str]:
    """What must stay together: words with the blank before them, and each letter of writing without blanks."""
    for word in re.findall(r"\s*\S+", text):
        start = ""
        for letter in word:
            if unicodedata.east_asian_width(letter) in "WF":
                if start.strip():
                    yield start
                    start = ""
                yield start + letter
                start = ""
            else:
                start += letter
        if start:
            yield start
