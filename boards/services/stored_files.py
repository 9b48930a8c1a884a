"""What is put into the store and taken out of it, beside the rows that tell of it.

The content comes first and the row after it, and the other way round when a file goes: whatever breaks off in between
leaves content without a row, which nobody sees and `manage.py doctor` finds.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.files.base import ContentFile, File

from boards.queries import stored_files
from boards.rules import file_kinds
from boardsite.attachments import PIECE, StoreAway, store

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Stored:
    """Content that lies in the store, and that no row tells of yet."""

    key: str
    size: int
    sha256: str
    content_type: str


def keep(file: File) -> Stored:
    """Put a file that has arrived into the store; what is there already on the same disk is moved."""
    mark, size, head = hashlib.sha256(), 0, b""
    file.seek(0)
    while piece := file.read(PIECE):
        head = head or piece[: file_kinds.HEAD_BYTES]
        mark.update(piece)
        size += len(piece)
    file.seek(0)
    key = store().save(_new_key(), file)
    return Stored(key, size, mark.hexdigest(), file_kinds.of(head))


def bring_back(name: str, file: File) -> str:
    """Put what a backup holds under that name, which is free; returns the name."""
    return store().save(name, file)


def keep_thumbnail(name: str, content: bytes) -> None:
    """Put a small picture into the store; what an attempt that was broken off has left there is replaced."""
    store().delete(name)
    store().save(name, ContentFile(content))


def size_of(name: str) -> int:
    """Of a file in the store, in bytes."""
    return store().size(name)


def discard(keys: Iterable[str]) -> None:
    """Take content out of the store. What can't be reached now is left to the doctor, with the rest."""
    for key in keys:
        try:
            store().delete(key)
        except StoreAway as away:
            logger.warning("Files could not be taken out of the store; manage.py doctor --clean does. %s", away)
            return
        except Exception as error:
            logger.warning("A file could not be taken out of the store (%s).", type(error).__name__)


def clean() -> int:
    """Remove what lies in the store, or never arrived there, and belongs to no row; returns how much that was."""
    found = stored_files.look()
    discard(found.unknown)
    for path in found.left:
        path.unlink(missing_ok=True)
    return len(found.unknown) + len(found.left)


def _new_key() -> str:
    """In one of 256 folders, none of which grows too large."""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name}"
