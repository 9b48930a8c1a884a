"""What a plain form has sent and can't be saved yet, given back on a page: nothing that was typed is lost.

With scripts the browser keeps drafts; this is for browsers without, and for forms too short for a draft. The text
stands in the page alone: kept on the server it would be a stranger's, and anybody's who signs in next.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

SECRETS = ("password", "csrfmiddlewaretoken")
# Fields of several lines.
LONG = ("description", "text", "lines", "addresses")


class Typed(NamedTuple):
    """A text of a form."""

    name: str
    label: str
    value: str

    @property
    def is_long(self) -> bool:
        """Whether it may have several lines."""
        return self.name in LONG


def page(request: HttpRequest) -> HttpResponse | None:
    """The text with a button that sends it again, and for a stranger the way to sign in; None if nothing was typed."""
    typed = texts(request)
    if not typed:
        return None
    fields = _fields(request)
    names = {each.name for each in typed}
    carried = [(name, value) for name, value in fields if name not in names and name not in SECRETS]
    context = {"typed": typed, "carried": carried, "came_from": came_from(request)}
    response = render(request, "boards/typed.html", context, status=403)
    response["Cache-Control"] = "private, no-store"
    return response


def texts(request: HttpRequest) -> list[Typed]:
    """What somebody would miss of a form; nothing of one with a password in it."""
    labels, fields = _labels(), _fields(request)
    if any("password" in name for name, _value in fields):
        return []
    return [Typed(name, labels[name], value) for name, value in fields if name in labels and value.strip()]


def _fields(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name in request.POST for value in request.POST.getlist(name)]


def came_from(request: HttpRequest) -> str:
    """The page of this site that a form was sent from, as a path; else the start page."""
    parts = urlsplit(request.headers.get("Referer", ""))
    here = f"{parts.scheme}://{parts.netloc}" == f"{request.scheme}://{request.get_host()}"
    return f"{parts.path}{f'?{parts.query}' if parts.query else ''}" if here and parts.path.startswith("/") else "/"


def is_ours(request: HttpRequest) -> bool:
    """Whether the browser says that the form stood on a page of this site, which no other page can make it say."""
    ours = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    return request.headers.get("Origin") in ours


def _labels() -> dict[str, str]:
    """The fields whose text somebody would miss."""
    return {
        "title": _("Title"),
        "description": _("Description"),
        "text": _("Comment"),
        "lines": _("Checklist items"),
        "tags": _("Tags"),
        "name": _("Name"),
        "display_name": _("Name"),
        "addresses": _("E-mail addresses"),
    }
