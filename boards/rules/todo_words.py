"""Words of a todo.txt line that the format takes for marks: +project, @context, due:2026-03-01.

It has no way to write them as mere words. A backslash before the sign makes them words for every reader of the format,
and ours takes it away again: \\+1, due\\:2026-03-01.
"""

from __future__ import annotations

import re

DATE = r"(?:\d{4}-\d{2}-\d{2})"
# A pair is one only as a whole: “due:soon” is a word like any other.
PAIR = re.compile(rf"(?<!\S)(?:(due|t):({DATE})|(rec):(\+?\d{{1,4}}[dwmyb])|(pri):([A-Z]))(?!\S)")
# What programs such as topydo write: the number of a task, which its parts name.
TIE = re.compile(r"(?<!\S)(id|p):(\d{1,9})(?!\S)")
WORD = re.compile(r"(?<!\S)[+@](\S+)")
_SIGN = re.compile(r"(?<!\S)((?:due|t|rec|pri)(?=\\*:)|(?:id|p)(?=\\*:\d{1,9}(?!\S))|(?=\\*[+@]))(?=\\*\S\S)")
_BACKSLASH = re.compile(r"(?<!\S)((?:due|t|rec|pri)(?=\\+:)|(?:id|p)(?=\\+:\d{1,9}(?!\S))|(?=\\+[+@]))\\(?=\\*\S\S)")


def sentence(text: str) -> str:
    """The text without the marks before and behind it; within it they are words of it: “Document +TodoTxt format”."""
    words = text.split()
    is_mark = [WORD.fullmatch(word) is not None for word in words]
    if all(is_mark):
        return ""
    first, last = is_mark.index(False), len(words) - is_mark[::-1].index(False)
    return " ".join(words[first:last])


def escaped(text: str) -> str:
    """The text with nothing in it that is a mark."""
    return _SIGN.sub(r"\1\\", text)


def unescaped(text: str) -> str:
    """The text as it was."""
    return _BACKSLASH.sub(r"\1", text)
