"""HTML of other tools' editors → Markdown: what can be said in it is, and no word is lost."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_TAG = re.compile(
    r"<(p|div|br|ul|ol|li|h[1-6]|strong|b|em|i|a|code|pre|blockquote|span|img|table)\b[^<>]*>", re.IGNORECASE
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "ul",
        "ol",
        "table",
        "tr",
        "blockquote",
        "pre",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "section",
        "article",
    ]
)
# The mark of an item, and nothing else on its line.
_MARK = re.compile(r"[\s>]*([-*]|\d+\.)( \[[ x]\])? ")
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`", "del": "~~", "s": "~~", "strike": "~~"}
_SILENT = frozenset(("script", "style", "head", "title"))
# What is nested deeper is written at this depth: a line for each level of thousands would fill the memory.
DEEPEST = 20


def markdown(text: str) -> str:
    """The text in Markdown; one without tags stays as it is."""
    if not _TAG.search(text):
        return text
    reader = _Reader()
    reader.feed(_closing(text))
    reader.close()
    return reader.text()


def _closing(text: str) -> str:
    """The text with the beginnings of what is never closed as plain words: the parser of the standard library looks
    for the end of each from there on, through all that follows."""
    for beginning, ending in (("<!--", "-->"), ("<![", "]>"), ("<", ">")):
        last = text.rfind(ending) + 1
        text = text[:last] + text[last:].replace(beginning, f"&lt;{beginning[1:]}")
    return text


class _Reader(HTMLParser):
    """Writes as it reads. A line is kept in pieces: it may be long, and is added to often."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[list[str]] = [[]]
        # Of each open list: the number of the next item, None for bullets.
        self.lists: list[int | None] = []
        self.quotes = 0
        self.in_pre = False
        self.silent = 0
        self.addresses: list[str] = []

    def text(self) -> str:
        """All that was read."""
        joined = "\n".join("".join(line).rstrip() for line in self.lines)
        return re.sub(r"\n{3,}", "\n\n", joined).strip() + "\n" if joined.strip() else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self.silent += 1
        elif tag == "br":
            self._new_line()
        elif tag == "li":
            self._item(given)
        elif tag in ("ul", "ol"):
            self._block(tight=bool(self.lists))
            self.lists.append(1 if tag == "ol" else None)
        elif tag == "blockquote":
            self._block()
            self.quotes += 1
            self.lines[-1] = [self._quoted()]
        elif tag == "pre":
            self._block()
            self._write("```")
            self._new_line()
            self.in_pre = True
        elif tag == "a":
            self.addresses.append(given.get("href", ""))
            self._write("[" if self.addresses[-1] else "")
        elif tag == "img":
            self._write(_image(given))
        elif tag == "hr":
            self._block()
            self._write("---")
            self._block()
        elif tag[0] == "h" and tag[1:].isdecimal():
            self._block()
            self._write("#" * int(tag[1:]) + " ")
        elif tag in _MARKS and not (self.in_pre and tag == "code"):
            self._write(_MARKS[tag])
        elif tag in ("td", "th"):
            self._write(" | " if any(map(str.strip, self.lines[-1])) else "")
        elif tag in _BLOCKS and not self._is_item_begun():
            self._block(tight=tag == "tr")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in ("ul", "ol"):
            del self.lists[-1:]
            self._block(tight=bool(self.lists))
        elif tag == "blockquote":
            self.quotes = max(0, self.quotes - 1)
            while self.lines and not self._has_words():
                self.lines.pop()
            self.lines += [[self._quoted()], [self._quoted()]]
        elif tag == "pre":
            self.in_pre = False
            self._new_line()
            self._write("```")
            self._block()
        elif tag == "a" and self.addresses:
            address = self.addresses.pop()
            self._write(f"](<{address}>)" if address else "")
        elif tag in _MARKS and not (self.in_pre and tag == "code"):
            self._write(_MARKS[tag])
        elif tag in _BLOCKS and not self.lists:
            self._block()

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        if self.in_pre:
            first, *rest = data.split("\n")
            self._write(first)
            for line in rest:
                self._new_line()
                self._write(line)
            return
        words = re.sub(r"\s+", " ", data)
        self._write(words if self._has_words() else words.lstrip())

    def _is_item_begun(self) -> bool:
        """At the mark of an item, where a paragraph would only move its text away."""
        return bool(self.lists) and _MARK.fullmatch("".join(self.lines[-1][:3])) is not None

    def _item(self, given: dict[str, str]) -> None:
        if self._has_words():
            self._new_line()
        number = self.lists[-1] if self.lists else None
        if number is not None:
            self.lists[-1] = number + 1
        box = {"true": "[x] ", "false": "[ ] "}.get(given.get("data-checked", ""), "")
        indent = "  " * (min(len(self.lists), DEEPEST) - 1)
        self.lines[-1] = [self._quoted() + indent + (f"{number}. " if number is not None else "- ") + box]

    def _block(self, *, tight: bool = False) -> None:
        if self._has_words():
            self._new_line()
            if not tight:
                self._new_line()

    def _new_line(self) -> None:
        self.lines.append([self._quoted()])

    def _write(self, text: str) -> None:
        if text:
            self.lines[-1].append(text)

    def _quoted(self) -> str:
        return "> " * min(self.quotes, DEEPEST)

    def _has_words(self) -> bool:
        """Whether there is more on the line than the marks of quotations."""
        return any(piece.strip(" >") for piece in self.lines[-1])


def _image(given: dict[str, str]) -> str:
    address, name = given.get("src", ""), given.get("alt", "")
    return f"![{name}](<{address}>)" if address and not address.startswith("data:") else name
