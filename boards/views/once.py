"""A plain form that is sent twice as it stands in one page is carried out once, and answered the same both times.

A double click sends it twice, and so may reloading, going back, and browsers that try again. Each page that is sent
has its CSRF token written in another way, so that the token with all that was filled in names one form in one page.
With scripts htmx sees to it, which sends one request of an element at a time.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress

from django.contrib import messages
from django.contrib.messages.storage.base import BaseStorage, Message
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from boards import fingerprints
from boards.models import KeptAnswer, User
from boards.services import idempotency
from boards.views import typed
from boardsite import sealing

TOKEN = "csrfmiddlewaretoken"  # noqa: S105  the name of a field
# The status of pages that show what was made, and its secret this once.
MADE = 201
# What a page that is kept is encrypted for.
PAGE = "page shown once"
# How often the second looks whether the first is done, and how long it rests in between: ten seconds in all.
LOOKS, SECONDS = 200, 0.05


def answered(request: HttpRequest, user: User, work: Callable[[], HttpResponse]) -> HttpResponse:
    """What `work` answers to this person, or what it was answered before. Refusals are not kept."""
    # A view may lead on to another one.
    is_begun = hasattr(request, "is_sent_once")
    if is_begun or request.method != "POST" or "HX-Request" in request.headers or TOKEN not in request.POST:
        return work()
    request.is_sent_once = True  # type: ignore[attr-defined]
    form = fingerprints.of(request, is_form=True)
    for _look in range(LOOKS):
        if begun := idempotency.begin(form=form, actor=user):
            return _carried_out(request, begun, work)
        if kept := idempotency.of_form(form=form, actor=user):
            return _again(request, kept)
        rest()
    return _under_way(request)


def rest() -> None:
    """Between two looks."""
    time.sleep(SECONDS)


def _carried_out(request: HttpRequest, begun: KeptAnswer, work: Callable[[], HttpResponse]) -> HttpResponse:
    """A row that can't be written any more runs out by itself; what was done is done."""
    before = len(messages.get_messages(request))
    try:
        response = work()
    except BaseException:
        with suppress(DatabaseError):
            idempotency.forget(answer=begun)
        raise
    with suppress(DatabaseError):
        if isinstance(response, HttpResponseRedirect):
            said = [(each.level, str(each.message), each.extra_tags) for each in _waiting(request)[before:]]
            _keep(begun, response, {"Location": response["Location"]}, json.dumps(said))
        elif response.status_code == MADE:
            _keep(begun, response, {"Cache-Control": "no-store"}, sealing.sealed(PAGE, response.text))
        else:
            idempotency.forget(answer=begun)
    return response


def _keep(begun: KeptAnswer, response: HttpResponse, headers: dict[str, str], body: str) -> None:
    idempotency.keep(answer=begun, status=response.status_code, headers=headers, body=body)


def _again(request: HttpRequest, kept: KeptAnswer) -> HttpResponse:
    """The same page; or the same to go on to, with the same messages but for those that wait still."""
    if kept.status == MADE:
        return HttpResponse(sealing.opened(PAGE, kept.body), status=MADE, headers=kept.headers)
    waiting = {str(each.message) for each in _waiting(request)}
    for level, text, tags in json.loads(kept.body):
        if text not in waiting:
            messages.add_message(request, level, text, tags)
    return HttpResponse(status=kept.status, headers=kept.headers)


def _under_way(request: HttpRequest) -> HttpResponse:
    sentence = _("You have sent this before, and it is still being saved. Look in a moment whether it is there.")
    context = {"sentence": sentence, "typed": typed.texts(request), "is_under_way": True}
    return render(request, "409.html", context, status=409)


def _waiting(request: HttpRequest) -> list[Message]:
    """The messages for the next page, which stay for it."""
    stored = messages.get_messages(request)
    found = list(stored)
    if isinstance(stored, BaseStorage):
        stored.used = False
    return found
