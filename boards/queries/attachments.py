"""The files of a task, ready for its page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.defaultfilters import filesizeformat

from boards.models import Attachment, Preview, Task
from boards.models.attachments import thumbnail_address
from boards.policy import Action, Rights, can
from boards.rules import file_names
from boards.rules.file_kinds import PDF, TEXT

# How often a page asks whether a preview is there.
MOST_ASKED = 10
_ICONS = {
    TEXT: "file-text",
    PDF: "file-text",
    "application/zip": "archive",
    "application/gzip": "archive",
}


@dataclass(frozen=True)
class FileView:
    """A file, ready for its template. `note` says what is wrong with its preview."""

    attachment: Attachment
    name: str
    size: str
    ending: str
    icon: str
    note: str
    is_cover: bool
    can_change: bool
    can_cover: bool
    asked: int = 0

    @property
    def has_thumbnail(self) -> bool:
        """Whether there is a small picture."""
        return self.attachment.preview == Preview.READY

    @property
    def asks_again(self) -> int:
        """The number of the next question whether the preview is there; 0 for none."""
        is_waiting = self.attachment.preview == Preview.WAITING
        return self.asked + 1 if is_waiting and self.asked < MOST_ASKED else 0


@dataclass(frozen=True)
class Seen:
    """A file that is looked at: `place` among the `count` of its task that can be, and which of them stand beside it,
    in a circle. A place of 0 is none of them."""

    name: str
    size: str
    place: int
    count: int
    before: int
    after: int


@dataclass(frozen=True)
class Files:
    """The files of a task, and what more it takes."""

    files: Sequence[FileView]
    count: int
    can_attach: bool
    most_bytes: int
    most_megabytes: int
    most_files: int


def of_task(task: Task, rights: Rights) -> Files:
    """The oldest first; one query, none for a task without files."""
    rows = Attachment.objects.filter(task=task, deleted_at=None).select_related("uploaded_by").order_by("pk")
    files = [_view(row, task, rights) for row in rows] if task.file_count else []
    return Files(
        files=files,
        # Not what the task says: another file may have come since that was read.
        count=len(files),
        can_attach=_can_attach(task, rights),
        most_bytes=settings.ATTACHMENTS.most_bytes,
        most_megabytes=settings.ATTACHMENTS.megabytes,
        most_files=settings.ATTACHMENTS.per_task,
    )


def one(attachment: Attachment, rights: Rights, asked: int = 0) -> FileView:
    """One file."""
    return _view(attachment, attachment.task, rights, asked)


def seen(attachment: Attachment) -> Seen:
    """One file, and those beside it; one query."""
    rows = Attachment.objects.filter(task=attachment.task_id, deleted_at=None).order_by("pk")
    pks = [row.pk for row in rows.only("content_type", "preview") if row.can_be_seen]
    at = pks.index(attachment.pk) if attachment.pk in pks else -1
    return Seen(
        name=attachment.shown_name,
        size=filesizeformat(attachment.size),
        place=at + 1,
        count=len(pks),
        before=pks[at - 1] if at >= 0 else 0,
        after=pks[(at + 1) % len(pks)] if at >= 0 else 0,
    )


def thumbnails(pks: Collection[int]) -> dict[int, str]:
    """Where the small pictures of these files are, of those that have one; one query, none for no files."""
    if not pks:
        return {}
    ready = Attachment.objects.filter(pk__in=pks, preview=Preview.READY)
    return {pk: thumbnail_address(pk, sha256) for pk, sha256 in ready.values_list("pk", "sha256")}


def markdown(attachment: Attachment) -> str:
    """What shows it in a text, or leads to it."""
    name = "".join(f"\\{letter}" if letter in "\\[]*_`<>!" else letter for letter in attachment.shown_name)
    return f"{'!' if attachment.is_picture else ''}[{name}]({attachment.get_absolute_url()})"


def _can_attach(task: Task, rights: Rights) -> bool:
    return not (task.is_archived or task.project.is_archived) and can(rights.role, Action.ATTACH)


def _view(row: Attachment, task: Task, rights: Rights, asked: int = 0) -> FileView:
    is_wrong = row.preview in (Preview.TOO_LARGE, Preview.BROKEN)
    can_change = _can_attach(task, rights)
    return FileView(
        attachment=row,
        name=row.shown_name,
        size=filesizeformat(row.size),
        ending=file_names.ending(row.shown_name)[:5].upper(),
        icon="image" if row.is_picture else _ICONS.get(row.content_type, "file"),
        note=str(row.get_preview_display()) if is_wrong else "",
        is_cover=task.cover_id == row.pk,
        can_change=can_change,
        can_cover=can_change and row.preview == Preview.READY,
        asked=asked,
    )
