"""CSV that opens in columns, and of which no cell may be taken for a formula.

A spreadsheet splits a CSV at the separator of the lists of its own region, and reads a fraction by the decimal sign of
that region. Nothing in the file can tell it otherwise: the line "sep=;" that Excel understands makes it forget that the
file is UTF-8, and is a row like any other to every other program. So whoever writes the file has to know the region of
whoever opens it: programs get what RFC 4180 says (comma, and a decimal point), people what the language of their
browser makes likely, and both may choose.

A program that opens a CSV file runs what begins with one of a few characters, behind blanks too. Some split at other
separators than the comma, inside quotes as well, so that a formula may begin in the middle of a text. An apostrophe
goes before each such place: it says "this is text". Taking one away at those places gives the text back (`plain`).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Blanks and marks of no width, which a program may skip; within a line, and over its end.
_MARKS = "\u00a0\u200b-\u200f\u2060\ufeff"
_SKIPPED, _SKIPPED_IN_LINE = f"[\\s{_MARKS}]*", f"(?:[^\\S\\r\\n]|[{_MARKS}])*"
_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20\u2212\\t"
_WORDS = "DDE\\b|%0[AaDd9]"
# Apostrophes are never given back, and no more blanks skipped than it takes: many of them cost time by number alone.
_AHEAD = f"'*+{_SKIPPED}?'*(?:[{_SIGNS}\\r\\n]|{_WORDS})"
# What follows an empty line has a beginning of its own.
_AHEAD_IN_LINE = f"'*+{_SKIPPED_IN_LINE}?'*(?:[{_SIGNS}]|{_WORDS})"
_START, _START_OF_LINE = '(?:^|(?<=[,;|\\t"]))', "(?<=[\\r\\n])"
_DANGER = re.compile(f"{_START}(?={_AHEAD})|{_START_OF_LINE}(?={_AHEAD_IN_LINE})")
_MARKED = re.compile(f"{_START}'(?={_AHEAD})|{_START_OF_LINE}'(?={_AHEAD_IN_LINE})")


def cell(text: str) -> str:
    """The text with an apostrophe wherever a formula might begin."""
    return _DANGER.sub("'", text)


def plain(text: str) -> str:
    """What `cell` was given."""
    return _MARKED.sub("", text)


@dataclass(frozen=True, slots=True)
class Dialect:
    """What stands between cells, and in a number with a fraction. `has_mark` puts U+FEFF first, by which spreadsheets
    know UTF-8: without it they take é for Ã©."""

    separator: str = ","
    decimal: str = "."
    has_mark: bool = True


# What may stand between cells, by the names it has in addresses. Where a semicolon does, it is mostly because the comma
# is the decimal sign.
SEPARATORS = {
    "comma": Dialect(),
    "semicolon": Dialect(";", ","),
    "semicolon-point": Dialect(";"),
    "tab": Dialect("\t"),
}

# Languages in whose regions a fraction has a comma, and cells therefore a semicolon.
_COMMA = re.compile(
    "af|ast|az|be|bg|br|bs|ca|cs|da|de|dsb|el|eo|es|et|eu|fi|fo|fr|fur|fy|gl|hr|hsb|hu|hy|id|io|is|it|ka|kk|kl|ky|lb|lo"
    "|lt|lv|mk|nb|nl|nn|no|os|pl|pt|ro|ru|sc|se|sk|sl|sq|sr|sv|tg|tk|tr|tt|udm|uk|uz|vi"
)
# Regions that differ from their language: those of Spanish that write a point, those of Arabic and English that write a
# comma.
_POINT_REGIONS = re.compile("es-(419|BR|BZ|CU|DO|GT|HN|MX|NI|PA|PE|PR|SV|US)")
_COMMA_REGIONS = re.compile("ar-(DZ|LY|MA|TN)|en-(AT|BE|DE|DK|FI|NL|SE|SI|ZA)")
# Where it is a point, and cells have a semicolon all the same. French of Switzerland has a comma.
_SWISS = re.compile("(de|en|it)-CH|de-LI|(gsw|rm)-.*")


def separator_for(language: str) -> str:
    """The name of the separator that a spreadsheet of somebody with this language tag ("de-AT") most likely expects."""
    primary, *rest = re.split("[-_]", language)
    # The region is the part of two letters or three digits: zh-Hant-TW.
    region = next((part.upper() for part in rest if len(part) == 2 or part.isdigit()), "")
    tag = f"{primary.lower()}-{region}"
    if _SWISS.fullmatch(tag):
        return "semicolon-point"
    if _COMMA_REGIONS.fullmatch(tag):
        return "semicolon"
    return "semicolon" if _COMMA.fullmatch(primary.lower()) and not _POINT_REGIONS.fullmatch(tag) else "comma"


def write(rows: Iterable[Sequence[object]], dialect: Dialect) -> bytes:
    """The rows as CSV in UTF-8. Text is made safe, numbers stay numbers, None is an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=dialect.separator)
    writer.writerows([_shown(value, dialect) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig" if dialect.has_mark else "utf-8")


def _shown(value: object, dialect: Dialect) -> object:
    if isinstance(value, str):
        return cell(value)
    return str(value).replace(".", dialect.decimal) if isinstance(value, float) else value
