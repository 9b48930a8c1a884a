"""The files that a file brings along: which can be attached here, and their way into the store and out again."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import IO

from django.conf import settings
from django.core.files.base import File
from django.utils.translation import gettext as _

from boards.services import stored_files
from boards.services.bulk_files import FileDraft
from boards.services.stored_files import Stored
from boards.transfer.boards import Attachment, Card
from boards.transfer.files import refusal, shown
from boards.transfer.plans import Notes, Plan
from boards.transfer.texts import one_line
from boardsite.attachments import MEGABYTE


@dataclass
class Room:
    """How much a project still takes, counted while cards are planned. The rest is named in descriptions."""

    tool: str
    changed: Notes
    left_out: Notes
    left: int = field(default_factory=lambda: settings.ATTACHMENTS.project_megabytes * MEGABYTE)

    def packed(self, card: Card) -> tuple[tuple[Attachment, ...], Card]:
        """What is attached, and the card without it."""
        for each in card.attachments:
            if each.open is None:
                self._note(each)
        if not any(each.open for each in card.attachments):
            return (), card
        files: list[Attachment] = []
        rest: list[Attachment] = []
        for each in card.attachments:
            (files if self._takes(each, len(files)) else rest).append(each)
        return tuple(files), replace(card, attachments=tuple(rest))

    def _note(self, attachment: Attachment) -> None:
        """What has no content in the file; nothing of plain links."""
        name = one_line(attachment.name)
        if attachment.is_cover:
            self.left_out.add(_("Covers of cards whose picture is not in the file"), name)
        if attachment.stays and attachment.url:
            stays = _("Files that stay in %(tool)s: only their addresses come along, as links")
            self.changed.add(stays % {"tool": self.tool}, name)
        elif not attachment.url:
            self.changed.add(_("Files whose content is not in the file, now named in the description"), name)

    def _takes(self, attachment: Attachment, before: int) -> bool:
        if attachment.open is None:
            return False
        limits = settings.ATTACHMENTS
        fits = attachment.size <= min(limits.most_bytes, self.left) and before < limits.per_task
        if fits:
            self.left -= attachment.size
        else:
            self.changed.add(_("Files too large or too many, now named in the description"), one_line(attachment.name))
        return fits


@contextmanager
def unpacked(plan: Plan, tell: Callable[[int], None]) -> Iterator[list[list[FileDraft]]]:
    """The files of each task of a plan, in the store. They go out of it again if what is done with them fails."""
    kept: list[str] = []
    try:
        yield [[_draft(each, kept, tell) for each in task.files] for task in plan.tasks]
    except BaseException:
        stored_files.discard(kept)
        raise


def _draft(attachment: Attachment, kept: list[str], tell: Callable[[int], None]) -> FileDraft:
    tell(0)
    stored = _stored(attachment)
    kept.append(stored.key)
    return FileDraft(one_line(attachment.name), stored, attachment.is_cover)


def _stored(attachment: Attachment) -> Stored:
    assert attachment.open is not None  # noqa: S101  planned as one of those
    try:
        with attachment.open() as content:
            return stored_files.keep(_File(content))
    except (zipfile.BadZipFile, EOFError, zipfile.zlib.error):  # type: ignore[attr-defined]
        raise refusal(_("“%(name)s” in the archive is damaged.") % {"name": shown(attachment.name)}) from None


class _File(File):
    """Content that has no name of its own on any disk."""

    def __init__(self, content: IO[bytes]) -> None:
        super().__init__(content, name="")
