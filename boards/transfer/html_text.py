"""HTML of other tools' editors → Markdown: what can be said in it is, and no word is lost."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from boards.transfer.plain_words import as_markdown, as_words_of_link

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


@dataclass
class _List:
    """An open list: the number of its next item (None for bullets), how many margins were there before it and are
    there at its items, and how far the text of its last item is from the margin."""

    number: int | None
    before: int
    at: int
    width: int = 2


class _Reader(HTMLParser):
    """Writes as it reads. A line is kept in pieces, its margin first: it may be long, and is added to often."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[list[str]] = [[]]
        # What each new line begins with: the marks of quotations, and blanks as wide as the marks of items.
        self.margins: list[str] = []
        self.lists: list[_List] = []
        # Of what is opened: its tag, and the line and the piece where its words begin.
        self.marks: list[tuple[str, int, int]] = []
        # The line of the fence, within what is written as it is.
        self.fence: int | None = None
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
            self._begin_list(1 if tag == "ol" else None)
        elif tag == "blockquote":
            if not self._is_item_begun():
                self._block()
            self.margins.append("> ")
            self._quote()
        elif tag == "pre":
            self._block()
            self.fence = len(self.lines) - 1
            self._new_line()
        elif tag == "a":
            self.addresses.append(given.get("href", ""))
            self._begin_link()
        elif tag == "img":
            self._write(_image(given))
        elif tag == "hr":
            self._block()
            self._write("---")
            self._block()
        elif tag[0] == "h" and tag[1:].isdecimal():
            self._block()
            self._write("#" * int(tag[1:]) + " ")
        elif tag in _MARKS and self.fence is None and len(self.marks) < DEEPEST:
            self.marks.append((tag, len(self.lines) - 1, len(self.lines[-1])))
        elif tag in ("td", "th"):
            self._write(" | " if any(map(str.strip, self.lines[-1])) else "")
        elif tag in _BLOCKS and not self._is_item_begun():
            self._block(tight=tag == "tr")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag == "li" and self.lists:
            del self.margins[self.lists[-1].at :]
        elif tag in ("ul", "ol") and self.lists:
            del self.margins[self.lists.pop().before :]
            self._block(tight=bool(self.lists))
        elif tag == "blockquote":
            self._end_quotation()
        elif tag == "pre" and self.fence is not None:
            self._end_fence(self.fence)
        elif tag == "a" and self.addresses:
            address = self.addresses.pop()
            self._write(f"](<{address}>)" if address else "")
        elif tag in _MARKS:
            self._end_mark(tag)
        elif tag in _BLOCKS and not self.lists:
            self._block()

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        if self.fence is not None:
            first, *rest = data.split("\n")
            self._write(first)
            for line in rest:
                self._new_line()
                self._write(line)
            return
        words = re.sub(r"\s+", " ", data)
        self._write(self._said(words if self._has_words() else words.lstrip()))

    def _said(self, words: str) -> str:
        """Words between tags as they are shown, but in code, where a sign is none."""
        if any(tag == "code" for tag, _line, _piece in self.marks):
            return words
        if any(self.addresses):
            return as_words_of_link(words)
        return as_markdown(words, begins_line=not self._has_words() or self._is_item_begun())

    def _is_item_begun(self) -> bool:
        """At the mark of an item, where a paragraph would only move its text away."""
        return bool(self.lists) and _MARK.fullmatch("".join(self.lines[-1][:3])) is not None

    def _begin_list(self, number: int | None) -> None:
        self._block(tight=bool(self.lists))
        before = len(self.margins)
        if self.lists and before == self.lists[-1].at:
            # Between two items, where none is open: what belongs to the last is meant.
            self.margins.append(" " * self.lists[-1].width)
        self.lists.append(_List(number, before, len(self.margins)))

    def _item(self, given: dict[str, str]) -> None:
        mark = "- "
        if self.lists:
            within = self.lists[-1]
            del self.margins[within.at :]
            if within.number is not None:
                mark = f"{within.number}. "
                within.number += 1
            within.width = len(mark)
        if self._has_words():
            self._new_line()
        box = {"true": "[x] ", "false": "[ ] "}.get(given.get("data-checked", ""), "")
        self.lines[-1] = [self._margin() + mark + box]
        if self.lists:
            self.margins.append(" " * len(mark))

    def _begin_link(self) -> None:
        if not self.addresses[-1]:
            return
        if self.fence is None and self.lines[-1] and self.lines[-1][-1].endswith("!"):
            # It would make a picture of the link (findings/markdown-picture-of-link.sh).
            self.lines[-1][-1] = f"{self.lines[-1][-1][:-1]}\\!"
        self._write("[")

    def _end_mark(self, tag: str) -> None:
        """Put marks around the words since it began, on each line by itself, and no blank between mark and word."""
        if tag not in (each[0] for each in self.marks):
            return
        _tag, at, piece = self.marks.pop()
        while _tag != tag:
            _tag, at, piece = self.marks.pop()
        for line in self.lines[at:]:
            words = "".join(line[piece:])
            if words.strip():
                line[piece:] = [_marked(words, tag)]
            piece = 1

    def _end_quotation(self) -> None:
        while "> " in self.margins and self.margins.pop() != "> ":
            pass
        while self.lines and not self._has_words():
            self.lines.pop()
        self.lines += [[self._margin()], [self._margin()]]

    def _end_fence(self, at: int) -> None:
        """Close it with more backticks than there are in what it holds."""
        if not self._has_words() and len(self.lines) > at + 2:
            self.lines.pop()
        longest = max((len(run) for line in self.lines[at + 1 :] for run in re.findall("`+", "".join(line))), default=0)
        fence = "`" * max(3, longest + 1)
        self.lines[at].append(fence)
        self._new_line()
        self._write(fence)
        self.fence = None
        self._block()

    def _block(self, *, tight: bool = False) -> None:
        if self._has_words():
            self._new_line()
            if not tight:
                self._new_line()
            return
        self.lines[-1] = [self._margin()]
        if not tight and len(self.lines) > 1 and _has_words(self.lines[-2]):
            self._new_line()

    def _new_line(self) -> None:
        self.lines.append([self._margin()])

    def _quote(self) -> None:
        """The mark of a quotation on the line that is begun: after that of an item, if it is the first of it."""
        if self._is_item_begun():
            self._write("> ")
        else:
            self.lines[-1] = [self._margin()]

    def _write(self, text: str) -> None:
        if text:
            self.lines[-1].append(text)

    def _margin(self) -> str:
        return "".join(self.margins[:DEEPEST])

    def _has_words(self) -> bool:
        return _has_words(self.lines[-1])


def _has_words(line: list[str]) -> bool:
    """Whether there is more on it than its margin."""
    return any(piece.strip(" >") for piece in line)


def _marked(words: str, tag: str) -> str:
    core, mark = words.strip(), _MARKS[tag]
    if mark == "`":
        runs = re.findall("`+", core)
        mark = "`" * (next(width for width in range(1, len(runs) + 2) if "`" * width not in runs))
        core = f" {core} " if core[0] == "`" or core[-1] == "`" else core
    start, end = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return f"{start}{mark}{core}{mark}{end}"


def _image(given: dict[str, str]) -> str:
    address, name = given.get("src", ""), given.get("alt", "")
    if address and not address.startswith("data:"):
        return f"![{as_words_of_link(name)}](<{address}>)"
    return as_markdown(name)
