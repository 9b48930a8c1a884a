"""The boxes of a text (`- [ ]`): how one of them is ticked, in the text as it is by now."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from boards.exceptions import RuleBroken
from boards.rules.markdown import box_lines

# As the parser counts lines.
_ENDS = re.compile(r"(\r\n|\n|\r)")
_MARK = re.compile(r"\[[ xX]\]")


def ticked(seen: str, text: str, number: int, *, done: bool) -> str:
    """The text with a box ticked, or not: the one that had this number in the text that was `seen`.

    If it has been changed since, the box is known by its line. RuleBroken where that is not to be found, or twice.
    """
    line = _line(seen, number)
    if seen == text:
        return _with(text, line, done=done)
    seen_lines, lines = _lines(seen), _lines(text)
    wanted = _plain(seen_lines[line])
    there = [each for each in box_lines(text) if _plain(lines[each]) == wanted]
    before = [each for each in box_lines(seen) if _plain(seen_lines[each]) == wanted]
    if len(there) != 1 or len(before) != 1:
        raise RuleBroken(_gone())
    return _with(text, there[0], done=done)


def _line(text: str, number: int) -> int:
    lines = box_lines(text)
    if not 0 <= number < len(lines):
        raise RuleBroken(_gone())
    return lines[number]


def _lines(text: str) -> list[str]:
    return _ENDS.split(text)[::2]


def _plain(line: str) -> str:
    return _MARK.sub("[ ]", line, count=1)


def _with(text: str, line: int, *, done: bool) -> str:
    parts = _ENDS.split(text)
    parts[2 * line] = _MARK.sub("[x]" if done else "[ ]", parts[2 * line], count=1)
    return "".join(parts)


def _gone() -> str:
    return _("This box is not there any more: somebody has changed the text. Look at it again.")
