"""`make bench`: measures the figures of the design, each beside its floor, on PostgreSQL and Redis.

Bounded and on loopback only: about eight minutes, with servers of its own that are gone afterwards. The bounds that
fall short are named and change nothing about the exit code: a busy machine is no defect.

BENCH_ROUNDS and BENCH_SECONDS set the length, BENCH_LIVE_SECONDS that of the moves on a live board;
BENCH_PORT the port;
BENCH_ONLY=pages, api, rendering, moves, movers, reports, growth, live, jobs, calendars, events, files or transfer
measures one part;
SAVE=1 writes it into docs/performance.md.

AGAINST=REV measures this build beside that commit instead (`tests/bench/against`), in some twenty minutes; BENCH_ONLY
then names parts of that, with commas.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile

from tests.bench import growth, report
from tests.servers import free_port, start_postgres, start_redis, tidy_up_when_ended

JWT_KEY = "for the tokens of measurements alone, on loopback"


def main():
    tidy_up_when_ended()
    if revision := os.environ.get("AGAINST"):
        from tests.bench.against import run

        told(run.main(revision, set(os.environ.get("BENCH_ONLY", "").split(",")) - {""}), report.BESIDE)
    else:
        alone()


def told(text, place):
    """A run on the screen, and where it is asked for in the document."""
    print(text)
    if os.environ.get("SAVE"):
        report.save(text, place)


def alone():
    """This build beside its floors."""
    with (
        tempfile.TemporaryDirectory(prefix="boardsite-bench-") as folder,
        start_postgres() as postgres,
        start_redis() as redis,
    ):
        os.environ |= {
            "DATABASE_URL": postgres.url,
            "REDIS_URL": redis.url,
            "VAR_DIR": folder,
            "SECRET_KEY": "for measurements alone, on loopback",
            "SITE_URL": "http://127.0.0.1",
            "DEBUG": "0",
            "DEMO": "0",
            "LOG_LEVEL": "WARNING",
            "API_CALLS_PER_MINUTE": "1000000",
            "ATTACHMENTS_PER_TASK": "10000",
            "JWT_KEY": JWT_KEY,
            "BENCH_JWT_KEY": JWT_KEY,
            # Steady while somebody edits the sources.
            "RELEASE": "bench",
            "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        }
        for command in ("collectstatic --no-input -v 0", "prepare"):
            subprocess.run([sys.executable, "manage.py", *command.split()], check=True, stdout=subprocess.DEVNULL)
        import django

        django.setup()
        measure(postgres, redis)


def measure(postgres, redis):
    from boards.accounts import tokens
    from tests.bench import calendars, events, files, histories, jobs, live, measures, seed, site, transfer

    port = int(os.environ.get("BENCH_PORT", 0)) or free_port()
    only = os.environ.get("BENCH_ONLY", "")
    rounds, seconds = int(os.environ.get("BENCH_ROUNDS", 5)), float(os.environ.get("BENCH_SECONDS", 2))
    readers = [seed.reader(f"mover{number}") for number in range(seed.MOVERS)]
    people = [reader.user for reader in readers]
    tiny, small, large, moved = (
        seed.board(people[0], people[1:], cards, f"Board of {cards}") for cards in (10, 200, 5000, 200)
    )
    found = {}
    if not measures.same_cards(small.pk, people[0].today()):
        print("The cards of the floor are not those of the site any more: mend tests/bench/floors.py.")

    def stores():
        return [site.children(postgres.process.pid) + [postgres.process.pid], [redis.process.pid]]

    # A person who is no owner: the access check then takes its longer way.
    reader = readers[1]
    with multiprocessing.get_context("spawn").Pool(1) as pool, site.start(port) as running:
        if only in ("", "pages"):
            pages = measures.Pages(pool, running, stores, reader, (small, large), rounds=rounds, seconds=seconds)
            found["pages"] = pages.measure()
        if only in ("", "api"):
            token = tokens.issue(reader.user, seed.session_of(reader.user)).access
            with site.start_fast(free_port()) as floor:
                lists = measures.Lists(pool, running, floor, stores, token, large.pk, rounds=rounds, seconds=seconds)
                found["api"] = lists.measure()
        if only in ("", "rendering"):
            found["rendering"] = measures.first_rendering(reader, small.pk)
        if only in ("", "movers"):
            found["movers"] = measures.movers(pool, running, stores, readers, moved, seconds=10)
        if only in ("", "live"):
            watchers = [seed.reader(f"watcher{number}") for number in range(live.PEOPLE)]
            watched = seed.board(people[0], [each.user for each in watchers], 200, "Board that many look at")
            taken = float(os.environ.get("BENCH_LIVE_SECONDS", 60))
            found["live"] = live.measure(
                pool, running, free_port(), watchers, watched, seconds=taken, rounds=rounds, window=seconds
            )
        if only in ("", "moves"):
            found["moves"] = {
                (("tiny", "large")[key[0] == large.pk], key[1]): value
                for key, value in measures.moves(reader, (tiny, large)).items()
            }
    if only in ("", "jobs"):
        found["jobs"] = jobs.measure(redis, readers[0], moved, rounds)
    if only in ("", "calendars"):
        found["calendars"] = calendars.measure(people[0])
    if only in ("", "events"):
        found["events"] = events.measure(people[0], readers[0], moved, rounds)
    if only in ("", "files"):
        found["files"] = files.measure(reader, small, rounds)
    if only in ("", "transfer"):
        found["transfer"] = transfer.measure(reader, small, people[0])
    if only in ("", "reports"):
        long_past = histories.project(people[0])
        few = histories.project(people[0], tasks=50, activities=500)
        found["reports"] = (measures.reports(readers[0], few), measures.reports(readers[0], long_past))
    if only in ("", "growth"):
        found["growth"] = growth.measure(postgres, redis, rounds, seconds / 2)
    told(report.table(found), report.RUN)


if __name__ == "__main__":
    main()
