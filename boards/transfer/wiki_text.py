"""The wiki markup of Jira → Markdown, line by line: what can be said in it is, and no word is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_FENCE = re.compile(r"(?<!\{)\{(code|noformat)(?::([^{}\n]*))?\}(?!\})")
_HEADING = re.compile(r"h([1-6])\.\s+")
_ITEM = re.compile(r"([*#]+|-)\s+(?=\S)")
_BOLD = re.compile(r"(?<![\w*\\])\*(?!\})([^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])")
_STRUCK = re.compile(r"(?<![\w\-\\])-(?!\})([^\s\-](?:[^\-\n]*[^\s\-])?)-(?![\w\-])")
# So Jira's own editor writes what begins or ends within a word.
_BRACED = re.compile(r"\{([*_\-+^~])\}(?=\S)([^{}\n]*)(?<=\S)\{\1\}")
_BRACES = {"*": "**", "_": "*", "-": "~~"}
_MONO = re.compile(r"\{\{([^{}\n]+)\}\}")
_PERSON = re.compile(r"\[~(?:accountid:)?([^][\n|]+)\]")
_LINK = re.compile(r"\[([^][|\n]+)\|((?:https?|mailto|ftp)[^][|\s]+)(?:\|[^][\n]*)?\]")
# One that is followed by a bracket is the words of a link.
_ADDRESS = re.compile(r"\[((?:https?|mailto|ftp):[^][|\s]+)\](?!\()")
_IMAGE = re.compile(r"(?<![\w!])!([^!\s|][^!\n|]*\.\w{2,5})(?:\|[^!\n]*)?!")
# What says how a text looks, and nothing else.
_LOOK = re.compile(r"\{(?:color|anchor|panel|section|column|info|tip|note|warning)(?::([^{}\n]*))?\}")
_TITLE = re.compile(r"(?:^|\|)title=([^|]*)")
_SIGNS = {"(/)": "✅", "(x)": "❌", "(!)": "⚠️", "(?)": "❓", "(*)": "⭐"}


def markdown(text: str, people: Mapping[str, str] | None = None) -> str:
    """The text in Markdown; `people` are names by what mentions call them."""
    return "\n".join(_lines(text.replace("\r\n", "\n"), people or {}))


def _lines(text: str, people: Mapping[str, str]) -> Iterator[str]:
    fence, is_quoted, before = "", False, ""
    for line in text.split("\n"):
        for piece, mark in _pieces(line, fence):
            if mark:
                fence = "" if fence else mark[0]
                yield f"```{mark[1]}" if fence else "```"
                continue
            for place, part in enumerate([piece] if fence else piece.split("{quote}")):
                is_quoted = is_quoted != bool(place)
                if fence:
                    yield part
                elif part.strip() or part == piece:
                    kind = _kind(part, is_quoted)
                    # What follows a quotation or a table at once would be a part of it.
                    yield from [""] if before and kind != before and part.strip() else []
                    yield from _row(part, before == kind, people) if kind == "table" else [_said(part, kind, people)]
                    before = kind
    if fence:
        yield "```"


def _kind(line: str, is_quoted: bool) -> str:
    stripped = line.lstrip()
    if is_quoted or stripped.startswith("bq. "):
        return "quote"
    return "table" if stripped.startswith("|") else ""


def _pieces(line: str, fence: str) -> Iterator[tuple[str, tuple[str, str] | None]]:
    """The line cut at the marks that begin and end what is not to be read."""
    at = 0
    for match in _FENCE.finditer(line):
        if fence and match[1] != fence:
            continue
        if line[at : match.start()].strip():
            yield line[at : match.start()], None
        language = (match[2] or "").split("|")[0]
        yield "", (match[1], language if language.isalnum() else "")
        fence, at = "" if fence else match[1], match.end()
    if at == 0 or line[at:].strip():
        yield line[at:], None


def _said(line: str, kind: str, people: Mapping[str, str]) -> str:
    start, stripped = "> " if kind else "", line.lstrip().removeprefix("bq. ")
    if match := _HEADING.match(stripped):
        return f"{start}{'#' * int(match[1])} {_inline(stripped[match.end() :], people)}"
    if re.fullmatch(r"-{4,}\s*", stripped):
        return f"{start}***"
    if match := _ITEM.match(stripped):
        mark = "1." if match[1].endswith("#") else "-"
        return f"{start}{'   ' * (min(len(match[1]), 20) - 1)}{mark} {_inline(stripped[match.end() :], people)}"
    return start + _inline(stripped if start else line, people)


def _row(line: str, is_within: bool, people: Mapping[str, str]) -> Iterator[str]:
    """A row of a table; Markdown wants a line below the first, be it of headings or not."""
    cells = [cell.strip() for cell in re.split(r"\|\|?(?![^\[\]]*\])", line.strip().strip("|"))]
    yield f"| {' | '.join(_inline(cell, people) for cell in cells)} |"
    if not is_within:
        yield "|" + " --- |" * len(cells)


def _inline(text: str, people: Mapping[str, str]) -> str:
    if "{" in text:
        text = _LOOK.sub(_title, text)
    if "[" in text:
        text = _PERSON.sub(lambda match: f"@{people.get(match[1], match[1])}", text)
        text = _LINK.sub(r"[\1](<\2>)", text)
        text = _ADDRESS.sub(r"<\1>", text)
    if "!" in text:
        text = _IMAGE.sub(r"`\1`", text)
    if "{" in text:
        text = _MONO.sub(r"`\1`", text)
    if "*" in text:
        text = _BOLD.sub(r"**\1**", text)
    if "-" in text:
        text = _STRUCK.sub(r"~~\1~~", text)
    if "{" in text:
        text = _BRACED.sub(_braced, text)
    if "(" in text:
        for sign, meant in _SIGNS.items():
            text = text.replace(sign, meant)
    return text.replace("\\\\", "  \n") if "\\\\" in text else text


def _braced(match: re.Match[str]) -> str:
    mark = _BRACES.get(match[1], match[1])
    return f"{mark}{match[2]}{mark}"


def _title(match: re.Match[str]) -> str:
    found = _TITLE.search(match[1] or "")
    return f"**{found[1].strip()}** " if found and found[1].strip() else ""
