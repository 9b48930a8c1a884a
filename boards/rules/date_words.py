"""Dates as people type them (`tomorrow`, `fri`, `+2w`, `24 Dec`, `24.12.`, `2026-12-24`), read in this one place."""

from __future__ import annotations

import calendar
import datetime
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

from django.utils import dates
from django.utils.formats import get_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from boards.rules import days

_TODAY = frozenset({"today", "tod", "now"})
_TOMORROW = frozenset({"tomorrow", "tmrw", "tmr", "tom"})
_YESTERDAY = frozenset({"yesterday"})
_UNITS = {
    **dict.fromkeys(("d", "day", "days"), "days"),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks"), "weeks"),
    **dict.fromkeys(("m", "mo", "month", "months"), "months"),
    **dict.fromkeys(("y", "yr", "yrs", "year", "years"), "years"),
}
_NUMBERS = ("a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNTED = {word: number for number, word in enumerate(_NUMBERS, start=1)} | {"an": 1, "one": 1}
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_ISO = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})")
_DOTTED = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\.? ?([0-9]{4}|[0-9]{2})?")
_SLASHED = re.compile(r"([0-9]{1,2})([/-])([0-9]{1,2})(?:\2([0-9]{4}|[0-9]{2}))?")
_AHEAD = re.compile(r"(?:in |\+ ?)?([0-9]{1,5}|[a-z]+) ?([a-z]+)")
_DAY = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|\.)?")
_YEAR = re.compile(r"[0-9]{4}")
# No date takes more letters; reading an endless text would hold the process up.
_MOST_LETTERS = 100


def date_from_words(text: str, *, today: datetime.date) -> datetime.date:
    """The day that `text` means for somebody whose day is `today`.

    English words, the names of days and months in the language in use, ISO dates, and numbers in the order of that
    language. A day without a year is the next one, today included; a weekday is the next one after today. Raises
    ValueError with a sentence for the person who typed it, also for a day out of the range of `rules.days`.
    """
    words = _plain(text) if len(text) <= _MOST_LETTERS else ""
    try:
        for reading in (_by_word, _ahead, _by_weekday, _by_number, _by_month):
            found = reading(words, today)
            if found is not None:
                return _in_range(found)
    except OverflowError as error:
        raise ValueError(days.out_of_range()) from error
    raise ValueError(_("Use a date such as tomorrow, fri, +2w, 24 Dec or 2026-12-24."))


def _in_range(day: datetime.date) -> datetime.date:
    if not days.is_usable(day):
        raise ValueError(days.out_of_range())
    return day


def _plain(text: str) -> str:
    """Small letters and single blanks, without commas; hyphens only between numbers."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace(",", " ").replace("_", " ")
    return " ".join(re.sub(r"(?<=[^\W\d])-|-(?=[^\W\d])", " ", folded).split())


def _by_word(words: str, today: datetime.date) -> datetime.date | None:
    """`tomorrow`, `next week` (its Monday), `end of month` and their like."""
    steps = {0: _TODAY | {_("Today").casefold()}, 1: _TOMORROW | {_("Tomorrow").casefold()}}
    steps[-1] = _YESTERDAY | {_("Yesterday").casefold()}
    for step, names in steps.items():
        if words in names:
            return _later(today, days=step)
    first = today.replace(day=1)
    if words == "next week":
        return _later(today, days=7 - today.weekday())
    if words == "next month":
        return _months_later(first, 1)
    if words in {"end of month", "eom", "end of the month"}:
        return first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return None


def _ahead(words: str, today: datetime.date) -> datetime.date | None:
    """`+3`, `+2w`, `2 weeks`, `in a month`."""
    if re.fullmatch(r"\+ ?[0-9]{1,5}", words):
        return _later(today, days=int(words.lstrip("+ ")))
    match = _AHEAD.fullmatch(words)
    unit = _UNITS.get(match[2]) if match else None
    if match is None or unit is None:
        return None
    count = int(match[1]) if match[1].isdigit() else _COUNTED.get(match[1])
    if count is None:
        return None
    if unit in {"months", "years"}:
        return _months_later(today, count * (12 if unit == "years" else 1))
    return _later(today, days=count * (7 if unit == "weeks" else 1))


def _by_weekday(words: str, today: datetime.date) -> datetime.date | None:
    """`fri`, `on friday`, `this fri` (today, if it is one), `next fri` (the one of next week)."""
    match = re.fullmatch(r"(?:(on|this|next) )?([^\W\d]+)\.?", words)
    number = _weekdays(get_language()).get(match[2]) if match else None
    if match is None or number is None:
        return None
    if match[1] == "next":
        return _later(today, days=7 - today.weekday() + number)
    if match[1] == "this":
        return _later(today, days=(number - today.weekday()) % 7)
    return _later(today, days=(number - today.weekday() - 1) % 7 + 1)


def _by_number(words: str, today: datetime.date) -> datetime.date | None:
    """`2026-12-24`, `24.12.`, `24/12/2026`, `24th`."""
    if match := _ISO.fullmatch(words):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _DOTTED.fullmatch(words):
        return _dated(int(match[1]), int(match[2]), match[3], today)
    if match := _SLASHED.fullmatch(words):
        if match[2] == "-" and len(match[4] or "") == 2:
            # 26-01-02: some begin with the year here, others with the day.
            raise ValueError(_("This can be read in two ways. Write the year with four digits, such as 2026-12-24."))
        day, month = _ordered(int(match[1]), int(match[3]))
        return _dated(day, month, match[4], today)
    if match := re.fullmatch(r"([0-9]{1,2})(?:st|nd|rd|th)", words):
        return _next_of_month(int(match[1]), today)
    return None


def _by_month(words: str, today: datetime.date) -> datetime.date | None:
    """`24 Dec`, `December 24th 2027`, `24th of December`."""
    months = _months(get_language())
    parts = [part for part in words.replace(" of ", " ").split() if part != "de"]
    named = [part for part in parts if part.rstrip(".") in months]
    rest = [part for part in parts if part not in named]
    if len(named) != 1 or not rest or len(rest) > 2 or len(named) + len(rest) != len(parts):
        return None
    day, year = _DAY.fullmatch(rest[0]), rest[1] if len(rest) == 2 else None
    if day is None or (year and not _YEAR.fullmatch(year)):
        return None
    return _dated(int(day[1]), months[named[0].rstrip(".")] + 1, year, today)


@lru_cache(maxsize=64)
def _weekdays(_language: str | None) -> dict[str, int]:
    """The days of the week, Monday as 0, in English and in the language in use, which is the one named."""
    return _names(_WEEKDAYS, dates.WEEKDAYS, dates.WEEKDAYS_ABBR)


@lru_cache(maxsize=64)
def _months(_language: str | None) -> dict[str, int]:
    """The months, January as 0, in English and in the language in use, which is the one named."""
    return _names(_MONTHS, dates.MONTHS, dates.MONTHS_3, dates.MONTHS_ALT)


def _names(english: list[str], *translated: Mapping[int, object]) -> dict[str, int]:
    """The place of each name: English ones, also shortened to three letters or more, and those of the language."""
    found = {name[:length]: at for at, name in enumerate(english) for length in range(3, len(name) + 1)}
    for names in translated:
        first = min(names)
        found.update((str(name).casefold().rstrip("."), at - first) for at, name in names.items())
    return found


def _ordered(one: int, other: int) -> tuple[int, int]:
    """(day, month) of two numbers, by the order of the language; where it knows both, only if one order is possible."""
    orders = [(one, other) if day_first else (other, one) for day_first in _orders()]
    possible = {(day, month) for day, month in orders if month <= 12}
    if len(possible) > 1:
        raise ValueError(_("This can be read in two ways. Write the name of the month, such as 3 Apr."))
    return possible.pop() if possible else (one, other)


def _orders() -> Iterator[bool]:
    """Whether the day comes first, for each order of numbers in the language."""
    formats = [each for each in get_format("DATE_INPUT_FORMATS") if re.fullmatch(r"%[dm][/-]%[dm][/-]%[yY]", each)]
    yield from {each.startswith("%d") for each in formats} or {True}


def _dated(day: int, month: int, year: str | None, today: datetime.date) -> datetime.date:
    """That day; without a year the next one, which for 29 February is years away."""
    if year is not None:
        return _day(int(year) + (2000 if len(year) == 2 else 0), month, day)
    for ahead in range(9):
        try:
            found = datetime.date(today.year + ahead, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    raise _no_such_day()


def _next_of_month(day: int, today: datetime.date) -> datetime.date:
    """The next such day of a month that has it."""
    for ahead in range(3):
        month = _months_later(today.replace(day=1), ahead)
        if day <= calendar.monthrange(month.year, month.month)[1] and (ahead or day >= today.day):
            return _day(month.year, month.month, day)
    raise _no_such_day()


def _day(year: int, month: int, day: int) -> datetime.date:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        raise _no_such_day() from None


def _no_such_day() -> ValueError:
    return ValueError(_("There is no such day in the calendar. Use a date such as 24 Dec or 2026-12-24."))


def _later(day: datetime.date, *, days: int) -> datetime.date:
    return day + datetime.timedelta(days=days)


def _months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > datetime.MAXYEAR:
        raise OverflowError
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
