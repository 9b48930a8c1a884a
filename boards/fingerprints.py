"""What was sent, in one short mark: two requests with the same mark ask for the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.http import HttpRequest


def of(request: HttpRequest, *, is_form: bool) -> str:
    """Of the method, the address, and the body or the form in it, whose files are read piece by piece."""
    parts = (request.method or "", request.get_full_path().rstrip("/"))
    mark = hashlib.sha256("\n".join(parts).encode() + b"\n")
    for piece in _form_of(request) if is_form else [request.body]:
        mark.update(piece)
    return mark.hexdigest()


def _form_of(request: HttpRequest) -> Iterator[bytes]:
    """What a form holds, whatever stands between its parts."""
    yield repr(sorted(request.POST.lists())).encode()
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            yield repr((name, file.name, file.size)).encode()
            yield from file.chunks()
            file.seek(0)
