"""One type for all text that people or programs put in."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput

TITLE_LIMIT = 500
TEXT_LIMIT = 100_000
WORD_LIMIT = 50
NAME_LIMIT = 100
ITEM_LIMIT = 500
# Letters and symbols of no ink: Hangul fillers and the empty Braille cell.
_BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_HALF_PAIR = re.compile("[\ud800-\udfff]")
_NOT_IN_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF))


def check_storable(field: str, value: str) -> str:
    """Return `value`; raise InvalidInput for what no database or UTF-8 answer can hold."""
    if "\x00" in value:
        raise InvalidInput(field, _("This text contains a NUL character, which can't be stored. Remove it."))
    if _HALF_PAIR.search(value):
        raise InvalidInput(field, _("This text contains half of a character pair, which can't be stored. Remove it."))
    return value


def clean_line(field: str, value: str, limit: int, *, required: bool = True) -> str:
    """A single line: stripped at both ends, otherwise to the letter.

    Raises InvalidInput when it is blank though required, longer than `limit` characters, or has line breaks.
    """
    value = check_storable(field, value).strip()
    if required and is_blank(value):
        raise InvalidInput(field, _("Enter at least one visible character."))
    if "\n" in value or "\r" in value:
        raise InvalidInput(field, _("Enter a single line, without line breaks."))
    return _check_length(field, value, limit)


def clean_tag(field: str, value: str) -> str:
    """The name of a tag: a short line without commas, which stand between tags where they are typed."""
    value = clean_line(field, value, WORD_LIMIT)
    if "," in value:
        raise InvalidInput(field, _("Leave out the comma: it stands between two tags."))
    return value


def clean_text(field: str, value: str, limit: int = TEXT_LIMIT) -> str:
    """Several lines: kept to the letter, but CRLF (what browsers send) becomes LF."""
    return _check_length(field, check_storable(field, value).replace("\r\n", "\n"), limit)


def is_blank(value: str) -> bool:
    """Whether nothing of the text can be seen: only spaces, control and format characters, and fillers."""
    return all(character in _BLANKS or unicodedata.category(character)[0] in "CZ" for character in value)


def for_xml(value: str) -> str:
    """The text without the control characters that XML 1.0 can't hold, escaped or not."""
    # None of them can be printed, and hardly any text has to be looked through.
    return value if value.isprintable() else value.translate(_NOT_IN_XML)


def _check_length(field: str, value: str, limit: int) -> str:
    if len(value) > limit:
        raise InvalidInput(
            field,
            _("Use at most %(limit)s characters; this has %(length)s.") % {"limit": limit, "length": len(value)},
        )
    return value


def natural_key(value: str) -> tuple[list[str | int], str]:
    """What words are sorted by where people look for one: `a2` before `a10`, `Äpfel` beside `apple`."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", fold(value)) if not unicodedata.combining(c))
    parts: list[str | int] = [*re.split("([0-9]+)", plain)]
    # Every other part is a number, so that two keys never compare a number with a word.
    parts[1::2] = [int(part) for part in parts[1::2]]
    return parts, fold(value)


def fold(value: str) -> str:
    """The key under which two spellings count as the same word: NFKC, then Unicode case folding.

    Stored beside the text, because SQLite folds ASCII letters only.
    """
    if value.isascii():
        return value.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value).casefold())


def searched(*texts: str) -> str:
    """What something is found by that says these, as it is stored beside them."""
    return fold("\n".join(texts))
