"""Parts of a file that a reader asks for (RFC 9110, 14)."""

from __future__ import annotations

import re
from typing import NamedTuple

_ONE = re.compile(r"bytes=\s*([0-9]{0,18})-([0-9]{0,18})\s*", re.ASCII | re.IGNORECASE)


class Unsatisfiable(Exception):
    """Nothing of what is asked for is there (416)."""


class Part(NamedTuple):
    """The bytes from `start` up to `stop`, of `size`."""

    start: int
    stop: int
    size: int

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.stop - self.start

    @property
    def words(self) -> str:
        """As Content-Range says it."""
        return f"bytes {self.start}-{self.stop - 1}/{self.size}"


def part(header: str, size: int) -> Part | None:
    """The one part that is asked for; None where that is the whole: without a header, with one that makes no sense, or
    with several parts, as a server may answer those."""
    found = _ONE.fullmatch(header)
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        start, stop = max(0, size - int(found[2])), size
    else:
        start, stop = int(found[1]), min(size, int(found[2] or size) + 1)
        if found[2] and int(found[2]) < start:
            return None
    if start >= stop:
        raise Unsatisfiable
    return Part(start, stop, size)
