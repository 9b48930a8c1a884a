"""Files that get their name when they are whole and on disk, and that only their owner may read."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO


class Taken(Exception):
    """There is something of that name already."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} exists already; choose another name.")


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """What is written inside becomes the file of that name, or nothing does. Raises Taken, and OSError.

    Until then it lies beside, under a name of its own.
    """
    if path.exists():
        raise Taken(path)
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(number, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _name(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _name(draft: Path, path: Path) -> None:
    """Give the file its name, unless somebody has taken it in the meantime; on disk too when this returns."""
    try:
        os.link(draft, path)
    except FileExistsError as error:
        raise Taken(path) from error
    except OSError:  # a file system without hard links
        draft.replace(path)
    if hasattr(os, "O_DIRECTORY"):
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        with suppress(OSError):  # not every file system can do this for a folder
            os.fsync(folder)
        os.close(folder)
