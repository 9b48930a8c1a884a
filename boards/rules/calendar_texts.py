"""Lines of iCalendar: texts escaped and folded as RFC 5545 says (sections 3.1 and 3.3.11)."""

from __future__ import annotations

import re

MOST_OCTETS = 75
# What ends a line for one reader or another, and control characters, which no text may hold.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_BACKSLASH, _INSIDE, _LEADING = 0x5C, 0xC0, 0x80


def escaped(text: str) -> str:
    """A text as a value."""
    if not text.isprintable():
        text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))
    return text.replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,").replace("\n", r"\n")


def escaped_line(text: str) -> str:
    """A text of one line as a value: some programs refuse a whole task for a break in its summary."""
    return escaped(text if text.isprintable() else _LINE_ENDS.sub(" ", text))


def content_line(name: str, value: str) -> str:
    """A line, folded: no part has more than 75 octets, none begins inside a character or an escape."""
    line = f"{name}:{value}"
    if len(line) <= MOST_OCTETS and line.isascii():
        return line
    octets = line.encode()
    parts, start, room = [], 0, MOST_OCTETS
    while start + room < len(octets):
        end = _end(octets, start + room)
        parts.append(octets[start:end])
        # The space that marks what is continued counts.
        start, room = end, MOST_OCTETS - 1
    parts.append(octets[start:])
    return b"\r\n ".join(parts).decode()


def _end(octets: bytes, end: int) -> int:
    """The last place up to there where a line may be cut."""
    while octets[end] & _INSIDE == _LEADING:
        end -= 1
    slashes = end
    while octets[slashes - 1] == _BACKSLASH:
        slashes -= 1
    return end - (end - slashes) % 2
