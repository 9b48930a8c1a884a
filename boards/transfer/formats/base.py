"""What a format is: a module of this folder that defines one (or more) of these, and is named in `registry`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from boards.transfer.boards import Board
from boards.transfer.files import Brought

# What exports of several tools never hold.
COMMENTS = gettext_lazy("Comments, which the file doesn't hold")
COMMENTS_AND_FILES = gettext_lazy("Comments and files, which the file doesn't hold")
CHECKLISTS_AND_COMMENTS = gettext_lazy("Checklists and comments, which the file doesn't hold")


@dataclass(frozen=True)
class Format:
    """A kind of file. `name` is the tool as people know it; `kind` says in a few words which of its files this is.

    `recognises` looks at as little as it can and raises nothing but InvalidInput; `parse` returns the boards a file
    holds, in its order, and raises InvalidInput with a sentence for whatever is wrong with it. `never` says what files
    of this kind never hold, for who misses it. `together` is for files of an archive of that name which may be parts of
    one board; else each holds its own.
    """

    key: str
    name: str
    kind: str | Promise
    recognises: Callable[[Brought], bool]
    parse: Callable[[Brought], Sequence[Board]]
    never: str | Promise = ""
    together: Callable[[Sequence[Brought], str], Sequence[Board]] | None = None
