"""What checklists hold: how much, and what makes of pasted lines their items."""

from __future__ import annotations

import re
from typing import NamedTuple

from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput
from boards.rules.text import ITEM_LIMIT, check_storable, clean_line, is_blank

MOST_LISTS = 50
MOST_ITEMS = 500
# What lines of lists begin with: a bullet or a number, and maybe a box.
_BULLET = re.compile(r"^\s*(?:[-*+•–]|\d{1,3}[.)])\s+")
_BOX = re.compile(r"^\s*(?:[-*+]\s+)?\[([ xX])\]\s+")


class Line(NamedTuple):
    """An item as somebody has typed it, and whether it is ticked there."""

    text: str
    is_done: bool = False


def lines_of(field: str, typed: str) -> list[Line]:
    """An item for each line in which there is something to read; InvalidInput for none, too many, or too long a one.

    Bullets and numbers are taken off several lines, boxes off any.
    """
    given = [line for line in re.split(r"\r\n|\r|\n", check_storable(field, typed)) if not is_blank(line)]
    if not given:
        raise InvalidInput(field, _("Write what is to be done."))
    if len(given) > MOST_ITEMS:
        raise InvalidInput(field, _("Paste at most %(most)s lines at once.") % {"most": MOST_ITEMS})
    return [_line(field, line, bullets=len(given) > 1) for line in given]


def _line(field: str, line: str, *, bullets: bool) -> Line:
    bare = _BULLET.sub("", line) if bullets else line
    box = _BOX.match(line) or _BOX.match(bare)
    text = box.string[box.end() :] if box else bare
    # A line of marks alone is what it says.
    text = line if is_blank(text) else text
    return Line(checked_text(field, text), box is not None and box[1] != " ")


def checked_text(field: str, text: str) -> str:
    """The text of an item as it is stored."""
    return clean_line(field, text, ITEM_LIMIT)
