"""Draws charts as SVG that lives under a strict Content-Security-Policy and on paper.

Colours, dashes and sizes are presentation attributes, never `style`: on paper these dark inks stand (WeasyPrint applies
no style sheet of the page inside an SVG), on the screen the classes give each theme its own. What differs by colour
differs by dash, pattern or shape too, and is named where it is drawn.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from math import ceil, floor, log10
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe

from boards.queries.formatting import short_day
from boards.rules.text import for_xml

LEFT, RIGHT, TOP, BOTTOM = 44, 132, 14, 30
# The height of a label, and of a line of the legend.
_LABEL, _LINE = 14, 18
# Half the width of an area over a single day.
_HALF_DAY = 36.0
INKS = {"1": "#14536b", "2": "#8a5a00", "3": "#1f6b3a", "grey": "#77726b", "danger": "#a3261f"}
_SOFT = {"1": "#d3e6ed", "2": "#f3e3c3", "3": "#d4ebda"}


@dataclass(frozen=True, slots=True)
class Size:
    """How large a picture is drawn: at its own width words have their own size. A small one has its names below
    instead of at the right, and so many `dates` along it."""

    width: int
    height: int
    dates: int
    is_small: bool = False


WIDE, SMALL = Size(720, 270, 6), Size(340, 210, 4, is_small=True)


class End(NamedTuple):
    """What a line or an area is called, at the value where it ends, and what it looks like: dashes, or a pattern."""

    value: float
    words: str
    ink: str
    dash: str = ""
    pattern: str = ""


def tag(name: str, content: str = "", /, **attributes: object) -> str:
    """An element; `_` in names stands for `-`, a trailing one is dropped. Content is markup, values are escaped."""
    given = f"{name} {_attributes(**attributes)}".rstrip()
    return f"<{given}>{content}</{name}>" if content else f"<{given}/>"


def _attributes(**attributes: object) -> str:
    return " ".join([f'{key.rstrip("_").replace("_", "-")}="{_text(value)}"' for key, value in attributes.items()])


def _text(value: object) -> str:
    if isinstance(value, int):
        return str(value)
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else _words(value)


def _words(value: object) -> str:
    """Escaped, and without what would make the picture no XML at all."""
    return escape(for_xml(str(value)))


def text(x: float, y: float, words: object, *, anchor: str = "start", css: str = "chart-note", ink: str = "") -> str:
    """Words at a place, in the ink of what they name."""
    fill = INKS[ink] if ink else "#3d3833"
    return tag("text", _words(words), x=x, y=y, text_anchor=anchor, class_=css, fill=fill, font_size=12)


def ticks(highest: float, wanted: int = 5) -> list[int]:
    """Round whole numbers from 0 to the first at or above `highest`."""
    if highest <= 1:
        return [0, 1]
    raw = highest / wanted
    power = 10 ** floor(log10(raw)) if raw >= 1 else 1
    step = next(int(power * factor) for factor in (1, 2, 5, 10) if power * factor >= raw)
    return list(range(0, ceil(highest / step) * step + 1, step))


@cache
def _dot_look(ink: str, *, square: bool) -> str:
    """The attributes that all dots of a kind have."""
    look = {"class_": f"chart-dot chart-fill-{ink}", "fill": INKS[ink]}
    return _attributes(width=8, height=8, **look) if square else _attributes(r=3.5, **look, fill_opacity=0.75)


@dataclass
class Plane:
    """A plane with time or places along it and numbers up it; collects what is drawn."""

    key: str
    count: int
    highest: float
    right: int = RIGHT
    size: Size = WIDE
    has_patterns: bool = False
    parts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.marks = ticks(self.highest)
        self.height = self.size.height
        self._dots: set[tuple[int, int]] = set()
        if self.size.is_small:
            self.key, self.right = f"{self.key}-small", 12

    @property
    def edge(self) -> int:
        """The x at which the plane ends at the right, in units of the drawing."""
        return self.size.width - self.right

    @property
    def step(self) -> float:
        """How far two places are from each other."""
        return (self.edge - LEFT) / max(self.count, 1)

    def x(self, place: float) -> float:
        """Where the middle of the place-th of `count` stands."""
        return LEFT + self.step * (place + 0.5)

    def y(self, value: float) -> float:
        """The y of a number; in SVG it grows downwards, so the highest mark has the smallest."""
        return TOP + (self.size.height - TOP - BOTTOM) * (1 - value / self.marks[-1])

    def grid(self) -> None:
        """Draw a line across for each mark of the axis, with its number at the left."""
        for mark in self.marks:
            y = self.y(mark)
            self.parts.append(tag("line", x1=LEFT, x2=self.edge, y1=y, y2=y, class_="chart-grid", stroke="#d8d3cb"))
            self.parts.append(text(LEFT - 8, y + 4, mark, anchor="end"))

    def along(self, labels: Sequence[tuple[float, str]]) -> None:
        """Draw words under the axis: (place, words) each, in the middle of the place."""
        for place, words in labels:
            self.parts.append(text(self.x(place), self.size.height - 10, words, anchor="middle"))

    def line(self, values: Sequence[float], ink: str, dash: str = "", *, start: int = 0, width: float = 2) -> None:
        """A line through values, one for each place from `start` on; a dot for a single one, open if it is dashed."""
        if len(values) == 1:
            # The open one is wider, so that it is seen around another of the same value.
            shape, radius = ("none", 6.5) if dash else (INKS[ink], 4)
            css = f"chart-stroke-{ink}" + ("" if dash else f" chart-fill-{ink}")
            place = {"cx": self.x(start), "cy": self.y(values[0]), "r": radius}
            self.parts.append(tag("circle", **place, class_=css, fill=shape, stroke=INKS[ink], stroke_width=width))
            return
        points = " ".join(f"{self.x(start + place):.1f},{self.y(value):.1f}" for place, value in enumerate(values))
        self.parts.append(self.stroke("polyline", ink, dash, width, points=points))

    def stroke(self, name: str, ink: str, dash: str, width: float, /, **attributes: object) -> str:
        """The SVG of a `polyline` or another element that is drawn as a line; `ink` is a key of INKS."""
        more = {"stroke_dasharray": dash} if dash else {}
        return tag(
            name,
            class_=f"chart-line chart-stroke-{ink}",
            fill="none",
            stroke=INKS[ink],
            stroke_width=width,
            stroke_linejoin="round",
            **attributes,
            **more,
        )

    def area(self, lower: Sequence[float], upper: Sequence[float], ink: str, pattern: str) -> None:
        """What lies between two lines, in a pattern of its own. A single day is as wide as a column."""
        there, back = self._edge(upper), self._edge(lower)[::-1]
        self.parts.append(tag("polygon", points=" ".join(there + back), fill=f"url(#{self.key}-{pattern})"))
        self.parts.append(self.stroke("polyline", ink, "", 1.5, points=" ".join(there)))

    def _edge(self, values: Sequence[float]) -> list[str]:
        places = [(self.x(place), value) for place, value in enumerate(values)]
        if len(places) == 1:
            (x, value) = places[0]
            places = [(x - _HALF_DAY, value), (x + _HALF_DAY, value)]
        return [f"{x:.1f},{self.y(value):.1f}" for x, value in places]

    def bar(self, place: int, value: float, *, solid: bool) -> None:
        """A column with its number on top; one that isn't whole is hatched."""
        width = min(self.step * 0.7, 48)
        x, y = self.x(place) - width / 2, self.y(value)
        fill = INKS["1"] if solid else f"url(#{self.key}-hatch)"
        css = "chart-fill-1" if solid else "chart-hatched chart-stroke-1"
        self.parts.append(
            tag("rect", x=x, y=y, width=width, height=self.y(0) - y, class_=css, fill=fill, stroke=INKS["1"])
        )
        if self.step >= _LABEL:
            self.parts.append(text(self.x(place), y - 4, f"{value:g}", anchor="middle", css="chart-value"))

    def dot(self, x: float, value: float, words: Callable[[], str], ink: str = "1", *, square: bool = False) -> None:
        """A point; its words are shown by the pointer. A small picture has neither, and each point once."""
        y = self.y(value)
        place = (round(x), round(y))
        if self.size.is_small and place in self._dots:
            return
        self._dots.add(place)
        look = _dot_look(ink, square=square)
        where = f'x="{_text(x - 4)}" y="{_text(y - 4)}"' if square else f'cx="{_text(x)}" cy="{_text(y)}"'
        name = "rect" if square else "circle"
        # Written by hand: there are thousands of them.
        end = "/>" if self.size.is_small else f"><title>{_words(words())}</title></{name}>"
        self.parts.append(f"<{name} {where} {look}{end}")

    def labels(self, ends: Iterable[End]) -> None:
        """Names at the right end, kept apart from each other and within the picture; below a small one."""
        found = sorted(ends)
        if self.size.is_small:
            self._legend(found[::-1])
        else:
            self._at_the_right(found)

    def _at_the_right(self, found: Sequence[End]) -> None:
        places: list[float] = []
        for value, *_name in found:
            places.append(min(self.y(value) + 4, places[-1] - _LABEL if places else self.size.height - BOTTOM + 4))
        # Those that were pushed over the top come down again, and push down what is below them.
        highest = float(_LABEL)
        for index in reversed(range(len(places))):
            places[index] = max(places[index], highest)
            highest = places[index] + _LABEL
        for end, y in zip(found, places, strict=True):
            self._name(end, self.edge + 8, y)

    def _legend(self, ends: Iterable[End]) -> None:
        """A line for each, behind a piece of what it names."""
        for end in ends:
            y = self.height + _LINE / 2
            self.height += _LINE
            if end.pattern:
                css = f"chart-stroke-{end.ink}"
                box = {"x": LEFT, "y": y - 6, "width": 24, "height": 12, "fill": f"url(#{self.key}-{end.pattern})"}
                self.parts.append(tag("rect", **box, class_=css, stroke=INKS[end.ink]))
            else:
                ends_at = {"x1": LEFT, "x2": LEFT + 24, "y1": y, "y2": y}
                self.parts.append(self.stroke("line", end.ink, end.dash, 2, **ends_at))
            self._name(end, LEFT + 32, y + 4)

    def _name(self, end: End, x: float, y: float) -> None:
        self.parts.append(text(x, y, end.words, css=f"chart-name chart-fill-{end.ink}", ink=end.ink))

    def drawn(self, title: str, description: str) -> SafeString:
        """The whole picture. Its name and description are read out instead of its parts."""
        head = tag("title", _words(title), id=f"{self.key}-title")
        head += tag("desc", _words(description), id=f"{self.key}-desc")
        if self.has_patterns:
            head += _patterns(self.key)
        picture = tag(
            "svg",
            head + "".join(self.parts),
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {self.size.width} {self.height}",
            width=self.size.width,
            height=self.height,
            class_="chart chart-small" if self.size.is_small else "chart chart-wide",
            role="img",
            aria_labelledby=f"{self.key}-title {self.key}-desc",
            font_family="Inter, sans-serif",
        )
        return mark_safe(picture)  # noqa: S308  `tag` escapes every value, and all words were escaped


def _patterns(key: str) -> str:
    """Dots, hatching and a plain ground, to be told apart without colour."""
    found = ""
    for name, ink, drawing in (
        ("dots", "2", tag("circle", cx=4, cy=4, r=1, class_="chart-fill-2", fill=INKS["2"])),
        ("hatch", "1", tag("path", d="M-2 2L2 -2M0 8L8 0M6 10L10 6", class_="chart-stroke-1", stroke=INKS["1"])),
        ("plain", "3", ""),
    ):
        ground = tag("rect", width=8, height=8, class_=f"chart-soft-{ink}", fill=_SOFT[ink])
        found += tag("pattern", ground + drawing, id=f"{key}-{name}", width=8, height=8, patternUnits="userSpaceOnUse")
    return tag("defs", found)


def spark(values: Sequence[int], title: str) -> SafeString:
    """A small row of columns, as high as a line of text."""
    highest = max(values, default=0) or 1
    bars = ""
    for place, value in enumerate(values):
        height = max(18 * value / highest, 1.0)
        bars += tag("rect", x=place * 9, y=20 - height, width=7, height=height, class_="chart-fill-1", fill=INKS["1"])
    width = max(len(values) * 9 - 2, 1)
    head = tag("title", _words(title))
    return mark_safe(  # noqa: S308  as above
        tag(
            "svg",
            head + bars,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {width} 20",
            width=width,
            height=20,
            class_="spark",
            role="img",
        )
    )


def dates(days: Sequence[datetime.date], wanted: int = 6) -> list[tuple[float, str]]:
    """Some of the days, evenly, as words for the axis."""
    step = max(ceil(len(days) / wanted), 1)
    near = not days or (days[-1] - days[0]).days < 300
    say = short_day if near else lambda day: date_format(day, "M Y")
    return [(place, say(days[place])) for place in range(0, len(days), step)]
