"""Requests that bring a file, which may be much larger than any other request.

Before a long one is read, the site is asked whether it would be taken: the same address by GET, with X-Upload-Size.
What that refuses is refused at once. Then the body goes to a file beside those of the store, never into memory, and
what comes of it is moved. Whoever breaks off leaves nothing; a process that is killed leaves at most a file in that
folder, which the doctor finds.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from boardsite.server import edge

# The addresses that take files to be attached, and boards to be imported; boards/urls.py and the API have them.
IMPORTS = re.compile(r"(?:/projects/[1-9][0-9]{0,17})?/import/|/api/v1/imports/?", re.ASCII)
ADDRESSES = re.compile(rf"(?:/api/v1)?/tasks/[1-9][0-9]{{0,17}}/attachments/?|{IMPORTS.pattern}", re.ASCII)
# The largest file of a board (boards/transfer/files.py).
IMPORT_BYTES = 200 * 1024 * 1024
SIZE_HEADER = "X-Upload-Size"
# What the form around a file may take beside it: other fields, heads of the parts.
FORM_BYTES = 1024 * 1024
# The longest that an upload may take, and be silent.
SECONDS, SILENT_SECONDS = 3 * 3600.0, 20.0
# Django's own reader keeps short bodies in memory, up to so many bytes.
IN_MEMORY = 512 * 1024


def most_bytes(path: str) -> int:
    """Of a request that brings a file to this address."""
    return (IMPORT_BYTES if IMPORTS.fullmatch(path) else settings.ATTACHMENTS.most_bytes) + FORM_BYTES


def is_upload(scope: edge.Scope) -> bool:
    """Whether the request may bring a file."""
    kind = edge.header(scope, b"content-type").lower()
    is_form = scope["method"] == "POST" and kind.startswith(b"multipart/form-data")
    return is_form and ADDRESSES.fullmatch(scope["path"]) is not None


def is_long(scope: edge.Scope) -> bool:
    """Whether it says that it is larger than any other request, or doesn't say how large it is."""
    return edge.announced(scope) > edge.MOST_BYTES or bool(edge.header(scope, b"transfer-encoding"))


def question(scope: edge.Scope) -> edge.Scope:
    """What the site is asked before such a request is read."""
    size = SIZE_HEADER.lower().encode()
    # What the client itself says in our header counts for nothing.
    left_out = {size, b"content-length", b"content-type", b"transfer-encoding", b"expect", b"if-none-match"}
    headers = [each for each in scope["headers"] if each[0].lower() not in left_out]
    headers.append((size, str(edge.announced(scope)).encode()))
    return scope | {"method": "GET", "headers": headers}


def measured(scope: edge.Scope, body: IO[bytes]) -> edge.Scope:
    """The request with the length of its body, which has arrived: Django reads no form that came in chunks."""
    size = body.seek(0, os.SEEK_END)
    body.seek(0)
    headers = [each for each in scope["headers"] if each[0].lower() not in (b"content-length", b"transfer-encoding")]
    return scope | {"headers": [*headers, (b"content-length", str(size).encode())]}


def arriving() -> Path:
    """The folder for what is not whole yet."""
    folder: Path = settings.ATTACHMENTS.arriving
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def body_file() -> IO[bytes]:
    """For the body of such a request; it has no name that could be left behind."""
    return tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, mode="w+b", dir=str(arriving()))


class Arrived(TemporaryUploadedFile):
    """A file that came with a form, in the folder of those that are not kept yet."""

    def __init__(self, name: str, content_type: str) -> None:
        file = tempfile.NamedTemporaryFile(suffix=".upload", dir=arriving())  # noqa: SIM115  closed with it
        UploadedFile.__init__(self, file, name, content_type, 0)


class BesideTheStore(TemporaryFileUploadHandler):
    """Has files of forms written where the store is, so that they need only be moved."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super(TemporaryFileUploadHandler, self).new_file(*args, **kwargs)
        self.file = Arrived(self.file_name or "", self.content_type or "")
