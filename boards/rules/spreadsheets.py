"""Text for the cells of a spreadsheet: none of it may be taken for a formula.

A program that opens a CSV file runs what begins with one of a few characters, behind blanks too. Some split at other
separators than the comma, inside quotes as well, so that a formula may begin in the middle of a text. An apostrophe
goes before each such place: it says "this is text". Taking one away at those places gives the text back (`plain`).
"""

from __future__ import annotations

import re

# Blanks and marks of no width, which a program may skip.
_SKIPPED = "[\\s\u00a0\u200b-\u200f\u2060\ufeff]*"
_START = '(?:^|(?<=[,;|\\t\\r\\n"]))'
_FORMULA = "(?:[=+\\-@\uff1d\uff0b\uff0d\uff20\u2212\\t\\r\\n]|DDE\\b|%0[AaDd9])"
_DANGER = re.compile(f"{_START}(?='*{_SKIPPED}'*{_FORMULA})")
_MARKED = re.compile(f"{_START}'(?='*{_SKIPPED}'*{_FORMULA})")


def cell(text: str) -> str:
    """The text with an apostrophe wherever a formula might begin."""
    return _DANGER.sub("'", text)


def plain(text: str) -> str:
    """What `cell` was given."""
    return _MARKED.sub("", text)
