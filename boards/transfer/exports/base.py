"""What an export is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from django.utils.functional import Promise

from boards.models import Project, User
from boards.rules.spreadsheets import SEPARATORS, Dialect


@dataclass(frozen=True)
class Choices:
    """What may be chosen for a file: for CSV, what stands between cells."""

    dialect: Dialect = SEPARATORS["comma"]


@dataclass(frozen=True)
class Export:
    """A kind of file. `write` puts a project, as the reader may see it, into an open file, piece by piece.

    `ending` is that of its name, without the dot; `mark` stands before that where another kind ends alike.
    """

    key: str
    name: str | Promise
    about: str | Promise
    ending: str
    content_type: str
    write: Callable[[Project, User, IO[bytes], Choices], None]
    mark: str = ""
