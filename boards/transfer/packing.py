"""Exports in the making. A small project is written while its reader waits, a large one by a job.

What is known of one stands in the cache `default`, which is the database, bound to who asked for what; the file lies in
a folder of VAR_DIR under a name made up here. Both are kept for a day, and no longer: then whoever wants it asks anew.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db.models import Sum
from django.utils.text import slugify

from boards.models import Attachment, Project, User
from boards.rules.spreadsheets import SEPARATORS
from boards.services import jobs
from boards.services.jobs import NewJob
from boards.transfer.exports import offers
from boards.transfer.exports.base import Choices, Export

JOB, QUEUE = "exports.make", "files"
# What is written at once: projects of at most so many tasks, changes, and bytes of files.
FEW_TASKS, FEW_CHANGES, FEW_BYTES = 500, 5_000, 20_000_000
# A file is kept for a day. One of an older state of its project is made anew after so many seconds.
KEPT, FRESH = 86_400, 600
# What was begun and not ended after so long is lost, whoever made it.
GIVEN_UP = 3_600
PIECE = 256 * 1024
_NAME = re.compile(r"[0-9a-f]{32}")


class State(StrEnum):
    """How it stands with an export."""

    MAKING = "making"
    DONE = "done"
    # Ends without a file.
    LOST = "lost"
    TOO_SLOW = "too-slow"
    BROKEN = "broken"


@dataclass(frozen=True)
class Order:
    """What somebody wants of a project they may export."""

    project: Project
    user: User
    export: Export
    separator: str = "comma"

    @property
    def key(self) -> str:
        """The key in the cache, the same for the same wish."""
        wish = (self.user.pk, self.project.pk, self.project.epoch, self.export.key, self.separator)
        return "export:" + hashlib.blake2b(repr(wish).encode(), digest_size=16).hexdigest()

    @property
    def name(self) -> str:
        """What the file is called when it is downloaded."""
        title = slugify(self.project.title)[:60] or f"project-{self.project.pk}"
        return f"{title}-{self.user.today().isoformat()}.{self.export.ending}"

    @property
    def is_small(self) -> bool:
        """Whether its reader may wait for it."""
        project = self.project
        if project.last_number > FEW_TASKS or project.revision > FEW_CHANGES:
            return False
        files = Attachment.objects.filter(task__project=project).aggregate(total=Sum("size"))["total"] or 0
        return self.export is not offers.ARCHIVE or files <= FEW_BYTES


@dataclass(frozen=True)
class Packet:
    """An export as far as it is: for whom, of what, and the name under which it lies once it is done."""

    state: State
    user: int
    project: int
    export: str
    separator: str
    revision: int
    begun: float
    file: str = ""
    size: int = 0

    @property
    def ends_at(self) -> datetime.datetime:
        """When it will be gone."""
        return datetime.datetime.fromtimestamp(self.begun + KEPT, datetime.UTC)


def content(order: Order) -> bytes:
    """A small export, at once."""
    file = io.BytesIO()
    order.export.write(order.project, order.user, file, Choices(SEPARATORS[order.separator]))
    return file.getvalue()


def ask(order: Order, *, anew: bool = True) -> Packet:
    """The export if it is there, else how far it is; the first to ask sets it going. An end without one is told once.

    `anew`: one of an older state of the project is made again.
    """
    known = _known(order, anew=anew)
    if known is not None:
        return known
    packet = Packet(
        State.MAKING,
        order.user.pk,
        order.project.pk,
        order.export.key,
        order.separator,
        order.project.revision,
        time.time(),
    )
    if not caches["default"].add(order.key, asdict(packet), KEPT):
        return _known(order, anew=False) or packet
    jobs.add(NewJob(JOB, QUEUE, (order.key,), key=order.key))
    return packet


def packet_of(key: str) -> Packet | None:
    """What is known under a key."""
    entry: dict[str, Any] | None = caches["default"].get(key)
    return Packet(**entry | {"state": State(entry["state"])}) if entry else None


def note(key: str, packet: Packet, state: State, *, file: str = "", size: int = 0) -> None:
    """How it has ended."""
    caches["default"].set(key, asdict(replace(packet, state=state, file=file, size=size)), KEPT)


def new_path() -> Path:
    """Where a file will lie."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / secrets.token_hex(16)


def pieces(packet: Packet) -> Iterator[bytes]:
    """The file, piece by piece."""
    with path_of(packet).open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def path_of(packet: Packet) -> Path:
    """Where the file lies, or lay."""
    if not _NAME.fullmatch(packet.file):
        raise ValueError(f"This is no name of a file here: {packet.file!r}")
    return _folder() / packet.file


def remove_old() -> int:
    """Remove what was made more than a day ago, and what is left of attempts that were broken off."""
    border, gone = time.time() - KEPT, 0
    folder = _folder()
    for path in list(folder.iterdir()) if folder.is_dir() else ():
        if path.stat().st_mtime < border:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _known(order: Order, *, anew: bool) -> Packet | None:
    packet = packet_of(order.key)
    if packet is None:
        return None
    age = time.time() - packet.begun
    if packet.state is State.MAKING:
        if age < GIVEN_UP:
            return packet
        packet = replace(packet, state=State.LOST)
    elif packet.state is State.DONE:
        outdated = anew and packet.revision != order.project.revision and age > FRESH
        if age < KEPT and not outdated and path_of(packet).is_file():
            return packet
    caches["default"].delete(order.key)
    return None if packet.state is State.DONE else packet


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "exports"
