"""What attached files hold, in an archive: each an entry named by the file's number."""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from typing import IO

from django.conf import settings
from django.core.files.base import File
from django.utils.translation import gettext as _

from boards.models import Attachment
from boards.services import stored_files
from boards.services.stored_files import Stored
from boards.transfer.archive.numbers import Numbers
from boards.transfer.files import Archive, refusal
from boardsite.attachments import MEGABYTE, PIECE, store


def entry(number: int) -> str:
    """The name inside the archive of what a file holds."""
    return f"files/{number}"


def write(archive: zipfile.ZipFile, project: int, numbers: Numbers) -> None:
    """Write what the files of a project hold, piece by piece; what the store hasn't got is left out."""
    rows = Attachment.objects.filter(task__project=project).order_by("pk").values_list("pk", "key", "size")
    for pk, key, size in rows.iterator(500):
        if store().exists(key):
            # Pictures and the like are not packed again.
            with archive.open(zipfile.ZipInfo(entry(numbers.number(pk))), "w", force_zip64=True) as file:
                for piece in store().pieces(key, 0, size):
                    file.write(piece)


def keep(archive: Archive, number: int, sha256: str) -> Stored | None:
    """Put what a file holds into the store; None if the archive hasn't got it. Raises InvalidInput if it is too large
    or another than it was."""
    if entry(number) not in archive:
        return None
    if archive.size(entry(number)) > settings.ATTACHMENTS.most_bytes:
        words = _("A file in the archive has more than %(limit)s MB, which is as much as this site takes.")
        raise refusal(words % {"limit": settings.ATTACHMENTS.megabytes})
    with tempfile.TemporaryFile() as file, archive.open(entry(number)) as source:
        if _copied(source, file) != sha256:
            raise refusal(_("A file in the archive is not what the archive says of it, so nothing was imported."))
        return stored_files.keep(File(file, name="file"))


def check_room(total: int) -> None:
    """Raises InvalidInput if the files of one project may not come to so much."""
    limit = settings.ATTACHMENTS.project_megabytes
    if total > limit * MEGABYTE:
        words = _(
            "The files in the archive come to more than %(limit)s MB, which is as much as a project may have here."
        )
        raise refusal(words % {"limit": limit})


def _copied(source: IO[bytes], target: IO[bytes]) -> str:
    mark = hashlib.sha256()
    while piece := source.read(PIECE):
        mark.update(piece)
        target.write(piece)
    return mark.hexdigest()
