"""Exports as answers of pages and API: the file, or in words how far it is."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse
from django.utils.translation import gettext as _

from boards.rules import file_names
from boards.services import made_files
from boards.services.made_files import Parcel, State
from boards.transfer import packing
from boards.transfer.packing import Order, Packet
from boards.transfer.site_files import SiteParcel
from boardsite.server.sending import ReadAsSent

# How soon to ask again, in seconds.
AGAIN = 2
UNKEPT = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}


def at_once(order: Order) -> HttpResponse:
    """A small file."""
    return HttpResponse(packing.content(order), headers=_headers(order))


def file(order: Order, packet: Packet) -> HttpResponse:
    """One that is done, piece by piece."""
    headers = _headers(order) | {"Content-Length": str(packet.size)}
    # What views and the API answer with is typed as an HttpResponse.
    return cast("HttpResponse", ReadAsSent(lambda: made_files.pieces(packet), headers=headers))


def site(parcel: SiteParcel) -> HttpResponse:
    """That of a whole site, piece by piece."""
    headers = UNKEPT | {"Content-Type": "application/zip", "Content-Length": str(parcel.size)}
    headers["Content-Disposition"] = file_names.disposition(parcel.name)
    return cast("HttpResponse", ReadAsSent(lambda: made_files.pieces(parcel), headers=headers))


def sentence(packet: Parcel) -> str:
    """How it stands with an export, in words."""
    return {
        State.MAKING: _("The file is being written. You can leave this page; the file is kept for a day."),
        State.DONE: _("The file is ready."),
        State.LOST: _("The file was not made: the server stopped, or what it is of can't be seen any more. Try again."),
        State.TOO_SLOW: _("The file takes longer than an export may. The site's operator can write it by a command."),
        State.BROKEN: _("Something went wrong here, and has been logged. Try again."),
    }[packet.state]


def _headers(order: Order) -> dict[str, str]:
    kind = order.export.content_type
    return UNKEPT | {"Content-Type": kind, "Content-Disposition": file_names.disposition(order.name)}
