"""Plain words → Markdown that shows them as they are: what would be taken for a sign gets a backslash.

People go on editing the text, so what can't be a sign where it stands (`2 * 3`, `snake_case`, a price in brackets) is
left alone. An address stays as it is, or is put in angles: in it a backslash would be shown.
CommonMark 0.31, sections 2.4 (escapes), 4 and 6.
"""

from __future__ import annotations

import re

_ALWAYS = r"""
    (?P<run>\*+|_+)
    | `
    | ~(?=~)|(?<=~)~
    | \\(?=[!-/:-@\[-`{-~]|https?://|$)
    | @(?=\[)                         # somebody who was picked
    | <(?=[A-Za-z/!?]|[^\s<>]+[:@])   # a tag, or an address in angles
    | &(?=\#?\w+;)                    # a character's name (findings/markdown-names-of-characters.sh)
    | (?<=\s)\#(?=\#*$)               # the end of a heading
"""
_SIGN = re.compile(
    rf"""
    (?P<address>https?://(?:[^\s<>()]|\([^\s<>()]*\))+(?<![.,;:!?]))
    | {_ALWAYS}
    | \[(?=[ xX]\])                   # a box
    | \](?=[(\[:]|$)                  # the end of a link's words, or of its name
    """,
    re.VERBOSE,
)
_SIGN_IN_LINK = re.compile(rf"{_ALWAYS} | [\[\]]", re.VERBOSE)
# What an address is not found with, or not to its end.
_UNSURE = re.compile(r"""[*`~|\\\[\](){}'"]|&#?\w+(?:;|$)""")
_END = re.compile(r"[.,;:!?)]*(?:\s|$)")
# What makes another block of a line that begins with it: a heading, a quotation, an item, a rule, an underline.
_BEGINNING = re.compile(r"#{1,6}(?=\s|$)|>|[-+*](?=\s|$)|-(?=-)|[=_|:](?=[\s=_|:-]*$)")
_NUMBER = re.compile(r"\d{1,9}(?=[.)](?:\s|$))")


def as_markdown(words: str, *, begins_line: bool = False) -> str:
    """The words, of one line or less, as they are to stand in a text in Markdown."""
    text = _SIGN.sub(_escaped, words)
    if not begins_line:
        return text
    if number := _NUMBER.match(text):
        return f"{number[0]}\\{text[number.end() :]}"
    return f"\\{text}" if _BEGINNING.match(text) else text


def as_words_of_link(words: str) -> str:
    """The same between the brackets of a link or a picture."""
    return _SIGN_IN_LINK.sub(_escaped, words)


def _escaped(match: re.Match[str]) -> str:
    before, after = match.string[max(0, match.start() - 1) : match.start()], match.string[match.end() : match.end() + 1]
    if match.groupdict().get("address"):
        stands_alone = before in ("", " ", "(") and _END.match(match.string, match.end())
        return match[0] if stands_alone and not _UNSURE.search(match[0]) else f"<{match[0]}>"
    if match["run"] and _says_nothing(match[0], before, after):
        return match[0]
    return "".join(f"\\{sign}" for sign in match[0])


def _says_nothing(run: str, before: str, after: str) -> bool:
    """Whether the signs emphasise nothing where they stand: between blanks, or, if they are underscores, in a word."""
    if before.isspace() and after.isspace():
        return True
    return run[0] == "_" and before.isalnum() and after.isalnum()
