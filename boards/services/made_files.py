"""Files that are made for somebody beside requests: how far each is, and where it lies once it is done.

What is known of one stands in the cache `default`, which is the database, under a key made of who asked for what; the
file lies in a folder of VAR_DIR under a name made up here. Both are kept for a day, and no longer: then whoever wants
it asks anew.
"""

from __future__ import annotations

import datetime
import os
import re
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import caches

from boards.services import jobs
from boards.services.jobs import NewJob

# A file is kept for a day.
KEPT = 86_400
# What was begun and not ended after so long is lost, whoever made it.
GIVEN_UP = 3_600
PIECE = 256 * 1024
_NAME = re.compile(r"[0-9a-f]{32}")


class State(StrEnum):
    """How it stands with a file."""

    MAKING = "making"
    DONE = "done"
    # Ends without a file.
    LOST = "lost"
    TOO_SLOW = "too-slow"
    BROKEN = "broken"


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A file as far as it is, and the name under which it lies once it is done. Kinds of it say what it is of."""

    state: State = State.MAKING
    begun: float
    file: str = ""
    size: int = 0

    @property
    def begun_at(self) -> datetime.datetime:
        """When it was asked for."""
        return datetime.datetime.fromtimestamp(self.begun, datetime.UTC)

    @property
    def ends_at(self) -> datetime.datetime:
        """When it will be gone."""
        return datetime.datetime.fromtimestamp(self.begun + KEPT, datetime.UTC)

    @property
    def is_making(self) -> bool:
        """Whether it is worth asking again."""
        return self.state is State.MAKING

    @property
    def is_done(self) -> bool:
        """Whether there is a file."""
        return self.state is State.DONE


P = TypeVar("P", bound=Parcel)


def ask(key: str, new: P, job: NewJob, outdated: Callable[[P], bool] = lambda parcel: False) -> P:
    """The file if it is there, else how far it is; the first to ask sets it going, as `new`. An end without a file is
    told once. What is `outdated` is made anew."""
    there = known(key, type(new), outdated)
    if there is not None:
        return there
    if not caches["default"].add(key, asdict(new), KEPT):
        return known(key, type(new)) or new
    jobs.add(job)
    return new


def known(key: str, kind: type[P], outdated: Callable[[P], bool] = lambda parcel: False) -> P | None:
    """How it stands, without setting anything going: None where there is nothing, or nothing any more."""
    parcel = of(key, kind)
    if parcel is None:
        return None
    age = time.time() - parcel.begun
    if parcel.is_making:
        if age < GIVEN_UP:
            return parcel
        parcel = replace(parcel, state=State.LOST)
    elif parcel.is_done and age < KEPT and not outdated(parcel) and path_of(parcel).is_file():
        return parcel
    caches["default"].delete(key)
    return None if parcel.is_done else parcel


def of(key: str, kind: type[P]) -> P | None:
    """What is known under a key."""
    entry: dict[str, Any] | None = caches["default"].get(key)
    return kind(**entry | {"state": State(entry["state"])}) if entry else None


def note(key: str, parcel: Parcel, state: State, *, file: str = "", size: int = 0) -> None:
    """How it has ended."""
    caches["default"].set(key, asdict(replace(parcel, state=state, file=file, size=size)), KEPT)


def new_path() -> Path:
    """Where a file will lie."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / secrets.token_hex(16)


def private(path: str, flags: int) -> int:
    """Opens a file that only the site's own account may read."""
    return os.open(path, flags, 0o600)


def pieces(parcel: Parcel) -> Iterator[bytes]:
    """The file, piece by piece."""
    with path_of(parcel).open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def path_of(parcel: Parcel) -> Path:
    """Where the file lies, or lay."""
    if not _NAME.fullmatch(parcel.file):
        raise ValueError(f"This is no name of a file here: {parcel.file!r}")
    return _folder() / parcel.file


def remove_old() -> int:
    """Remove what was made more than a day ago, and what is left of attempts that were broken off."""
    border, gone = time.time() - KEPT, 0
    folder = _folder()
    for path in list(folder.iterdir()) if folder.is_dir() else ():
        if path.stat().st_mtime < border:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "exports"
