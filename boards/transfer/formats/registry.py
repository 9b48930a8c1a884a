"""Which formats there are: a file is recognised by what it holds, never by its name alone."""

from __future__ import annotations

from boards.transfer.files import Brought
from boards.transfer.formats import trello
from boards.transfer.formats.base import Format

# Those that are told by a mark of their own come before those that are told by what columns or keys they have.
FORMATS: tuple[Format, ...] = (trello.FORMAT,)


def recognised(file: Brought) -> Format | None:
    """The format of a file; None if it is nobody's own."""
    return next((each for each in FORMATS if each.recognises(file)), None)
