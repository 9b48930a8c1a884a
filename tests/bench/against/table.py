"""The table of two builds side by side: what each row was, is, and was to become."""

from dataclasses import dataclass
from statistics import median

from tests.bench.against import ratios

NAMES = ("what", "before", "now", "ratio", "by processor time", "floor", "target", "")
UNITS = {
    "rate": "{:.0f}/s",
    "time": "{:.1f} ms",
    "late": "{:.0f} ms",
    "site": "{:.2f} ms",
    "memory": "{:.0f} MB",
    "peak": "{:.0f} MB",
}


@dataclass(frozen=True)
class Row:
    """A figure (`of`) of what was measured by a name, and the ratio it was to reach: at least, or `most` at most.

    `floor` names what stands beside it, of this build. Where people `wait` for each other, processor time says nothing
    of how fast it goes.
    """

    what: str
    name: str
    of: str
    bound: float
    most: bool = True
    floor: str = ""
    wait: bool = False

    @property
    def target(self):
        return f"{'≤' if self.most else '≥'} {self.bound}"

    def holds(self, ratio):
        return ratio <= self.bound if self.most else ratio >= self.bound


def least(what, name, bound, floor="", *, wait=False):
    """A rate that was to grow."""
    return Row(what, name, "rate", bound, most=False, floor=floor, wait=wait)


ROWS = (
    Row("floor: session, person, access, and the bytes of a board from memory; processor time", "floor", "site", 0.5),
    Row("floor, asked for uncompressed; processor time", "floor plain", "site", 0.5),
    least("warm board of 200 cards, eight at once", "board", 2.0, "floor"),
    least("warm board, asked for uncompressed", "board plain", 2.0, "floor plain"),
    least("304 of a board, eight at once", "304", 3.0, "floor"),
    least("creating a card by the page, one at a time", "create page 1", 2.5),
    least("creating a card by the page, eight at once", "create page 8", 2.5, wait=True),
    least("creating a card by the API, one at a time", "create api 1", 2.5),
    least("creating a card by the API, eight at once", "create api 8", 2.5, wait=True),
    Row("all windows of a board of 2,000 cards; processor time", "windows", "site", 0.4),
    Row("first rendering of 200 cards, nothing kept", "cold", "time", 0.6),
    least("API list of 50 of 5,000 tasks, eight at once", "api", 2.0, "fastapi"),
    least("one mover alone", "move", 2.0),
    least("eight movers on one board", "movers", 2.5, wait=True),
    Row("eight movers: 99 % of the moves", "movers", "late", 0.35),
    Row("bulk change of 500 cards", "bulk", "time", 0.1),
    Row("report of 5,000 tasks and 50,000 changes, nothing kept", "report", "time", 0.5),
    Row("report: the process's peak memory", "report", "peak", 0.7),
    Row("import of 5,000 Trello cards", "import", "time", 0.6),
    Row("memory of the site after all this, two workers (PSS)", "memory", "memory", 0.9),
    Row("cold start until the first page", "start", "time", 0.7),
    least("embedded: warm board of 200 cards, eight at once", "embedded board", 2.0, "embedded floor"),
    least("embedded: one mover alone", "embedded move", 2.0),
    least("embedded: creating a card by the page", "embedded create page 1", 2.0),
    Row("embedded: eight movers, 99 % of the moves", "embedded movers", "late", 0.1),
)


def rows(found):
    """Those whose part was measured."""
    for row in ROWS:
        if row.name in found:
            yield _cells(row, found)
        if row.name == "304" and "304" in found and "floor" in found:
            yield _beside("304, time to that of its own build's floor", found, ("floor", "304"), 1.0, most=True)
        if row.name == "api" and "fastapi" in found:
            yield _beside("API list, rate to that of FastAPI with asyncpg", found, ("api", "fastapi"), 1.6, most=False)
    for name in ("movers", "embedded movers"):
        if name in found:
            yield _soundness(name, found[name])


def _cells(row, found):
    before, now = ([cost[row.of] for cost in side] for side in found[row.name])
    ratio, processor = ratios.between(now, before), _by_processor(row, found)
    floor = found.get(row.floor)
    beside = UNITS[row.of].format(median(cost[row.of] for cost in floor[1])) if floor else "-"
    shown = [UNITS[row.of].format(median(each)) for each in (before, now)]
    by_time = "-" if processor is None else f"{processor:.2f}"
    return row.what, *shown, f"{ratio:.2f}", by_time, beside, row.target, verdict(row, ratio, processor)


def _by_processor(row, found):
    """The ratio of the processor time of the site, where the figure is a time or a rate."""
    before, now = found[row.name]
    if row.of not in ("rate", "time") or "site" not in now[0]:
        return None
    return ratios.between([cost["site"] for cost in now], [cost["site"] for cost in before])


def verdict(row, ratio, processor=None):
    """Processor time is believed where other work on the machine has spoiled a time or a rate."""
    if row.holds(ratio):
        return "ok"
    if processor is not None and not row.wait and row.holds(processor if row.most else 1 / processor):
        return "ok by processor time"
    return "**falls short**"


def _beside(what, found, names, bound, *, most):
    """A ratio within each build, of the rates of two things."""
    one, other = names
    before, now = (
        ratios.between([cost["rate"] for cost in found[one][side]], [cost["rate"] for cost in found[other][side]])
        for side in (0, 1)
    )
    row = Row(what, one, "rate", bound, most=most)
    return what, f"{before:.2f}", f"{now:.2f}", f"{now / before:.2f}", "-", "-", row.target, verdict(row, now)


def _soundness(name, sides):
    wrong = [sum(cost["wrong"] for cost in side) for side in sides]
    sound = [all(cost["sound"] for cost in side) for side in sides]
    shown = [f"{errors}; {'sound' if good else 'NOT SOUND'}" for errors, good in zip(wrong, sound, strict=True)]
    holds = sound[1] and not wrong[1]
    what = f"{'embedded: ' if name != 'movers' else ''}eight movers: errors, order and history"
    return what, *shown, "-", "-", "-", "none; sound", "ok" if holds else "**falls short**"


def costs(found):
    """What everything took of the processors: site, PostgreSQL, Valkey; the ratio of all three; and how many rounds."""
    for name, (before, now) in found.items():
        if "site" in now[0]:
            yield _cost(name, before, now)


def _cost(name, before, now):
    cells = []
    for whose in ("site", "database", "cache"):
        pairs = [[cost[whose] for cost in side] for side in (before, now) if whose in side[0]]
        cells.append(" → ".join(f"{median(each):.2f}" for each in pairs) or "-")
    whole = [
        [sum(cost.get(whose, 0) for whose in ("site", "database", "cache")) for cost in side] for side in (before, now)
    ]
    return name, *cells, f"{ratios.between(whole[1], whole[0]):.2f}", len(now)
