"""The content of attached files in a backup: each as an entry of its own, and a list of all with their checksums.

Content never changes under its name, so what is there already need not be brought.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TypedDict

from django.core.files.base import File

from boards.models import Attachment
from boards.services import stored_files
from boardsite.attachments import PIECE, store

LISTING = "files.jsonl"


class FilesEntry(TypedDict):
    """What the manifest says of the files: how many, how large, those that were not in the store, and the mark of the
    list."""

    count: int
    bytes: int
    missing: int
    sha256: str


class Line(TypedDict):
    """What the list says of a file."""

    name: str
    size: int
    sha256: str


def entry(name: str) -> str:
    """The name inside the backup of a file of the store."""
    return f"files/{name}"


def write(archive: zipfile.ZipFile) -> FilesEntry:
    """Write the content of all rows, piece by piece. What the store hasn't got is counted and left out."""
    lines: list[bytes] = []
    found: FilesEntry = {"count": 0, "bytes": 0, "missing": 0, "sha256": ""}
    for attachment in Attachment.objects.order_by("pk").iterator(500):
        line = _copy(archive, attachment.key, attachment.size)
        if line is None:
            found["missing"] += 1
            continue
        if small := store().exists(attachment.thumbnail_key) and _copy(archive, attachment.thumbnail_key, None):
            lines.append(_packed(small))
        lines.append(_packed(line))
        found["count"] += 1
        found["bytes"] += line["size"]
    text = b"".join(lines)
    archive.writestr(LISTING, text)
    return {**found, "sha256": hashlib.sha256(text).hexdigest()}


def verify(archive: zipfile.ZipFile, told: FilesEntry) -> Iterator[str]:
    """The names of all entries that belong to files; ValueError for one that is not what the list says."""
    text = archive.read(LISTING)
    if hashlib.sha256(text).hexdigest() != told["sha256"]:
        raise ValueError("the list of files is not what the manifest says")
    yield LISTING
    for line in lines_of(text):
        mark, size = hashlib.sha256(), 0
        with archive.open(entry(line["name"])) as file:
            while piece := file.read(PIECE):
                mark.update(piece)
                size += len(piece)
        if (size, mark.hexdigest()) != (line["size"], line["sha256"]):
            raise ValueError(f"the file {line['name']} is not what the list says")
        yield entry(line["name"])


@contextmanager
def brought(archive: zipfile.ZipFile) -> Iterator[None]:
    """Put the content into the store; what was put there goes again if what is done inside fails."""
    made: list[str] = []
    try:
        for line in lines_of(archive.read(LISTING)):
            if not store().exists(line["name"]):
                with archive.open(entry(line["name"])) as file:
                    made.append(stored_files.bring_back(line["name"], File(file, name=line["name"])))
        yield
    except BaseException:
        stored_files.discard(made)
        raise


def lines_of(text: bytes) -> Iterator[Line]:
    """The lines of a list."""
    for line in text.splitlines():
        yield json.loads(line)


def _packed(line: Line) -> bytes:
    return json.dumps(line, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _copy(archive: zipfile.ZipFile, name: str, size: int | None) -> Line | None:
    """None if it isn't in the store. Pictures and the like are not packed again."""
    if not store().exists(name):
        return None
    size = stored_files.size_of(name) if size is None else size
    info = zipfile.ZipInfo(entry(name), date_time=(1980, 1, 1, 0, 0, 0))
    with archive.open(info, "w", force_zip64=True) as file:
        mark = _fill(file, name, size)
    return {"name": name, "size": size, "sha256": mark}


def _fill(file: IO[bytes], name: str, size: int) -> str:
    mark = hashlib.sha256()
    for piece in store().pieces(name, 0, size):
        file.write(piece)
        mark.update(piece)
    return mark.hexdigest()
