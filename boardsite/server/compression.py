"""Pages and answers of the API leave the site compressed, for whoever takes gzip.

A page of 97 kB becomes one of 11 kB, in four tenths of a millisecond. The highest level would save another kB, and take
three times as long.
"""

from __future__ import annotations

import secrets
import struct
import zlib
from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

LEVEL = 3
# How far back compressed data can refer.
WINDOW = 32_768
# How such a file begins: its kind, deflate, with a name, no time, no hint how, no system.
_HEAD = b"\x1f\x8b\x08\x08\0\0\0\0\0\xff"
# Shorter answers fit into a packet anyway.
LEAST = 1_000
# Who can have a page sent again and again, with words of their own in it, could find out a secret beside them by the
# length of the answer (BREACH). CSRF tokens look different each time (Django masks them); this hides the rest.
MOST_PADDING = 100
TYPES = {"application/json", "application/problem+json", "application/javascript", "application/xml", "image/svg+xml"}


class CompressionMiddleware:
    """Leaves alone what is short, is sent piece by piece, or has been compressed already."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """HEAD is told what GET would be."""
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and is_worth_it(response):
            patch_vary_headers(response, ["Accept-Encoding"])
            if takes_gzip(request.headers.get("Accept-Encoding", "")):
                compress(response)
        return response


def is_worth_it(response: HttpResponse) -> bool:
    """Whether it is text of some length that may be changed on its way."""
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return (
        len(response.content) >= LEAST
        and (kind.startswith("text/") or kind in TYPES)
        and not response.has_header("Content-Encoding")
        and not response.has_header("Content-Range")
        and "no-transform" not in response.headers.get("Cache-Control", "")
    )


def takes_gzip(accepted: str) -> bool:
    """Whether gzip is among what a client names, and not as what it refuses."""
    for named in accepted.lower().split(","):
        coding, *parameters = (part.strip() for part in named.split(";"))
        if coding in ("gzip", "x-gzip"):
            return not any(part.startswith("q=") and not part[2:].strip("0.") for part in parameters)
    return False


class Packed(NamedTuple):
    """A piece of a page that is kept: as it is, and as a part of compressed data that stands for itself."""

    plain: bytes
    deflated: bytes


Piece = bytes | Packed


class PiecedResponse(HttpResponse):
    """A page of pieces, of which those that were kept need not be compressed anew."""

    pieces: list[Piece] | None = None

    def __init__(self, pieces: list[Piece], *, status: int = 200) -> None:
        super().__init__(
            b"".join([piece.plain if isinstance(piece, Packed) else piece for piece in pieces]), status=status
        )
        self.pieces = pieces

    @HttpResponse.content.setter  # type: ignore[attr-defined]
    def content(self, value: object) -> None:
        """Another content is no longer made of these pieces."""
        self.pieces = None
        HttpResponse.content.fset(self, value)  # type: ignore[attr-defined]


def packed(content: bytes, before: bytes = b"") -> Packed:
    """A piece to be kept; it always stands behind `before`, to which its compressed form refers.

    It ends at a whole byte (RFC 1951, 3.2.4), so that others can follow.
    """
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=before[-WINDOW:])
    return Packed(content, packer.compress(content) + packer.flush(zlib.Z_FULL_FLUSH))


def packed_in_turn(contents: list[bytes], gap: int) -> list[Packed]:
    """Pieces that always stand behind each other, with so many bytes between them that differ from page to page."""
    pieces, before = [], b""
    for content in contents:
        # Text without a NUL can't refer to the gaps.
        pieces.append(packed(content, b"" if b"\0" in content else before))
        before += content + b"\0" * gap
    return pieces


def compress(response: HttpResponse) -> None:
    """An ETag is weak from here on: the same page may have other bytes next time."""
    pieces = getattr(response, "pieces", None) or [response.content]
    response.content = gzipped(response.content, pieces)
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(response.content))
    etag = response.headers.get("ETag", "")
    if etag.startswith('"'):
        response.headers["ETag"] = f"W/{etag}"


def gzipped(content: bytes, pieces: Iterable[Piece] = ()) -> bytes:
    """The content, which is made of these pieces, as a file of gzip (RFC 1952).

    In the place of the file's name stand up to a hundred letters of no meaning.
    """
    padding = secrets.token_urlsafe(MOST_PADDING)[: secrets.randbelow(MOST_PADDING + 1)]
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    data = [_HEAD, padding.encode(), b"\0"]
    for piece in pieces or [content]:
        if isinstance(piece, Packed):
            data += [packer.flush(zlib.Z_FULL_FLUSH), piece.deflated]
        else:
            data.append(packer.compress(piece))
    end = struct.pack("<II", zlib.crc32(content), len(content) % 2**32)
    return b"".join([*data, packer.flush(), end])
