"""Dates as people and programs write them: 2026-09-05, 5.9.2026, 09/05/26 10:12 AM, 05/Sep/26, 5 septembre 2026.

Which of two numbers is the day, one date does not tell and a column mostly does: one value above 12 is enough.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Order(StrEnum):
    """In which order a column writes year, month and day."""

    YEAR_FIRST = "ymd"
    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"

    @property
    def label(self) -> str:
        """With an example."""
        return str(_EXAMPLES[self])


_EXAMPLES = {
    Order.YEAR_FIRST: _("year, month, day (2026-12-31)"),
    Order.DAY_FIRST: _("day, month, year (31.12.2026)"),
    Order.MONTH_FIRST: _("month, day, year (12/31/2026)"),
}
# The first letters of the months that tell them apart, in the languages that exports are written in.
_MONTHS = (
    "jan ene gen sty led yan янв",
    "feb fev fév lut úno uno фев",
    "mar mär maa mrt mrz břez brez бер мар",
    "apr abr avr kwi dub апр",
    "may mai mag maj mei kvě kve мая май",
    "jun jui giu cze čer cer июн",
    "jul juil lug lip červenc cervenc июл",
    "aug ago aoû aou sie srp авг",
    "sep set wrz zář zar сен",
    "oct okt ott paź paz říj rij out окт",
    "nov lis listopad ноя",
    "dec dez déc dic gru pro дек",
)
_NUMBERS = re.compile(r"(\d{1,4})\s*[./\-]\s*(\d{1,2})\s*[./\-]\s*(\d{1,4})(?!\d)")
_EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_DAY_NAMED = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|\.|º)?[\s/\-]*(?:de\s+)?([^\W\d_]{3,})\.?[\s/\-,]*(?:de\s+)?(\d{2,4})"
)
_NAMED_DAY = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:\s*,)?\s+(\d{4})")
_TIME = re.compile(r"(?<![\d.])(\d{1,2})[:.h](\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*([AaPp])?\.?[Mm]?\.?")
_ZONE = re.compile(r"(?:Z|UTC|GMT|([+-])(\d{2}):?(\d{2}))\s*$")
_EPOCH = re.compile(r"\d{9,10}|\d{12,13}")


def order_of(values: Iterable[str]) -> tuple[Order, bool]:
    """How these dates are written, and whether that is certain.

    Where nothing tells, dots and dashes mean the day first, as they do wherever they are used, and slashes the month.
    """
    first = second = slashes = 0
    for value in values:
        match = _NUMBERS.match(value.strip())
        if not match:
            continue
        one, two = int(match[1]), int(match[2])
        if len(match[1]) == 4 or one > 31:
            return Order.YEAR_FIRST, True
        first, second = max(first, one), max(second, two)
        slashes += "/" in match[0]
    if first > 12 or second > 12:
        return (Order.DAY_FIRST if first > 12 else Order.MONTH_FIRST), not (first > 12 and second > 12)
    return (Order.MONTH_FIRST if slashes else Order.DAY_FIRST), not first


def iso(value: str, order: Order) -> str:
    """A date, or a date and time, in ISO form; as it is written if it can't be read.

    Numbers alone are seconds, or milliseconds, since 1970. A time without a zone stays without one.
    """
    text = value.strip()
    if not text:
        return ""
    if _EPOCH.fullmatch(text):
        seconds = int(text) / (1000 if len(text) > 10 else 1)
        return datetime.datetime.fromtimestamp(seconds, datetime.UTC).isoformat()
    try:
        found = datetime.datetime.fromisoformat(text)
    except ValueError:
        return _read(text, order) or value
    return text if ":" in text or len(text) > 10 else found.date().isoformat()


def is_date(value: str) -> bool:
    """Whether this looks like a date of any form."""
    return any(iso(value, order) != value for order in Order) or bool(re.match(r"\d{4}-\d{2}-\d{2}", value))


def _read(text: str, order: Order) -> str:
    day = _day(text, order)
    if day is None:
        return ""
    date, rest = day
    match = _TIME.search(rest)
    if not match:
        return date.isoformat()
    hour, minute = int(match[1]), int(match[2])
    if match[4]:
        hour = hour % 12 + (12 if match[4] in "Pp" else 0)
    try:
        time = datetime.time(hour, minute, int(match[3] or 0))
        return datetime.datetime.combine(date, time, _zone(rest)).isoformat()
    except ValueError:
        return date.isoformat()


def _zone(text: str) -> datetime.tzinfo | None:
    """Raises ValueError for an offset of a day and more."""
    match = _ZONE.search(text)
    if not match:
        return None
    if not match[1]:
        return datetime.UTC
    minutes = int(match[2]) * 60 + int(match[3])
    return datetime.timezone(datetime.timedelta(minutes=minutes if match[1] == "+" else -minutes))


def _day(text: str, order: Order) -> tuple[datetime.date, str] | None:
    """The day a text begins with, and what follows it."""
    # A weekday before it says nothing more.
    start = re.sub(r"^[^\W\d_]+\.?,?\s+(?=\d)", "", text)
    for pattern, whole in ((_NUMBERS, start), (_EAST_ASIAN, start), (_DAY_NAMED, start), (_NAMED_DAY, text)):
        match = pattern.match(whole)
        if match:
            try:
                return datetime.date(*_parts(match, order)), whole[match.end() :]
            except ValueError:
                continue
    return None


def _parts(match: re.Match[str], order: Order) -> tuple[int, int, int]:
    """Year, month and day."""
    if match.re is _NUMBERS:
        return _ordered(match, order)
    if match.re is _EAST_ASIAN:
        return int(match[1]), int(match[2]), int(match[3])
    day, name = (match[1], match[2]) if match.re is _DAY_NAMED else (match[2], match[1])
    return _year(match[3]), _month(name), int(day)


def _ordered(found: re.Match[str], order: Order) -> tuple[int, int, int]:
    one, two, three = found[1], found[2], found[3]
    if len(one) == 4:
        return int(one), int(two), int(three)
    if order is Order.YEAR_FIRST:
        return _year(one), int(two), int(three)
    day, month = (one, two) if order is Order.DAY_FIRST else (two, one)
    return _year(three), int(month), int(day)


def _year(text: str) -> int:
    """Two digits are of this century up to 2069, as in POSIX."""
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year < 69 else 1900)


def _month(name: str) -> int:
    """From 1 to 12. Raises ValueError for no month's name."""
    word = unicodedata.normalize("NFC", name.casefold())
    found = [
        (len(start), number)
        for number, starts in enumerate(_MONTHS, 1)
        for start in starts.split()
        if word.startswith(start)
    ]
    if not found:
        raise ValueError(name)
    return max(found)[1]
