"""Answers that hold a file: all of it, or the part that was asked for, or that the reader has it already.

No browser runs what is in it: it is never told to be HTML, has no rights where it is opened, and leads nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import http_date, parse_etags

from boards.exceptions import NotFound
from boards.models import Attachment, Task
from boards.rules import file_names, ranges
from boards.rules.ranges import Part, Unsatisfiable
from boards.services import attachments
from boardsite.attachments import store
from boardsite.server import uploads
from boardsite.server.sending import ReadAsSent

# An opened picture is a page of its own, without scripts, forms, frames or an origin. Browsers lay it out by a style.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'; sandbox"
# A PDF is read within a page of ours. Browsers have viewers for them that are no part of what they show: Chromium and
# Firefox open them in spite of this policy, and in nothing that a page sandboxes (`<iframe sandbox>`).
IN_A_PAGE = {
    "Content-Security-Policy": POLICY.replace("'none'; sandbox", "'self'; sandbox"),
    "X-Frame-Options": "SAMEORIGIN",
}
THUMBNAIL = "image/webp"
KEPT = "private, max-age=86400, immutable"


def download(request: HttpRequest, attachment: Attachment, *, inline: bool = False) -> HttpResponseBase:
    """The file; `inline` for a picture or PDF that is shown."""
    kind = attachment.content_type
    headers = {
        **(IN_A_PAGE if inline and attachment.is_pdf else {}),
        "Content-Type": f"{kind}; charset=utf-8" if kind.startswith("text/") else kind,
        "Content-Disposition": file_names.disposition(attachment.name, inline=inline),
        "Accept-Ranges": "bytes",
        "ETag": f'"{attachment.sha256[:32]}"',
        "Last-Modified": http_date(attachment.created_at.timestamp()),
    }
    return _answer(request, attachment.key, attachment.size, headers)


def thumbnail(request: HttpRequest, attachment: Attachment) -> HttpResponseBase:
    """Its small picture, which is the site's own work.

    Asked for by the address that names its content, it is kept for a while by the browser of who has seen it, for as
    long as they are signed in (`Vary: Cookie`): who may no longer see it gets no other, and that one for no longer.
    """
    headers = {"Content-Type": THUMBNAIL, "Content-Disposition": "inline", "ETag": f'"{attachment.sha256[:32]}-t"'}
    if request.get_full_path() == attachment.thumbnail_address:
        headers["Cache-Control"] = KEPT
    if _has_it(request, headers["ETag"]):
        return _kept(headers)
    try:
        size = store().size(attachment.thumbnail_key)
    except FileNotFoundError:
        raise NotFound from None
    return _answer(request, attachment.thumbnail_key, size, headers)


def would_take(request: HttpRequest, task: Task) -> HttpResponse:
    """204 if a file of X-Upload-Size bytes would be taken, as things stand; RuleBroken if not."""
    named = request.headers.get(uploads.SIZE_HEADER, "")
    # Of a number that no file has, its first digits are enough to refuse it.
    size = int(named[:16]) if named.isascii() and named.isdigit() else 0
    attachments.check_room(task, max(0, size - uploads.FORM_BYTES))
    return HttpResponse(status=204)


def _answer(request: HttpRequest, key: str, size: int, headers: dict[str, str]) -> HttpResponseBase:
    if _has_it(request, headers["ETag"]):
        return _kept(headers)
    try:
        part = ranges.part(_range(request, headers), size)
    except Unsatisfiable:
        return HttpResponse(status=416, headers={**_safe({}), "Content-Range": f"bytes */{size}"})
    wanted, status = part or Part(0, size, size), 206 if part else 200
    headers = _safe(headers) | {"Content-Length": str(wanted.length)}
    if part:
        headers["Content-Range"] = part.words
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    return ReadAsSent(_reader(key, wanted), status=status, headers=headers)


def _reader(key: str, part: Part) -> Callable[[], Iterator[bytes]]:
    """Begins to read now, so that what is gone is a 404 and not an answer that breaks off."""
    if not store().exists(key):
        raise NotFound
    return lambda: store().pieces(key, part.start, part.stop)


def _range(request: HttpRequest, headers: dict[str, str]) -> str:
    """The header Range; nothing if it was meant for another state of the file (If-Range)."""
    condition = request.headers.get("If-Range", "")
    if not condition or condition in (headers["ETag"], headers.get("Last-Modified")):
        return request.headers.get("Range", "") if request.method == "GET" else ""
    return ""


def _has_it(request: HttpRequest, etag: str) -> bool:
    """Compared weakly, as RFC 9110 has it for reading."""
    named = request.headers.get("If-None-Match", "")
    known = [each.removeprefix("W/") for each in parse_etags(named)] if named else []
    return "*" in known or etag in known


def _kept(headers: dict[str, str]) -> HttpResponse:
    """What a browser keeps is read under what the newest answer says of it, so all is said again but what it is."""
    response = HttpResponseNotModified()
    for name, value in _safe(headers).items():
        if not name.startswith("Content-") or name == "Content-Security-Policy":
            response[name] = value
    return response


def _safe(headers: dict[str, str]) -> dict[str, str]:
    return {
        "Content-Security-Policy": POLICY,
        "Cache-Control": "private, no-cache",
        **headers,
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
    }
