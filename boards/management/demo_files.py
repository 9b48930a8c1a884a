"""Files of the demonstration: pictures that are drawn here, and short texts."""

from __future__ import annotations

import io
import math
from collections.abc import Callable

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from boards.jobs import thumbnails
from boards.models import Attachment, Preview, Task, User
from boards.services import attachments, stored_files

SIZE = (1200, 750)
_PAPER, _INK, _BROWNS = "#f6efe6", "#3b2a20", ("#e9d7c0", "#c89f73", "#8f5f3a", "#5a3825", "#2f1d15")

_NOTES = """\
Tasting on Tuesday, five of us, all blind.

Finca El Puente   cherry, dark sugar, a long finish      9 of 10
Kiambu AA         blackcurrant, a little too sour        7 of 10
Sidamo natural    strawberry; two of us found it odd     8 of 10
"""
_HOURS = """\
time,what,who
06:30,Last look at the numbers,Adam
07:00,Switch over,Adam
07:10,Order a bag each,everybody
08:00,Letter to the customers,Mina
12:00,Lunch and a list of what is odd,Olivia
"""


def _canvas() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", SIZE, _PAPER)
    return image, ImageDraw.Draw(image)


def _png(image: Image.Image) -> bytes:
    content = io.BytesIO()
    image.save(content, "PNG", optimize=True)
    return content.getvalue()


def _roast() -> bytes:
    """A curve: how hot the beans are, over twelve minutes."""
    image, draw = _canvas()
    for step in range(7):
        y = 90 + step * 95
        draw.line([(90, y), (1140, y)], fill=_BROWNS[0], width=2)
    points = [(90 + x, 660 - 540 * (1 - math.exp(-x / 380)) + 60 * math.exp(-x / 60)) for x in range(0, 1051, 5)]
    draw.line(points, fill=_BROWNS[2], width=10, joint="curve")
    draw.line([(90, 60), (90, 690), (1150, 690)], fill=_INK, width=5)
    for place, colour in ((86, _BROWNS[1]), (158, _BROWNS[3])):
        left, top = points[place][0] - 18, points[place][1] - 18
        draw.ellipse([left, top, left + 36, top + 36], fill=colour, outline=_INK, width=4)
    return _png(image)


def _palette() -> bytes:
    """The colours of the shop, from milk to the darkest roast, with a cup."""
    image, draw = _canvas()
    for place, colour in enumerate(_BROWNS):
        draw.rectangle([place * 240, 520, place * 240 + 240, 750], fill=colour)
    draw.rounded_rectangle([430, 170, 710, 430], radius=60, fill=_BROWNS[2])
    draw.ellipse([430, 140, 710, 210], fill=_BROWNS[4], outline=_BROWNS[2], width=12)
    draw.arc([660, 210, 800, 370], start=-90, end=90, fill=_BROWNS[2], width=28)
    for x in (500, 570, 640):
        draw.arc([x - 18, 40, x + 18, 90], start=90, end=270, fill=_BROWNS[1], width=7)
        draw.arc([x - 18, 80, x + 18, 130], start=-90, end=90, fill=_BROWNS[1], width=7)
    return _png(image)


_CONTENTS: dict[str, Callable[[], bytes]] = {
    "Roast profile.png": _roast,
    "Colours of the shop.png": _palette,
    "Tasting notes.txt": _NOTES.encode,
    "Launch day, hour by hour.csv": _HOURS.encode,
}


def attach(task: Task, name: str, actor: User) -> None:
    """Attach the file of that name, with its small picture."""
    stored = stored_files.keep(ContentFile(_CONTENTS[name]()))
    attachment = attachments.add(task=task, stored=stored, name=name, actor=actor)
    if attachment.preview == Preview.WAITING:
        thumbnails.make_thumbnail.run(attachment.pk)


def show(task: Task, name: str, actor: User) -> None:
    """Have the card show it."""
    attachment = Attachment.objects.filter(task=task, name=name, deleted_at=None).latest("pk")
    attachments.choose_cover(attachment=attachment, on=True, actor=actor)
