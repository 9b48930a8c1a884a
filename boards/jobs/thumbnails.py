"""Small pictures of attached files: made beside requests, each by a process of its own that may fail."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
import tempfile
from typing import IO

from django.conf import settings
from django.core.cache import caches
from django.utils import timezone

from boards.jobs import thumbnail_worker
from boards.jobs.registry import Later, Queue, job
from boards.models import Attachment, Preview
from boards.services import attachments, stored_files
from boardsite.attachments import store

# At most so long and so large.
SECONDS, MEGABYTES = 20, 400
# Larger files are pictures that nobody needs a preview of.
MOST_BYTES = 60_000_000
PLACE, PATIENCE = "thumbnail-place", datetime.timedelta(seconds=1)
# The process is given no secret of our environment.
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT")


@job(attachments.THUMBNAIL, queue=Queue.FILES, seconds=SECONDS + 40, first_pause=5)
def make_thumbnail(attachment_id: int) -> None:
    """Make the small picture of a file, or note why there is none."""
    attachment = Attachment.objects.filter(pk=attachment_id, preview=Preview.WAITING).first()
    if attachment is None:
        return
    if attachment.size > MOST_BYTES:
        attachments.note_preview(attachment_id=attachment_id, preview=Preview.TOO_LARGE)
        return
    # One at a time on the whole site, so that their memory can be reckoned with. A place falls free by itself.
    if not caches["default"].add(PLACE, True, SECONDS + 10):
        raise Later(timezone.now() + PATIENCE)
    try:
        _make(attachment)
    finally:
        caches["default"].delete(PLACE)


def _make(attachment: Attachment) -> None:
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as made:
        for piece in store().pieces(attachment.key, 0, attachment.size):
            source.write(piece)
        source.seek(0)
        preview, size = make(source, made)
        if preview == Preview.READY:
            made.seek(0)
            stored_files.keep_thumbnail(attachment.thumbnail_key, made.read())
    attachments.note_preview(attachment_id=attachment.pk, preview=preview, width=size[0], height=size[1])


def make(source: IO[bytes], made: IO[bytes]) -> tuple[Preview, tuple[int | None, int | None]]:
    """How it ended, and how large the picture is."""
    process = subprocess.Popen(  # noqa: S603  our own program, with numbers
        [sys.executable, "-m", thumbnail_worker.__name__, str(SECONDS), str(MEGABYTES)],
        stdin=source,
        stdout=made,
        stderr=subprocess.PIPE,
        cwd=settings.BASE_DIR,
        env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
    )
    try:
        _out, said = process.communicate(timeout=SECONDS + 5)
    except subprocess.TimeoutExpired:
        return Preview.TOO_LARGE, (None, None)
    finally:
        process.kill()
        process.wait()
    return _end(process.returncode, said)


def _end(code: int, said: bytes) -> tuple[Preview, tuple[int | None, int | None]]:
    if code == 0:
        width, height = json.loads(said.splitlines()[-1])
        return Preview.READY, (width, height)
    # Whatever ends it by a signal (its time, its memory) was too much for it.
    is_too_large = code == thumbnail_worker.TOO_LARGE or code < 0
    return Preview.TOO_LARGE if is_too_large else Preview.BROKEN, (None, None)
