"""What kind of file it is, by what it begins with: never by what somebody says it is.

Whatever a browser might run (HTML, SVG, scripts) is text.
"""

from __future__ import annotations

import re

# As much is looked at.
HEAD_BYTES = 4096
BINARY, TEXT, PDF = "application/octet-stream", "text/plain", "application/pdf"
# Pictures that a browser shows and never runs.
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"})

_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (rb"\x89PNG\r\n\x1a\n", "image/png"),
    (rb"\xff\xd8\xff", "image/jpeg"),
    (rb"GIF8[79]a", "image/gif"),
    (rb"RIFF....WEBP", "image/webp"),
    (rb"....ftypavi[fs]", "image/avif"),
    (rb"BM....\x00\x00\x00\x00", "image/bmp"),
    (rb"(?:II\*\x00|MM\x00\*)", "image/tiff"),
    (rb"%PDF-", PDF),
    (rb"PK(?:\x03\x04|\x05\x06)", "application/zip"),
    (rb"\x1f\x8b\x08", "application/gzip"),
    (rb"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (rb"Rar!\x1a\x07", "application/vnd.rar"),
    (rb"\xfd7zXZ\x00", "application/x-xz"),
    (rb"(?:ID3|\xff[\xfb\xf3\xf2])", "audio/mpeg"),
    (rb"OggS", "audio/ogg"),
    (rb"fLaC", "audio/flac"),
    (rb"RIFF....WAVE", "audio/wav"),
    (rb"....ftyp", "video/mp4"),
    (rb"\x1a\x45\xdf\xa3", "video/webm"),
)
_KNOWN = tuple((re.compile(beginning, re.DOTALL), kind) for beginning, kind in _BEGINNINGS)
# What no text has: control characters but tab, line ends, form feed and escape.
_NO_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


def of(head: bytes) -> str:
    """The type of the content that begins so."""
    for beginning, kind in _KNOWN:
        if beginning.match(head):
            return kind
    return TEXT if _is_text(head[:HEAD_BYTES]) else BINARY


def _is_text(head: bytes) -> bool:
    if _NO_TEXT.search(head):
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        # A letter that is cut in two at the end of what is looked at.
        return error.start > HEAD_BYTES - 4 and error.reason == "unexpected end of data"
    return True
