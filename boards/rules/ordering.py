"""Positions of cards and columns: fractions between 0 and 1, written in base 36.

A position is a string over `0-9a-z`, read as the digits behind a point, without trailing zeros; so the
order of the strings is the order of the fractions, and between two different ones there is always another.
Inserting changes one card and no neighbour.
"""

from __future__ import annotations

from collections.abc import Iterator

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
BASE = len(DIGITS)
# New cards at an end step by a fixed amount in the first eight digits: room for 1.6 million of them
# before strings have to grow.
WIDTH = 8
STEP = BASE**4
MIDDLE = "i"
# A string longer than this is a sign of many insertions at one spot; the caller re-spaces the column.
LONGEST = 40


class NoRoom(Exception):
    """There is no position between the two (they are equal, out of order, or it would be too long)."""


def between(before: str | None, after: str | None) -> str:
    """A position greater than `before` and smaller than `after`; None stands for the end of the list.

    Raises NoRoom when the column has to be re-spaced first.
    """
    if before is None and after is None:
        return MIDDLE
    at_an_end = after is None or before is None
    position = _step(before, after) if at_an_end else _midpoint(before, after)
    if len(position) > LONGEST:
        raise NoRoom
    return position


def spaced(count: int) -> Iterator[str]:
    """`count` positions at equal steps, in order."""
    width = WIDTH
    while BASE**width <= count * STEP:
        width += 1
    step = min(BASE**width // (count + 1), STEP * BASE ** (width - WIDTH))
    start = (BASE**width - step * count) // 2
    return (_text(start + step * index, width) for index in range(count))


def _step(before: str | None, after: str | None) -> str:
    value = _number((before or after or "")[:WIDTH], WIDTH) + (STEP if before is not None else -STEP)
    if 0 < value < BASE**WIDTH:
        return _text(value, WIDTH)
    return _midpoint(before, after)


def _midpoint(before: str | None, after: str | None) -> str:
    width = max(len(before or ""), len(after or "")) + 1
    low = _number(before or "", width)
    high = _number(after, width) if after is not None else BASE**width
    if high <= low:
        raise NoRoom
    return _shortest(low, high, width)


def _shortest(low: int, high: int, width: int) -> str:
    """The shortest string strictly between two numbers of `width` digits that end in 0, near their middle."""
    for length in range(1, width):
        unit = BASE ** (width - length)
        middle = (low + high) // 2 // unit * unit
        for value in (middle, middle + unit):
            if low < value < high:
                return _text(value, width)
    return _text((low + high) // 2, width)


def _number(text: str, width: int) -> int:
    return int(text.ljust(width, "0"), BASE) if text else 0


def _text(value: int, width: int) -> str:
    digits = []
    for _place in range(width):
        value, digit = divmod(value, BASE)
        digits.append(DIGITS[digit])
    return "".join(reversed(digits)).rstrip("0")
