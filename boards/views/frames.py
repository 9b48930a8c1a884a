"""A page whose frame is kept: rendered once as its reader sees it, and cut where the rest goes.

The template is given a mark for each piece that comes later. Nothing that people typed can look like one: their < is
escaped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from boardsite.server.compression import Piece, packed

# What stands between the places, and by turns the name of a piece.
Frame = list[Piece | str]
_MARK = re.compile(r"<piece ([a-z_]+)>")


def frame_of(request: HttpRequest, template: str, context: Mapping[str, object], pieces: list[str]) -> Frame:
    """The page around pieces with these names, which the template writes as variables."""
    marks = {name: SafeString(f"<piece {name}>") for name in pieces}
    parts = _MARK.split(render_to_string(template, {**context, **marks}, request, using="django"))
    return [part if place % 2 else packed(part.encode()) for place, part in enumerate(parts)]


def filled(frame: Frame, pieces: Mapping[str, list[Piece]]) -> list[Piece]:
    """The pieces of the whole page, in their order."""
    return [piece for part in frame for piece in (pieces[part] if isinstance(part, str) else [part])]
