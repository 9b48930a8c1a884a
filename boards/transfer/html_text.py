"""HTML of other tools' editors → Markdown: what can be said in it is, and no word is lost."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_TAG = re.compile(
    r"<(p|div|br|ul|ol|li|h[1-6]|strong|b|em|i|a|code|pre|blockquote|span|img|table)\b[^>]*>", re.IGNORECASE
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
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`", "del": "~~", "s": "~~", "strike": "~~"}
_SILENT = frozenset(("script", "style", "head", "title"))


def markdown(text: str) -> str:
    """The text in Markdown; one without tags stays as it is."""
    if not _TAG.search(text):
        return text
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """Writes as it reads."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        # Of each open list: the number of the next item, None for bullets.
        self.lists: list[int | None] = []
        self.quotes = 0
        self.in_pre = False
        self.silent = 0
        self.addresses: list[str] = []

    def text(self) -> str:
        """All that was read."""
        joined = "\n".join(line.rstrip() for line in self.lines)
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
            self.lines[-1] = "> " * self.quotes
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
            self._write(" | " if self.lines[-1].strip() else "")
        elif tag in _BLOCKS and not self._is_item_begun():
            self._block(tight=tag == "tr")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in ("ul", "ol"):
            self.lists = self.lists[:-1]
            self._block(tight=bool(self.lists))
        elif tag == "blockquote":
            self.quotes = max(0, self.quotes - 1)
            while self.lines and not self.lines[-1].strip(" >"):
                self.lines.pop()
            self.lines += ["> " * self.quotes] * 2
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
        self._write(words.lstrip() if not self.lines[-1].strip(" >") else words)

    def _is_item_begun(self) -> bool:
        """At the mark of an item, where a paragraph would only move its text away."""
        return bool(self.lists) and re.fullmatch(r"[\s>]*([-*]|\d+\.)( \[[ x]\])? ", self.lines[-1]) is not None

    def _item(self, given: dict[str, str]) -> None:
        if self.lines[-1].strip(" >"):
            self._new_line()
        number = self.lists[-1] if self.lists else None
        if number is not None:
            self.lists[-1] = number + 1
        box = {"true": "[x] ", "false": "[ ] "}.get(given.get("data-checked", ""), "")
        indent = "  " * (len(self.lists) - 1)
        self.lines[-1] = "> " * self.quotes + indent + (f"{number}. " if number is not None else "- ") + box

    def _block(self, *, tight: bool = False) -> None:
        if self.lines[-1].strip(" >"):
            self._new_line()
            if not tight:
                self._new_line()

    def _new_line(self) -> None:
        self.lines.append("> " * self.quotes)

    def _write(self, text: str) -> None:
        self.lines[-1] += text


def _image(given: dict[str, str]) -> str:
    address, name = given.get("src", ""), given.get("alt", "")
    return f"![{name}](<{address}>)" if address and not address.startswith("data:") else name
