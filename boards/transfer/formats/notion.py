"""Notion's “Export” as Markdown & CSV: a zip, mostly with another in it, of a table for each database and its pages.

The names of tables and pages end with the 32 digits of their ids; a page begins with its title and its properties,
which the table has as well, and goes on with its text.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.exceptions import InvalidInput
from boards.transfer import tables
from boards.transfer.boards import Board, Card
from boards.transfer.files import MOST_BYTES, Archive, Brought, refusal
from boards.transfer.formats.base import Format
from boards.transfer.mapping import guess
from boards.transfer.table_boards import Reader

_TABLE = re.compile(r"(?:^|/)([^/]*?)[ _-]?[0-9a-f]{32}(?:_all)?\.csv$")
_PART = re.compile(r"(?:^|/)Export(?:Block)?-[0-9a-f\-]{8,}(?:-Part-\d+)?\.zip$")
_ID = re.compile(r"[ _-]?[0-9a-f]{32}$")
_PROPERTY = re.compile(r"[^\n:]{1,200}: ")


def _recognises(file: Brought) -> bool:
    return file.archive is not None and any(_TABLE.search(name) or _PART.search(name) for name in file.archive)


def _parse(file: Brought) -> Sequence[Board]:
    held = dict(_held(file.archive)) if file.archive is not None else {}
    # Of a table there may be the rows of a view, and all of them.
    whole = {name for name in held if name.endswith("_all.csv")}
    names = [name for name in held if _TABLE.search(name) and f"{name.removesuffix('.csv')}_all.csv" not in whole]
    return [board for name in names if (board := _board(name, held)) is not None]


def _held(archive: Archive) -> Iterator[tuple[str, bytes]]:
    """The tables and pages, of archives within too. Raises InvalidInput for more than is read of one file."""
    room = MOST_BYTES
    for name, content in _all(archive):
        room -= len(content)
        if room < 0:
            raise refusal(_("The file is larger than %(limit)s MB.") % {"limit": MOST_BYTES // 1024**2})
        yield name, content


def _all(archive: Archive) -> Iterator[tuple[str, bytes]]:
    for name in archive:
        if _TABLE.search(name) or name.endswith(".md"):
            yield name, archive.read(name)
        elif _PART.search(name):
            with tempfile.NamedTemporaryFile() as part:
                part.write(archive.read(name))
                part.flush()
                inner = Archive(Path(part.name))
                yield from ((each, inner.read(each)) for each in inner if _TABLE.search(each) or each.endswith(".md"))


def _board(name: str, held: dict[str, bytes]) -> Board | None:
    """The board of a table; None for one without rows."""
    file = _Within(name, held[name])
    try:
        table = tables.unguarded(tables.read(file))
    except InvalidInput:
        return None
    found = _TABLE.search(name)
    board = _Reader(table, guess(table)).board("Notion", (found[1] if found else "") or file.stem)
    texts = _texts(name, held)
    cards = tuple(_with_text(card, texts.get(card.title.strip(), "")) for card in board.cards)
    return replace(board, cards=cards, never=(_("Comments, and the files and pictures within pages"),))


def _with_text(card: Card, text: str) -> Card:
    return replace(card, description="\n\n".join(filter(None, (card.description, text)))) if text else card


def _texts(name: str, held: dict[str, bytes]) -> dict[str, str]:
    """What the pages of a table say, by their titles: they lie in the folder that is called as it is."""
    path = PurePosixPath(name.removesuffix(".csv").removesuffix("_all"))
    folders = {str(path), str(path.with_name(_ID.sub("", path.name)))}
    found: dict[str, str] = {}
    for each, content in held.items():
        if each.endswith(".md") and str(PurePosixPath(each).parent) in folders:
            title, text = _page(content.decode("utf-8", errors="replace").lstrip("\ufeff").replace("\r\n", "\n"))
            found.setdefault(title, text)
    return found


def _page(content: str) -> tuple[str, str]:
    title, _end, rest = content.partition("\n")
    lines = rest.lstrip("\n").split("\n")
    at = next((index for index, line in enumerate(lines) if not _PROPERTY.match(line)), len(lines))
    # Properties end with an empty line; without one it is a text that looks like them.
    body = lines[at:] if at == len(lines) or not lines[at].strip() else lines
    return title.removeprefix("#").strip(), "\n".join(body).strip()


class _Reader(Reader):
    """A column of statuses has no order of its own."""

    by_status: ClassVar = True


class _Within(Brought):
    """A file within an archive, in memory."""

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(Path(name), name)
        self.__dict__.update(content=content, head=content[: 64 * 1024], size=len(content))


FORMAT = Format("notion", "Notion", gettext_lazy("a database exported as Markdown & CSV"), _recognises, _parse)
