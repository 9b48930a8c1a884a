"""Dates as people and programs write them: 2026-09-05, 5.9.2026, 09/05/26 10:12 AM, 05/Sep/26, 5 septembre 2026.

Which of two numbers is the day, one date does not tell and a column mostly does: one value above 12 is enough.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

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
    "jan ene gen sty led yan tammi oca ιαν січ янв",
    "feb fev fév lut úno uno helmi şub sub φεβ лют фев",
    "mar mär maa mrt mrz břez brez már μαρ бер мар",
    "apr abr avr kwi dub huhti nis ápr απρ квіт апр",
    "may mai mag maj mei kvě kve touko máj μαϊ трав мая май",
    "jun jui giu cze čer cer kesä haz jún ιουν черв июн",
    "jul juil lug lip červenc cervenc heinä tem júl ιουλ лип июл",
    "aug ago aoû aou sie srp elo ağu agu αυγ серп авг",
    "sep set wrz zář zar syys eyl sze σεπ вер сен",
    "oct okt ott paź paz říj rij out loka eki οκτ жовт окт",
    "nov lis listopad marras kas νοε листоп ноя",
    "dec dez déc dic gru pro joulu ara δεκ груд дек",
)
_NUMBERS = re.compile(r"(\d{1,4})\s*[./\-]\s*(\d{1,2})\s*[./\-]\s*(\d{1,4})(?!\d)")
_EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
# Java writes the short names of months so in East Asia: 05/9月/26, 26/9월/05.
_NUMBERED_MONTH = re.compile(r"(\d{1,4})[/\-. ](\d{1,2})[月월][/\-. ](\d{1,4})")
_DAY_NAMED = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|\.|º)?[\s/\-]*(?:de\s+)?([^\W\d_]{3,})\.?[\s/\-,]*(?:de\s+)?(\d{2,4})"
)
_NAMED_DAY = re.compile(r"([^\W\d_]{3,})\.?[\s\-]+(\d{1,2})(?:st|nd|rd|th)?(?:\s*,|-)?\s*(?<=[\s,\-])(\d{4})")
_TIME = re.compile(r"(?<![\d.])(\d{1,2})[:.h](\d{2})(?::(\d{2}))?(?:[.,]\d+)?")
# Before or behind the time, as languages have it.
_MORNING = re.compile(r"(?<![^\W\d_])[Aa]\.?\s?[Mm]\b|上午|午前|오전|\bvorm\b|\bdop\b|\bπ\.?μ\b|\bÖÖ\b")
_AFTERNOON = re.compile(r"(?<![^\W\d_])[Pp]\.?\s?[Mm]\b|下午|午後|오후|\bnachm\b|\bodp\b|\bμ\.?μ\b|\bÖS\b")
_ZONE = re.compile(r"(?:\b(?:UTC|GMT)|(?<=\d)Z)?(?:([+-])(\d{1,2})(?::?(\d{2}))?)?\s*(?:\([^()]*\))?\s*$")
# What JavaScript makes of a date when nobody says how: Thu Sep 05 2024 10:12:33 GMT+0000 (…).
_WEEKDAY = re.compile(r"^[^\W\d_]+\.?,?\s+(?=\d|[^\W\d_]+\.?\s+\d{1,2}(?:\s|,))")
# What stands between the first and the last day of a span.
_SPAN = re.compile(r"\s+(?:→|–|—|to)\s+")
# Nobody writes a longer date. Where one begins and ends is looked for at a cost that grows faster than the text.
LONGEST_DATE = 200
# No start of a month's name is longer.
LONGEST_START = 12
# Where an offset has a name only: those of North America, which its programs write.
_NAMED_ZONES = {
    name: datetime.timezone(datetime.timedelta(hours=hours))
    for name, hours in {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}.items()
}
_EPOCH = re.compile(r"\d{9,10}|\d{12,13}")


def order_of(values: Iterable[str], *, is_european: bool = False) -> tuple[Order, bool]:
    """How these dates are written, and whether that is certain.

    Dots mean the day first wherever they are used. Where nothing tells, dashes mean so too, and slashes the month
    unless the table `is_european`: semicolons stand between cells where a comma is in numbers, and there days go first.
    """
    first = second = slashes = others = 0
    for value in values:
        match = _NUMBERS.match(value.strip())
        if not match:
            continue
        one, two = int(match[1]), int(match[2])
        if len(match[1]) == 4 or one > 31:
            return Order.YEAR_FIRST, True
        first, second = max(first, one), max(second, two)
        slashes += "/" in match[0]
        others += "." not in match[0]
    if first > 12 or second > 12:
        return (Order.DAY_FIRST if first > 12 else Order.MONTH_FIRST), not (first > 12 and second > 12)
    return (Order.MONTH_FIRST if slashes and not is_european else Order.DAY_FIRST), not first or not others


def iso(value: str, order: Order) -> str:
    """A date, or a date and time, in ISO form; as it is written if it can't be read.

    Numbers alone are seconds, or milliseconds, since 1970. A time without a zone stays without one.
    """
    text = " ".join(value.split())
    if not text:
        return ""
    if len(text) > LONGEST_DATE:
        return value
    if _EPOCH.fullmatch(text):
        seconds = int(text) / (1000 if len(text) > 10 else 1)
        return datetime.datetime.fromtimestamp(seconds, datetime.UTC).isoformat()
    try:
        found = datetime.datetime.fromisoformat(text)
    except ValueError:
        return _read(text, order) or value
    return text if ":" in text or len(text) > 10 else found.date().isoformat()


def ends(value: str) -> tuple[str, str]:
    """The first and the last day of a span as they are written: “5 May 2026 → 7 May 2026”. A single day ends itself."""
    first, *more = _SPAN.split(" ".join(value.split()), maxsplit=1)
    return (first, more[0]) if more and is_date(first) and is_date(more[0]) else ("", value)


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
    is_afternoon = _AFTERNOON.search(rest) is not None
    if is_afternoon or _MORNING.search(rest):
        hour = hour % 12 + (12 if is_afternoon else 0)
    try:
        time = datetime.time(hour, minute, int(match[3] or 0))
        return datetime.datetime.combine(date, time, _zone(rest[match.end() :])).isoformat()
    except ValueError:
        return date.isoformat()


def _zone(text: str) -> datetime.tzinfo | None:
    """Raises ValueError for an offset of a day and more."""
    match = _ZONE.search(text)
    if not match or not match[0].strip():
        return _NAMED_ZONES.get(text.rpartition(" ")[2])
    if not match[1]:
        return datetime.UTC if "UTC" in match[0] or "GMT" in match[0] or "Z" in match[0] else None
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    return datetime.timezone(datetime.timedelta(minutes=minutes if match[1] == "+" else -minutes))


def _day(text: str, order: Order) -> tuple[datetime.date, str] | None:
    """The day a text begins with, and what follows it."""
    # A weekday before it says nothing more.
    start = _WEEKDAY.sub("", text)
    tried = [(each, start) for each in (_NUMBERS, _EAST_ASIAN, _NUMBERED_MONTH, _DAY_NAMED)]
    for pattern, whole in (*tried, (_NAMED_DAY, text), (_NAMED_DAY, start)):
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
    if match.re is _NUMBERED_MONTH:
        # Of two short numbers the first is the day, but in Korea the year.
        first, last = (match[1], match[3]) if "월" in match[0] else (match[3], match[1])
        return _year(first), int(match[2]), int(last)
    if match.re is _EAST_ASIAN:
        return int(match[1]), int(match[2]), int(match[3])
    day, name = (match[1], match[2]) if match.re is _DAY_NAMED else (match[2], match[1])
    return _year(match[3]), _month(name[:LONGEST_START]), int(day)


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


@lru_cache(maxsize=256)
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
