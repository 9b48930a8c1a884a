"""From a file to the boards in it, whichever tool has written it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput
from boards.rules.text import fold
from boards.transfer import bundles, not_read, tables
from boards.transfer.boards import Board
from boards.transfer.files import MOST_BYTES, Brought, refusal
from boards.transfer.formats import any_table, registry
from boards.transfer.formats.base import Format
from boards.transfer.mapping import Mapping
from boards.transfer.texts import one_line, quoted


@dataclass(frozen=True)
class Opened:
    """What a file holds; at least one board."""

    format: Format
    boards: Sequence[Board]


def opened(file: Brought, *, key: str = "", mapping: Mapping | None = None) -> Opened:
    """Read a file of the format with that key, or of whichever it is found to be; `mapping` is for tables.

    Raises InvalidInput with a sentence for what can't be read.
    """
    _check(file)
    within = bundles.files_of(file, key)
    if within:
        return _together(within, file.stem)
    known = _named(key) if key else _recognised(file)
    if known is any_table.FORMAT and mapping is not None:
        fitting = mapping if len(mapping.roles) == len(tables.read(file).heads) else None
        boards: Sequence[Board] = [any_table.board(file, fitting)] if fitting else known.parse(file)
    else:
        boards = known.parse(file)
    if not boards:
        raise refusal(_("The file holds no board."))
    return Opened(known, [_with_what_is_never_there(known, board) for board in boards])


def _together(within: bundles.Found, name: str) -> Opened:
    """The boards of all files of an archive that are of one format; what else is in it is told."""
    if within.format.together:
        boards = list(within.format.together(within.files, name))
    else:
        boards = [board for file in within.files for board in within.format.parse(file)]
    if not boards:
        raise refusal(_("The file holds no board."))
    if within.others:
        others = tuple((_("Other files of the archive, left out"), name) for name in within.others)
        boards[0] = replace(boards[0], remarks=(*boards[0].remarks, *others))
    return Opened(within.format, [_with_what_is_never_there(within.format, board) for board in boards])


def _with_what_is_never_there(form: Format, board: Board) -> Board:
    return replace(board, never=(*board.never, str(form.never))) if form.never else board


def named(boards: Sequence[Board], names: Sequence[str]) -> list[Board]:
    """Those of these names, all of them if none is given. Raises InvalidInput for a name that none has."""
    found = []
    for name in names:
        same = [board for board in boards if fold(one_line(board.name)) == fold(one_line(name))]
        if not same:
            there = quoted(board.name for board in boards)
            sentence = _("There is no board “%(name)s” in the file. Its boards: %(names)s.")
            raise InvalidInput("board", sentence % {"name": name, "names": there})
        found += same
    return found if names else list(boards)


def _check(file: Brought) -> None:
    if file.size > MOST_BYTES and not file.is_tar:
        raise refusal(_("The file is larger than %(limit)s MB.") % {"limit": MOST_BYTES // 1024**2})
    if other := not_read.instead(file):
        raise refusal(str(other))
    if not file.size:
        raise refusal(_("The file is empty."))


def _named(key: str) -> Format:
    found = registry.format_of(key)
    if found is None:
        keys = ", ".join(each.key for each in registry.FORMATS)
        sentence = _("There is no format “%(key)s”. Choose one of: %(keys)s.")
        raise InvalidInput("format", sentence % {"key": key, "keys": keys})
    return found


def _recognised(file: Brought) -> Format:
    found = registry.recognised(file)
    if found is None:
        sentence = _("This file can't be imported: it is of no tool that is known here, or damaged.")
        raise refusal(sentence + " " + _("Export the board anew, or save its tasks as a CSV file."))
    return found
