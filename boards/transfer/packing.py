"""Exports in the making. A small project is written while its reader waits, a large one by a job."""

from __future__ import annotations

import hashlib
import io
import time
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.text import slugify

from boards.models import Attachment, Project, User
from boards.rules.spreadsheets import SEPARATORS
from boards.services import made_files
from boards.services.jobs import NewJob
from boards.services.made_files import Parcel
from boards.transfer.exports import offers
from boards.transfer.exports.base import Choices, Export

JOB, QUEUE = "exports.make", "files"
# What is written at once: projects of at most so many tasks, changes, and bytes of files.
FEW_TASKS, FEW_CHANGES, FEW_BYTES = 500, 5_000, 20_000_000
# One of an older state of its project is made anew after so many seconds.
FRESH = 600


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
        title = slugify(self.project.title, allow_unicode=True)[:60] or f"project-{self.project.pk}"
        mark = f"-{self.export.mark}" if self.export.mark else ""
        return f"{title}-{self.user.today().isoformat()}{mark}.{self.export.ending}"

    @property
    def is_small(self) -> bool:
        """Whether its reader may wait for it."""
        project = self.project
        if project.last_number > FEW_TASKS or project.revision > FEW_CHANGES:
            return False
        files = Attachment.objects.filter(task__project=project).aggregate(total=Sum("size"))["total"] or 0
        return self.export is not offers.ARCHIVE or files <= FEW_BYTES


@dataclass(frozen=True, kw_only=True)
class Packet(Parcel):
    """An export as far as it is: for whom, of what."""

    user: int
    project: int
    export: str
    separator: str
    revision: int


def content(order: Order) -> bytes:
    """A small export, at once."""
    file = io.BytesIO()
    order.export.write(order.project, order.user, file, Choices(SEPARATORS[order.separator]))
    return file.getvalue()


def ask(order: Order, *, anew: bool = True) -> Packet:
    """The export if it is there, else how far it is; the first to ask sets it going. An end without one is told once.

    `anew`: one of an older state of the project is made again.
    """
    packet = Packet(
        user=order.user.pk,
        project=order.project.pk,
        export=order.export.key,
        separator=order.separator,
        revision=order.project.revision,
        begun=time.time(),
    )

    def is_outdated(known: Packet) -> bool:
        return anew and known.revision != order.project.revision and time.time() - known.begun > FRESH

    return made_files.ask(order.key, packet, NewJob(JOB, QUEUE, (order.key,), key=order.key), is_outdated)
