"""One type for all text that people or programs put in."""

from __future__ import annotations

import unicodedata

from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput

TITLE_LIMIT = 500
TEXT_LIMIT = 100_000
WORD_LIMIT = 50
NAME_LIMIT = 100


def check_storable(field: str, value: str) -> str:
    """Return `value`; raise InvalidInput for what no database or UTF-8 answer can hold."""
    if "\x00" in value:
        raise InvalidInput(field, _("This text contains a NUL character, which can't be stored. Remove it."))
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise InvalidInput(field, _("This text contains half of a character pair, which can't be stored. Remove it."))
    return value


def clean_line(field: str, value: str, limit: int, *, required: bool = True) -> str:
    """A single line: stripped at both ends, otherwise to the letter.

    Raises InvalidInput when it is blank though required, longer than `limit` characters, or has line breaks.
    """
    value = check_storable(field, value).strip()
    if required and not value:
        raise InvalidInput(field, _("Enter at least one visible character."))
    if "\n" in value or "\r" in value:
        raise InvalidInput(field, _("Enter a single line, without line breaks."))
    return _check_length(field, value, limit)


def clean_text(field: str, value: str, limit: int = TEXT_LIMIT) -> str:
    """Several lines: kept to the letter, but CRLF (what browsers send) becomes LF."""
    return _check_length(field, check_storable(field, value).replace("\r\n", "\n"), limit)


def _check_length(field: str, value: str, limit: int) -> str:
    if len(value) > limit:
        raise InvalidInput(
            field,
            _("Use at most %(limit)s characters; this has %(length)s.") % {"limit": limit, "length": len(value)},
        )
    return value


def fold(value: str) -> str:
    """The key under which two spellings count as the same word: NFKC, then Unicode case folding.

    Stored beside the text, because SQLite folds ASCII letters only.
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value).casefold())
