"""Where files lie that people have brought: a folder of ours in VAR_DIR, each under a name that we have made up.

Beside a file may lie two more: how far its import is, and the wish that it end. A transaction that is not over shows
nothing to others, and with SQLite nothing else can be written while it lasts; files are seen by everybody at once.
"""

from __future__ import annotations

import fcntl
import hashlib
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput
from boards.transfer.files import MOST_BYTES, refusal

_NAME = re.compile(r"[0-9a-f]{32}")
PROGRESS, STOP = ".progress", ".stop"


@dataclass(frozen=True)
class Kept:
    """A file that lies there now."""

    file: str
    size: int
    sha256: str


def path_of(file: str) -> Path:
    """Where it lies, or would."""
    if not _NAME.fullmatch(file):
        raise ValueError(f"This is no name of a file here: {file!r}")
    return _folder() / file


def keep(pieces: Iterable[bytes]) -> Kept:
    """Write a file. Raises InvalidInput for one that is too large or empty, and then keeps nothing."""
    file, mark, size = secrets.token_hex(16), hashlib.sha256(), 0
    path = path_of(file)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("xb") as target:
            for piece in pieces:
                size += len(piece)
                if size > MOST_BYTES:
                    raise refusal(_("The file is larger than %(limit)s MB.") % {"limit": MOST_BYTES // 1024**2})
                mark.update(piece)
                target.write(piece)
        if not size:
            raise refusal(_("The file is empty."))
    except OSError as error:
        path.unlink(missing_ok=True)
        raise InvalidInput("file", _("The file can't be kept here: %(why)s.") % {"why": error.strerror}) from None
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Kept(file, size, mark.hexdigest())


def remove(file: str) -> None:
    """It and what lies beside it; none of them need be there."""
    for ending in ("", PROGRESS, STOP):
        _beside(file, ending).unlink(missing_ok=True)


@contextmanager
def alone(file: str) -> Iterator[bool]:
    """Whether nobody else is at work with it, which nobody can begin then before the block has ended. Whoever is killed
    is at work no more: the system sees to that."""
    try:
        handle = path_of(file).open("rb")
    except OSError:
        yield True
        return
    with handle:
        yield _locked(handle)


def _locked(handle: BinaryIO) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def tell_progress(file: str, done: int, total: int) -> None:
    """Say how far it is. A reader finds the old or the new numbers, never half of them."""
    new = _beside(file, f"{PROGRESS}.new")
    new.write_text(f"{done} {total}")
    new.replace(_beside(file, PROGRESS))


def progress(file: str) -> tuple[int, int] | None:
    """How many of how many; None if nothing is told."""
    try:
        done, total = map(int, _beside(file, PROGRESS).read_text().split())
    except (OSError, ValueError):
        return None
    return done, total


def ask_to_stop(file: str) -> None:
    """What is at work with it ends as soon as it notices."""
    _beside(file, STOP).touch()


def is_to_stop(file: str) -> bool:
    """Whether somebody has asked for that."""
    return _beside(file, STOP).exists()


def begin(file: str) -> None:
    """Forget what an earlier attempt has told."""
    for ending in (PROGRESS, STOP):
        _beside(file, ending).unlink(missing_ok=True)


def lying(older_than: float) -> Iterator[str]:
    """The names of files that were written before that moment, in seconds since 1970."""
    folder = _folder()
    for path in folder.iterdir() if folder.is_dir() else ():
        if _NAME.fullmatch(path.name) and path.stat().st_mtime < older_than:
            yield path.name


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "imports"


def _beside(file: str, ending: str) -> Path:
    path = path_of(file)
    return path.with_name(path.name + ending)
