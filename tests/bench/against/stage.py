"""Two sides that are measured in turns, A B A B, on the same PostgreSQL and Valkey."""

import statistics
import time
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import psycopg
import redis

from tests.bench import client, site
from tests.bench.against.builds import Build

MOVERS = 8
# A series that takes longer on a busy machine ends early, but for so many rounds.
LIMIT, LEAST = 120, 3


@dataclass
class Side:
    """One of the two: its site, a way to ask what its database holds, the people in it, and the boards made so far."""

    build: Build
    ask: Callable
    running: site.Site
    workers: int
    people: list
    boards: dict = field(default_factory=dict)

    @property
    def address(self):
        return self.running.address

    @property
    def reader(self):
        """Somebody who is no owner: the access check then takes its longer way."""
        return self.people[1]

    def board(self, cards, use=""):
        """The board of so many cards, made when it is first needed; one for each use that changes it."""
        if (cards, use) not in self.boards:
            self.boards[cards, use] = self.ask("board", cards=cards, people=[one["id"] for one in self.people])
        return self.boards[cards, use]

    def bench(self, name, cards):
        """The address of a view for measurements alone, where this side's build has it."""
        known = (self.build.root / "tests/bench/urls.py").read_text(encoding="utf-8")
        place = "/projects/{}/bench/" + f"{name}/" if "projects/<int:pk>/bench/" in known else f"/bench/{name}/" + "{}/"
        return place.format(self.board(cards))

    def forget(self):
        """Empties the cache that is shared by this side's processes."""
        redis.from_url(self.build.settings["REDIS_URL"]).flushdb()

    def token(self):
        return [("Authorization", f"Bearer {self.ask('token', person=self.reader['id'])}")]

    def get(self, path, headers=(), **more):
        """The bytes of a request by the reader."""
        return client.request(path, self.address, self.reader["cookie"], headers, **more)


@dataclass
class Stage:
    """Both sides, and what measures them."""

    sides: tuple
    pool: object
    stores: Callable
    rounds: int
    seconds: float

    def in_turns(self, measures):
        """Name → what each round gave on either side; a first round warms up and counts for nothing.

        A measure is given the side and the round's number. The two sides come right after each other.
        """
        found, end = {name: ([], []) for name in measures}, time.monotonic() + LIMIT
        for number in range(self.rounds + 1):
            if number > LEAST and time.monotonic() > end:
                break
            for name, measure in measures.items():
                for kept, side in zip(found[name], self.sides, strict=True):
                    cost = measure(side, number)
                    if number:
                        kept.append(cost)
        return found

    def load(self, side, work, *arguments):
        """What a work of the load generator cost, a request, and its answers."""
        before = self.used(side)
        loaded = self.pool.apply(work, (side.address, *arguments))
        return self.cost(side, before, loaded)

    def used(self, side):
        return [site.used(pids) for pids in (side.running.processes, *self.stores())]

    def cost(self, side, before, loaded):
        """Requests a second, milliseconds of a request, and milliseconds of processor that it took of whom."""
        spent = [(new - old) / loaded.requests * 1000 for old, new in zip(before, self.used(side), strict=True)]
        late = statistics.quantiles(loaded.latencies, n=100)[98] if loaded.requests > 1 else loaded.latencies[0]
        return {
            "rate": loaded.rate,
            "time": statistics.fmean(loaded.latencies) * 1000,
            "late": late * 1000,
            "wrong": sum(loaded.wrong.values()),
            **dict(zip(("site", "database", "cache"), spent, strict=True)),
        }


def stores(postgres, valkey):
    """The processes of both, as they are at the time it is asked."""
    return lambda: [[postgres.process.pid, *site.children(postgres.process.pid)], [valkey.process.pid]]


def own_database(server, name):
    """The address of a new database of a PostgreSQL."""
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return server.url.rpartition("/")[0] + f"/{name}"


def own_cache(server, number):
    """The address of a database of a Valkey."""
    return f"{server.url.rpartition('/')[0]}/{number}"


@contextmanager
def side(build, workers):
    """A build with its site running, and as many people as there are movers."""
    build.prepared()
    with ExitStack() as stack:
        ask = stack.enter_context(build.inside())
        people = ask("people", count=MOVERS)
        running = stack.enter_context(build.serving(workers))
        yield Side(build, ask, running, workers, people)
