"""How cost grows with the size of a site, of somebody's part in it, and of a board: this build beside itself."""

import multiprocessing
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from statistics import median

from tests.bench import client, site
from tests.bench.against import builds, ratios, stage

BOUND = 1.5
CONNECTIONS = 4
SMALL, LARGE = 50, 500
SITE = {
    "board": "/projects/{project}/",
    "list of a project": "/projects/{project}/list/",
    "all tasks": "/tasks/",
    "search in all tasks": "/tasks/?q=needle",
    "projects": "/projects/",
    "portfolio": "/portfolio/",
    "home": "/",
}
PERSON = {name: SITE[name] for name in ("all tasks", "search in all tasks", "projects", "portfolio", "home")}
COLUMNS = {"warm": SITE["board"], "nothing kept": "/projects/{project}/bench/cold/"}


def measure(postgres, valkey, rounds, seconds):
    """What grows → name → the pair of its rounds, of less and of more of it; on databases of their own."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="boardsite-growth-")))
        pool = stack.enter_context(multiprocessing.get_context("spawn").Pool(1))
        small, large = (
            stack.enter_context(stage.side(_build(folder, name, number, postgres, valkey), site.WORKERS))
            for number, name in enumerate(("small", "large"), 1)
        )
        for side, projects in ((small, SMALL), (large, LARGE)):
            side.boards |= side.ask("crowd", projects=projects, people=[one["id"] for one in side.people[:3]])
        # The reader is the second: whoever takes part in 50 projects, and in 200.
        busy = replace(large, people=[large.people[0], large.people[2]])
        few, many = (replace(large, boards={"project": large.boards[f"columns {count}"]}) for count in (20, 200))
        on = stage.Stage((small, large), pool, stage.stores(postgres, valkey), rounds, seconds)
        return {
            "site": _of(on, SITE),
            "person": _of(replace(on, sides=(large, busy)), PERSON),
            "columns": _of(replace(on, sides=(few, many)), COLUMNS),
        }


def _build(folder, name, number, postgres, valkey):
    database, cache = stage.own_database(postgres, name), stage.own_cache(valkey, number)
    return builds.build(site.ROOT, Path(sys.executable), folder / name, DATABASE_URL=database, REDIS_URL=cache)


def _of(on, paths):
    def loading(path):
        def asking(side, _number):
            asked = side.get(path.format(project=side.boards["project"]))
            cost = on.load(side, client.load, asked, 200, CONNECTIONS, on.seconds, side.workers)
            if cost["wrong"]:
                raise RuntimeError(f"{path}: {cost['wrong']} wrong answers")
            return cost

        return asking

    return on.in_turns({name: loading(path) for name, path in paths.items()})


def rows(found):
    """For the table of bounds: what, its ratio, and how that is told."""
    words = {
        "site": f"{LARGE * 100:,} tasks in {LARGE} projects beside {SMALL * 100:,} in {SMALL}, the same person: {{}}",
        "person": "a person with 200 projects there beside one with 50: {}",
        "columns": "a board of 200 columns beside one of 20, a column: {}",
    }
    # As much more as there is of it on the page: judged is what one of them costs.
    more = {("person", "portfolio"): 4, ("columns", "warm"): 10, ("columns", "nothing kept"): 10}
    for part, pages in found.items():
        for name, sides in pages.items():
            what = "portfolio, a line" if (part, name) == ("person", "portfolio") else name
            yield _row(words[part].format(what), sides, more.get((part, name), 1))


def _row(what, sides, share):
    """By processor time of site, PostgreSQL and Valkey together: growth is often the database's."""
    before, now = ([cost["site"] + cost["database"] + cost["cache"] for cost in side] for side in sides)
    ratio = ratios.between(now, before) / share
    return what, ratio, f"{ratio:.2f} ({median(before):.1f} ms and {median(now):.1f} ms of processor in all)"
