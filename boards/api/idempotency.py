"""Idempotency-Key on POST: the same key and body gives the first successful answer again."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from boards import fingerprints
from boards.api import parsing
from boards.api.auth import person
from boards.api.errors import Problem, invalid
from boards.models import KeptAnswer
from boards.services import idempotency

HEADER = "Idempotency-Key"
KEPT_HEADERS = ("ETag", "Location", "Content-Type")


def answered_before(request: HttpRequest) -> HttpResponse | None:
    """The kept answer of an earlier call, for who looks before the transaction begins; None if there is none yet."""
    key = _key(request)
    kept = idempotency.find(key=key, actor=person(request)) if key is not None else None
    return _replayed(request, kept) if kept is not None else None


def answered_once(request: HttpRequest, work: Callable[[], HttpResponse]) -> HttpResponse:
    """What `work` answers, or the kept answer of an earlier call. Caller has opened the transaction."""
    key = _key(request)
    if key is None:
        return work()
    kept = idempotency.claim(key=key, fingerprint=_fingerprint(request), actor=person(request))
    if found := _replayed(request, kept):
        return found
    response = work()
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    # An answer may say what is to be kept of it, where it holds what is shown once.
    content = getattr(response, "kept_content", response.content)
    idempotency.keep(answer=kept, status=response.status_code, headers=headers, body=content.decode())
    return response


def _key(request: HttpRequest) -> str | None:
    key = request.headers.get(HEADER) if request.method == "POST" else None
    if key is not None and not re.fullmatch(r"[\x21-\x7e]{1,200}", key):
        raise invalid((HEADER, _("Use 1 to 200 visible ASCII characters.")))
    return key


def _replayed(request: HttpRequest, kept: KeptAnswer) -> HttpResponse | None:
    if kept.fingerprint != _fingerprint(request):
        raise Problem(422, _("This key has been used for another call."), kind="idempotency-key-used")
    if kept.status is None:
        return None
    return HttpResponse(kept.body, status=kept.status, headers={**kept.headers, "Idempotency-Replayed": "true"})


def _fingerprint(request: HttpRequest) -> str:
    return fingerprints.of(request, is_form=parsing.brings_file(request))
