"""Draws figures as SVG for a strict Content-Security-Policy and for paper.

Colours and dashes are presentation attributes: these dark inks stand on paper, on the screen classes give each theme
its own. What differs by colour differs by dash or hatching too, and stands in a table under the picture.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import NamedTuple

from markupsafe import Markup, escape

from analytics.figures import Duration, Percentiles, Week

LEFT, RIGHT, ASIDE, TOP, BOTTOM = 44, 12, 132, 18, 30
INK, WARM, NOTE, GRID, SOFT = "#14536b", "#8a5a00", "#3d3833", "#d8d3cb", "#d3e6ed"
DASHES = {"50 %": "1 4", "85 %": "6 4", "95 %": "10 3 2 3"}


class Size(NamedTuple):
    """How large a picture is drawn: at its own width words have their own size. So many dates stand along it."""

    width: int
    height: int
    dates: int
    is_small: bool = False


# For paper and wide windows, and for narrow ones: the style sheet shows one of them.
SIZES = (Size(720, 250, 6), Size(340, 210, 4, is_small=True))


def tag(name: str, content: str = "", /, **attributes: object) -> Markup:
    """An element; `_` in names stands for `-`, a trailing one is dropped. Values are escaped, content is if it is no
    markup."""
    given = "".join(f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"' for key, value in attributes.items())
    return Markup(f"<{name}{given}>{escape(content)}</{name}>")  # noqa: S704  all of it is escaped


def _value(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(escape(str(value)))


def _text(x: float, y: float, words: object, *, anchor: str = "start") -> Markup:
    more = {"text_anchor": anchor, "fill": NOTE, "font_size": 12, "class_": "note"}
    return tag("text", str(words), x=float(x), y=float(y), **more)


def ticks(highest: float, wanted: int = 5) -> list[int]:
    """Round whole numbers from 0 to the first at or above `highest`."""
    if highest <= 1:
        return [0, 1]
    raw = highest / wanted
    power = 10 ** floor(log10(raw)) if raw >= 1 else 1
    step = next(int(power * factor) for factor in (1, 2, 5, 10) if power * factor >= raw)
    return list(range(0, ceil(highest / step) * step + 1, step))


@dataclass
class Plane:
    """A plane with `count` places along it and numbers up to `highest`; collects what is drawn."""

    key: str
    count: int
    highest: float
    size: Size
    # Whether names stand at the right; in a small picture they stand on what they name.
    has_names: bool = False

    def __post_init__(self) -> None:
        self.key = f"{self.key}-small" if self.size.is_small else self.key
        self.marks, self.parts = ticks(self.highest), list[Markup]()
        for mark in self.marks:
            y = self.y(mark)
            self.parts.append(tag("line", x1=LEFT, x2=self.edge, y1=y, y2=y, class_="grid", stroke=GRID))
            self.parts.append(_text(LEFT - 8, y + 4, mark, anchor="end"))

    @property
    def edge(self) -> int:
        """The x at which the plane ends at the right."""
        return self.size.width - (ASIDE if self.has_names and not self.size.is_small else RIGHT)

    @property
    def step(self) -> float:
        """How far two places are from each other."""
        return (self.edge - LEFT) / max(self.count, 1)

    def x(self, place: float) -> float:
        """Where the middle of the place-th stands."""
        return LEFT + self.step * (place + 0.5)

    def y(self, value: float) -> float:
        """The y of a number; in SVG it grows downwards."""
        return TOP + (self.size.height - TOP - BOTTOM) * (1 - value / self.marks[-1])

    def along(self, days: Sequence[datetime.date]) -> None:
        """Some of the days under the axis."""
        step = max(ceil(len(days) / self.size.dates), 1)
        for place in range(0, len(days), step):
            self.parts.append(_text(self.x(place), self.size.height - 10, short_day(days[place]), anchor="middle"))

    def bar(self, place: int, value: int, words: str, *, solid: bool = True) -> None:
        """A column; one that isn't whole is hatched. Its words are shown by the pointer."""
        width, y = min(self.step * 0.7, 48.0), self.y(value)
        fill = INK if solid else f"url(#{self.key}-hatch)"
        look = {"fill": fill, "stroke": INK, "class_": "solid" if solid else "hatched"}
        box = {"x": self.x(place) - width / 2, "y": y, "width": width, "height": self.y(0) - y}
        self.parts.append(tag("rect", tag("title", words), **box, **look))
        if value and self.step >= 14:
            self.parts.append(_text(self.x(place), y - 4, value, anchor="middle"))

    def dot(self, place: float, value: float, words: str) -> None:
        """A point; its words are shown by the pointer."""
        look = {"r": 3.5, "fill": INK, "fill_opacity": 0.75, "class_": "solid"}
        self.parts.append(tag("circle", tag("title", words), cx=self.x(place), cy=self.y(value), **look))

    def levels(self, found: Sequence[tuple[str, int]]) -> None:
        """Lines across with their names at the right, kept apart from each other."""
        lowest = float(self.size.height)
        for name, value in sorted(found, key=lambda pair: pair[1]):
            y = self.y(value)
            look = {"stroke": WARM, "stroke_width": 1.5, "stroke_dasharray": DASHES[name], "class_": "level"}
            self.parts.append(tag("line", x1=LEFT, x2=self.edge, y1=y, y2=y, **look))
            lowest = min(y - 3 if self.size.is_small else y + 4, lowest - 14)
            place, anchor = (self.edge, "end") if self.size.is_small else (self.edge + 8, "start")
            self.parts.append(_text(place, lowest, f"{name}: {plural(value, 'day')}", anchor=anchor))

    def drawn(self, title: str, description: str) -> Markup:
        """The whole picture. Its name and description are read out instead of its parts."""
        head = tag("title", title, id=f"{self.key}-title") + tag("desc", description, id=f"{self.key}-desc")
        hatch = tag("rect", width=8, height=8, fill=SOFT, class_="soft")
        hatch += tag("path", d="M-2 2L2 -2M0 8L8 0M6 10L10 6", stroke=INK, class_="stroke")
        pattern = tag("pattern", hatch, id=f"{self.key}-hatch", width=8, height=8, patternUnits="userSpaceOnUse")
        return tag(
            "svg",
            head + tag("defs", pattern) + Markup("").join(self.parts),
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {self.size.width} {self.size.height}",
            width=self.size.width,
            height=self.size.height,
            class_="chart small" if self.size.is_small else "chart wide",
            role="img",
            aria_labelledby=f"{self.key}-title {self.key}-desc",
            font_family="Inter, system-ui, sans-serif",
        )


def throughput(weeks: Sequence[Week], size: Size) -> Markup:
    """Tasks completed by week; a week of which not all days are within is hatched."""
    plane = Plane("throughput", len(weeks), max((week.completed for week in weeks), default=0), size)
    plane.along([week.first for week in weeks])
    for place, week in enumerate(weeks):
        words = f"{span(week.first, week.last)}: {plural(week.completed, 'task')}"
        plane.bar(place, week.completed, words, solid=week.is_whole)
    total = sum(week.completed for week in weeks)
    return plane.drawn("Throughput: tasks completed by week", f"{plural(total, 'task')} in all.")


def cycle_time(
    done: Sequence[Duration], first: datetime.date, last: datetime.date, found: Percentiles, size: Size
) -> Markup:
    """A point for each task, on the day of its completion, as high as its cycle time."""
    known = [(each, each.cycle) for each in done if each.cycle is not None]
    days = [first + datetime.timedelta(days=step) for step in range((last - first).days + 1)]
    plane = Plane("cycle-time", len(days), max((cycle for _each, cycle in known), default=0), size, has_names=True)
    plane.along(days)
    for each, cycle in known:
        plane.dot((each.completed - first).days, cycle, f"#{each.number} {each.title}: {plural(cycle, 'day')}")
    levels = [("50 %", found.p50), ("85 %", found.p85), ("95 %", found.p95)]
    plane.levels([(name, value) for name, value in levels if value is not None])
    return plane.drawn("Cycle time of each completed task, in days", describe(found))


def activity(counts: Sequence[tuple[datetime.date, int]], size: Size) -> Markup:
    """Changes by day."""
    plane = Plane("activity", len(counts), max((count for _day, count in counts), default=0), size)
    plane.along([day for day, _count in counts])
    for place, (day, count) in enumerate(counts):
        plane.bar(place, count, f"{short_day(day)}: {plural(count, 'change')}")
    return plane.drawn("Activity: changes by day", f"{plural(sum(count for _day, count in counts), 'change')} in all.")


def describe(found: Percentiles) -> str:
    """Percentiles in words."""
    if found.p50 is None:
        return "No task was completed whose beginning is known."
    return (
        f"Half of {plural(found.count, 'task')} took at most {plural(found.p50, 'day')}, "
        f"85 % {plural(found.p85 or 0, 'day')}, 95 % {plural(found.p95 or 0, 'day')}."
    )


def plural(count: int, noun: str) -> str:
    """A number of things."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def long_day(day: datetime.date) -> str:
    """A day in words."""
    return f"{day.day} {day:%B %Y}"


def short_day(day: datetime.date) -> str:
    """A day within its year."""
    return f"{day.day} {day:%b}"


def span(first: datetime.date, last: datetime.date) -> str:
    """Some days."""
    return short_day(first) if first == last else f"{short_day(first)} – {short_day(last)}"
