"""What a format is: a module of this folder that defines one (or more) of these, and is named in `registry`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from boards.transfer.boards import Board
from boards.transfer.files import Brought


@dataclass(frozen=True)
class Format:
    """A kind of file. `name` is the tool as people know it; `kind` says in a few words which of its files this is.

    `recognises` looks at as little as it can and raises nothing but InvalidInput; `parse` returns the boards a file
    holds, in its order, and raises InvalidInput with a sentence for whatever is wrong with it.
    """

    key: str
    name: str
    kind: str | Promise
    recognises: Callable[[Brought], bool]
    parse: Callable[[Brought], Sequence[Board]]
