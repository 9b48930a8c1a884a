"""`make drill`: two servers behind nginx, with PostgreSQL and Redis, while things fail.

Bounded and on loopback only: about fifteen minutes, with servers of its own that are gone afterwards. Every drill
that does not hold is named, and the exit code is 1 then.

DRILL_ONLY=killed,limits (or any other names below, with commas) runs these alone; DRILL_SECONDS is how long a database,
or the broker, stays away, and half as long as a browser is cut off; DRILL_CHANGES how many changes are timed between
two browsers, which wants an idle machine;
DRILL_PORT the port of nginx; DRILL_KEEP=1 keeps the logs and says where.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.servers import free_port, start_postgres, start_redis

PEOPLE = 6
CARDS = 10


def main():
    folder = Path(tempfile.mkdtemp(prefix="boardsite-drill-"))
    folder.chmod(0o755)
    port = int(os.environ.get("DRILL_PORT", 0)) or free_port()
    try:
        with start_postgres() as postgres, start_redis() as redis:
            os.environ |= environment(folder, port, postgres, redis)
            for command in ("collectstatic --no-input -v 0", "prepare"):
                subprocess.run([sys.executable, "manage.py", *command.split()], check=True, stdout=subprocess.DEVNULL)
            import django

            django.setup()
            return drill(folder, port, postgres, redis)
    finally:
        if os.environ.get("DRILL_KEEP"):
            print(f"Logs are in {folder}")
        else:
            subprocess.run(["rm", "-rf", folder], check=True)


def environment(folder, port, postgres, redis):
    return {
        "DATABASE_URL": postgres.url,
        "REDIS_URL": redis.url,
        # Nobody works but in the drill that starts workers.
        "BROKER_URL": redis.url.replace("/0", "/1"),
        "VAR_DIR": str(folder / "var"),
        "SECRET_KEY": "for drills alone, on loopback",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "TRUSTED_PROXIES": "1",
        "DEBUG": "0",
        "DEMO": "0",
        "LOG_LEVEL": "WARNING",
        "API_CALLS_PER_MINUTE": "1000000",
        "RELEASE": "drill",
        "DJANGO_SETTINGS_MODULE": "boardsite.settings",
    }


def drill(folder, port, postgres, redis):
    from tests.drills import at_work, checks, counting, jobs, live, seen, stage, stream

    seconds = int(os.environ.get("DRILL_SECONDS", 30))
    changes = int(os.environ.get("DRILL_CHANGES", 1000))
    drills = {
        "headers": checks.headers,
        "limits": checks.limits,
        "crowded": checks.crowded,
        "slow_readers": checks.slow_readers,
        "in_step": checks.in_step,
        "nobody_there": checks.nobody_there,
        "rolling_restart": checks.rolling_restart,
        "killed": checks.killed,
        "redis_away": lambda *given: checks.away(*given, redis, seconds),
        "live_carried": live.carried,
        "live_seen": lambda *given: seen.within_half_a_second(*given, changes),
        "live_killed": live.killed,
        "live_redis_away": lambda *given: live.redis_away(*given, redis, seconds),
        "at_work_cut_off": lambda *given: at_work.cut_off(*given, 2 * seconds),
        "at_work_killed": lambda *given: at_work.killed(*given, seconds),
        "at_work_redis_away": lambda *given: at_work.redis_away(*given, redis, seconds),
        "jobs_killed": lambda *given: jobs.killed(*given, redis, seconds),
        "stream_killed": lambda *given: stream.killed(*given, seconds),
        "analytics_killed": lambda *given: counting.killed(*given, seconds),
        "postgres_away": lambda *given: checks.away(*given, postgres, seconds),
    }
    wanted = [name for name in os.environ.get("DRILL_ONLY", "").split(",") if name] or list(drills)
    people, failed = make_people(), []
    with stage.stand(folder, port) as standing:
        for name in wanted:
            started = time.monotonic()
            try:
                lines = drills[name](standing, people)
            except AssertionError as error:
                lines = [f"DOES NOT HOLD: {error}"]
                failed.append(name)
                whole_again(postgres, redis, *standing.webs)
            print(
                f"{name} ({time.monotonic() - started:.0f} s)", *(f"  {line}" for line in lines), sep="\n", flush=True
            )
    print(f"Drills: {len(wanted)} run, {len(failed)} did not hold")
    return 1 if failed else 0


def whole_again(*servers):
    """What a drill that didn't hold has left stopped runs again, so that it is no fault of the next ones."""
    for server in servers:
        if server.process.poll() is not None:
            server.start()


def make_people():
    """People who are signed in, on one board, each with cards of their own."""
    from boards.models import Task
    from tests.bench import seed
    from tests.drills.load import Person

    readers = [seed.reader(f"mover{number}") for number in range(PEOPLE)]
    users = [reader.user for reader in readers]
    board = seed.board(users[0], users[1:], PEOPLE * CARDS, "A board in trouble")
    columns = [column.pk for column in board.columns.all() if column.status != "completed"]
    cards = list(Task.objects.filter(project=board, column__in=columns).values_list("pk", "column_id"))
    return [
        Person(reader.cookie, reader.csrf, board.pk, columns, dict(cards[number::PEOPLE]))
        for number, reader in enumerate(readers)
    ]


if __name__ == "__main__":
    sys.exit(main())
