"""`make bench AGAINST=REV`: the stage is set, the parts are measured, and the table is written."""

import datetime
import multiprocessing
import os
import tempfile
import time
import traceback
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.bench import report, site
from tests.bench.against import builds, parts, stage, table
from tests.servers import start_postgres, start_redis

SIDES = ("earlier", "now")
# In the order they are measured in; memory comes once everything else is done.
PARTS = {
    "pages": parts.pages,
    "api": parts.api,
    "rendering": parts.rendering,
    "create": parts.create,
    "windows": parts.windows,
    "move": parts.move,
    "movers": parts.movers,
    "bulk": parts.bulk,
    "starts": parts.starts,
    "imports": parts.imports,
    "memory": parts.memory,
}
EMBEDDED = {
    "board": parts.warm,
    "move": parts.move,
    "create": parts.create_by_page,
    "movers": parts.movers,
}


@dataclass(frozen=True)
class Place:
    """What both stages are set up with: the sources of either build, a folder for what they write, and the rounds."""

    roots: tuple
    folder: Path
    pool: object
    rounds: int
    seconds: float
    failed: list = field(default_factory=list)

    def build(self, number, name, **settings):
        root = self.roots[number]
        return builds.build(root, builds.python_of(root), self.folder / name, **settings)

    def stage(self, sides, stores):
        return stage.Stage(sides, self.pool, stores, self.rounds, self.seconds)


def main(revision, only):
    """Measures the parts named, or all of them; gives the text of the table."""
    if unknown := only - {*PARTS, "embedded"}:
        raise SystemExit(f"BENCH_ONLY knows {', '.join(PARTS)} and embedded, not {', '.join(unknown)}.")
    rounds, seconds = int(os.environ.get("BENCH_ROUNDS", 9)), float(os.environ.get("BENCH_SECONDS", 1))
    found, began, machine = {}, time.monotonic(), report.machine("")
    with (
        tempfile.TemporaryDirectory(prefix="boardsite-bench-") as folder,
        builds.checked_out(revision, Path(folder) / "before") as before,
        multiprocessing.get_context("spawn").Pool(1) as pool,
    ):
        place = Place((before, site.ROOT), Path(folder), pool, rounds, seconds)
        if chosen := {name: part for name, part in PARTS.items() if not only or name in only}:
            with _full(place) as (on, version):
                machine = report.machine(version)
                found |= _measured(place, on, chosen)
        if not only or "embedded" in only:
            with _embedded(place) as on:
                found |= _measured(place, on, EMBEDDED, "embedded ")
    return _text(revision, found, machine, (time.monotonic() - began) / 60, place.failed)


def _measured(place, on, chosen, before=""):
    """What the parts give, by the names of the table. One that fails is told and spoils none of the others."""
    found = {}
    for name, part in chosen.items():
        print(f"{datetime.datetime.now():%H:%M:%S} {before}{name}", flush=True)
        try:
            given = {f"{before}{key}": value for key, value in part(on).items()}
        except Exception:
            traceback.print_exc()
            place.failed.append(f"{before}{name}")
            continue
        found |= given
        for row in table.rows(given):
            print("   ", *row, sep=" | ", flush=True)
    return found


@contextmanager
def _full(place):
    """Both on one PostgreSQL and one Valkey, each in a database of its own, with two workers; and its version."""
    with start_postgres() as postgres, start_redis() as valkey, ExitStack() as opened:
        made = [
            place.build(
                number,
                name,
                DATABASE_URL=stage.own_database(postgres, name),
                REDIS_URL=stage.own_cache(valkey, number + 1),
            )
            for number, name in enumerate(SIDES)
        ]
        sides = tuple(opened.enter_context(stage.side(each, site.WORKERS)) for each in made)
        yield place.stage(sides, stage.stores(postgres, valkey)), _version(postgres)


@contextmanager
def _embedded(place):
    """Both on SQLite and memory, with one process."""
    with ExitStack() as opened:
        made = [place.build(number, f"embedded_{name}") for number, name in enumerate(SIDES)]
        yield place.stage(tuple(opened.enter_context(stage.side(each, 1)) for each in made), lambda: [[], []])


def _version(postgres):
    with psycopg.connect(postgres.url) as connection:
        return connection.execute("SHOW server_version").fetchone()[0]


def _text(revision, found, machine, minutes, failed):
    rows = list(table.rows(found))
    short = [row[0] for row in rows if row[-1] == "**falls short**"]
    return "\n".join(
        [
            f"{machine} · before: {builds.named(revision)}; now: {builds.named('HEAD')}{builds.changes()} · "
            f"{minutes:.0f} minutes",
            "",
            *report.lines(table.NAMES, rows),
            "",
            *report.lines(
                ("ms of processor", "site", "PostgreSQL", "Valkey", "ratio of all", "rounds"), table.costs(found)
            ),
            "",
            f"Falls short: {'; '.join(short)}." if short else "Every target is reached.",
            *([f"Not measured, by a failure: {', '.join(failed)}."] if failed else []),
        ]
    )
