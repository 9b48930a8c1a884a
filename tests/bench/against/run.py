"""`make bench AGAINST=REV`: the stage is set, the parts are measured, and the table is written."""

import datetime
import multiprocessing
import os
import tempfile
import traceback
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.bench import report, site
from tests.bench.against import builds, parts, stage, table
from tests.servers import start_postgres, start_redis

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


def main(revision, only):
    """Measures the parts named, or all of them; gives the text of the table."""
    rounds, seconds = int(os.environ.get("BENCH_ROUNDS", 9)), float(os.environ.get("BENCH_SECONDS", 1.5))
    found, began = {}, datetime.datetime.now()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="boardsite-bench-")))
        roots = (stack.enter_context(builds.checked_out(revision, folder / "before")), site.ROOT)
        pool = stack.enter_context(multiprocessing.get_context("spawn").Pool(1))
        if not only or only & set(PARTS):
            with _full(roots, folder, pool, rounds, seconds) as (on, machine):
                for name, part in PARTS.items():
                    found |= _measured(name, part, on) if not only or name in only else {}
        else:
            machine = report.machine("")
        if not only or "embedded" in only:
            with _embedded(roots, folder, pool, rounds, seconds) as on:
                for name, part in EMBEDDED.items():
                    found |= _measured(name, part, on, "embedded ")
    minutes = (datetime.datetime.now() - began).seconds / 60
    return _text(revision, found, machine, minutes)


def _measured(name, part, on, before=""):
    """What a part gives, by the names of the table; one that fails is told and spoils none of the others."""
    print(f"{datetime.datetime.now():%H:%M:%S} {before}{name}", flush=True)
    try:
        found = {f"{before}{key}": value for key, value in part(on).items()}
    except Exception:
        traceback.print_exc()
        return {}
    for row in table.rows(found):
        print("   ", *row, sep=" | ", flush=True)
    return found


@contextmanager
def _full(roots, folder, pool, rounds, seconds):
    """Both on one PostgreSQL and one Valkey, each in a database of its own, with two workers."""
    with start_postgres() as postgres, start_redis() as valkey, ExitStack() as stack:
        sides = tuple(
            stack.enter_context(
                stage.side(
                    builds.build(
                        root,
                        builds.python_of(root),
                        folder / f"var-{name}",
                        DATABASE_URL=stage.own_database(postgres, name),
                        REDIS_URL=stage.own_cache(valkey, number),
                    ),
                    site.WORKERS,
                )
            )
            for number, (name, root) in enumerate(zip(("before", "now"), roots, strict=True), 1)
        )
        on = stage.Stage(sides, pool, stage.stores(postgres, valkey), rounds, seconds)
        yield on, report.machine(_version(postgres))


@contextmanager
def _embedded(roots, folder, pool, rounds, seconds):
    """Both on SQLite and memory, with one process."""
    with ExitStack() as stack:
        sides = tuple(
            stack.enter_context(
                stage.side(builds.build(root, builds.python_of(root), folder / f"var-embedded-{name}"), 1)
            )
            for name, root in zip(("before", "now"), roots, strict=True)
        )
        yield stage.Stage(sides, pool, lambda: [[], []], rounds, seconds)


def _version(postgres):
    import psycopg

    with psycopg.connect(postgres.url) as connection:
        return connection.execute("SHOW server_version").fetchone()[0]


def _text(revision, found, machine, minutes):
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
        ]
    )
