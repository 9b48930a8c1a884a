"""The measurements, each beside its floor."""

import random
import re
import statistics
import time
from dataclasses import dataclass

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import caches
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import override_settings

from boards import access
from boards.models import Activity, Project, Task
from boards.policy import Action
from boards.queries import board as queries
from boards.views import board as board_views
from tests.bench import client, fast, floors, site

CONNECTIONS = 4


@dataclass
class Series:
    """One kind of request, measured in several windows: requests a second, and milliseconds of processor a request."""

    name: str
    request: bytes
    rates: list
    server: list
    database: list
    cache: list
    generator: list

    @classmethod
    def of(cls, name, request):
        return cls(name, request, [], [], [], [], [])


class Pages:
    """The warm and cold pages, in rounds: every round measures each series once, one after the other."""

    def __init__(self, pool, running, stores, reader, boards, *, rounds, seconds):
        self.pool, self.running, self.stores = pool, running, stores
        self.reader, self.boards, self.rounds, self.seconds = reader, boards, rounds, seconds

    def measure(self):
        """The series by name."""
        small, large = self.boards
        # After a session's first page, which sets its device down, the count of unread entries comes with each.
        self._window(Series.of("first", self._request(f"/projects/{small.pk}/")), 0.5, keep=False)
        tag = self._etag(f"/projects/{small.pk}/")
        series = [
            Series.of("floor", self._request(f"/projects/{small.pk}/bench/floor/")),
            Series.of("board", self._request(f"/projects/{small.pk}/")),
            Series.of("large", self._request(f"/projects/{large.pk}/")),
            Series.of("304", self._request(f"/projects/{small.pk}/", [("If-None-Match", tag)])),
            Series.of("plain", self._request(f"/projects/{small.pk}/bench/plain/")),
            Series.of("cold", self._request(f"/projects/{small.pk}/bench/cold/")),
        ]
        for each in series:
            self._window(each, 0.5, keep=False)
        for number in range(self.rounds):
            for each in series if number % 2 == 0 else series[::-1]:
                self._window(each, self.seconds)
        return {each.name: each for each in series}

    def _window(self, series, seconds, *, keep=True):
        before = self._used()
        expected = 304 if series.name == "304" else 200
        loaded = self.pool.apply(client.load, (self.running.address, series.request, expected, CONNECTIONS, seconds))
        after = self._used()
        if loaded.wrong:
            raise RuntimeError(f"{series.name}: {loaded.wrong}")
        if series.name == "cold":
            caches["fragments"].clear()
        if keep:
            series.rates.append(loaded.rate)
            series.generator.append(loaded.client_cpu / loaded.requests * 1000)
            for kept, old, new in zip((series.server, series.database, series.cache), before, after, strict=True):
                kept.append((new - old) / loaded.requests * 1000)

    def _used(self):
        return [site.used(pids) for pids in (self.running.workers, *self.stores())]

    def _request(self, path, headers=()):
        return client.request(path, self.running.address, self.reader.cookie, headers)

    def _etag(self, path):
        status, head, body = self.pool.apply(client.answer, (self.running.address, self._request(path)))
        if status != 200 or body.count(b'<li class="card') != 200:
            raise RuntimeError(f"{path}: {status}, {body.count(b'<li class=')} cards")
        return next(line for line in head.splitlines() if line.lower().startswith("etag:"))[5:].strip()


class Lists:
    """The API's list of 50 tasks beside that of the floor, in rounds."""

    def __init__(self, pool, running, floor, stores, token, project_id, *, rounds, seconds):
        self.pool, self.stores, self.rounds, self.seconds = pool, stores, rounds, seconds
        headers = [("Authorization", f"Bearer {token}")]
        self.sites = {
            "api": (running, client.request(f"/api/v1/projects/{project_id}/tasks/", running.address, headers=headers)),
            "fastapi": (floor, client.request(f"/projects/{project_id}/tasks/", floor.address, headers=headers)),
        }

    def measure(self):
        """The series by name."""
        answers = [self.pool.apply(client.answer, (where.address, asked)) for where, asked in self.sites.values()]
        if not fast.same(answers[0][2], answers[1][2]):
            print("The tasks of the floor are not those of the API any more: mend tests/bench/fast.py.")
        found = {name: Series.of(name, asked) for name, (_where, asked) in self.sites.items()}
        for number in range(self.rounds + 1):
            for name in list(found)[:: 1 if number % 2 else -1]:
                self._window(found[name], keep=number > 0)
        return found

    def _window(self, series, *, keep):
        where = self.sites[series.name][0]
        groups = (site.children(where.process.pid), *self.stores())
        before = [site.used(pids) for pids in groups]
        loaded = self.pool.apply(client.load, (where.address, series.request, 200, CONNECTIONS, self.seconds))
        after = [site.used(pids) for pids in groups]
        if loaded.wrong:
            raise RuntimeError(f"{series.name}: {loaded.wrong}")
        if keep:
            series.rates.append(loaded.rate)
            series.generator.append(loaded.client_cpu / loaded.requests * 1000)
            for kept, old, new in zip((series.server, series.database, series.cache), before, after, strict=True):
                kept.append((new - old) / loaded.requests * 1000)


@dataclass
class FirstRendering:
    """Milliseconds in this process, with nothing kept: cards and page of the site, and one query with formatting."""

    columns: list
    page: list
    plain: list


def first_rendering(reader, project_id, *, times=40):
    """One after the other; the connection to the database stays open, and no cache keeps anything."""
    found, user = FirstRendering([], [], []), reader.user
    request = RequestFactory().get(f"/projects/{project_id}/")
    request.user, request._messages, request.session = user, [], SessionStore()
    (project, rights), today = access.get_project(user, project_id, Action.VIEW), user.today()
    work = (
        (found.columns, lambda: queries.columns(project, today)),
        (found.plain, lambda: floors.plain_cards(project_id, today)),
        (found.page, lambda: board_views._board_page(request, user, project, rights)),
    )
    nothing = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    with override_settings(CACHES={**settings.CACHES, "fragments": nothing}):
        for step in range(times + 3):
            for kept, run in work:
                started = time.perf_counter()
                run()
                if step >= 3:
                    kept.append((time.perf_counter() - started) * 1000)
    return found


def same_cards(project_id, today):
    """Whether the floor makes what the site makes, white space apart: else it would be no floor."""
    project = Project.objects.get(pk=project_id)
    ours = "".join([column.html for column in queries.columns(project, today)])
    return _squeezed(ours) == _squeezed(floors.plain_cards(project_id, today))


def _squeezed(html):
    return re.sub(r"\s*([<>])\s*", r"\1", re.sub(r"\s+", " ", html))


@dataclass
class Move:
    """One kind of move, many times: statements and rows written by each, and its milliseconds."""

    statements: set
    rows: set
    milliseconds: list


class Counter:
    """Counts statements and the rows that they write; transaction control is neither."""

    def __init__(self):
        self.statements = self.rows = 0

    def __call__(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        # PostgreSQL gets several statements in one message, and gives as many results.
        verbs = [statement.lstrip().split(" ", 1)[0].upper() for statement in sql.split(";\n")]
        self.statements += sum(verb not in {"SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT"} for verb in verbs)
        for verb, rows in zip(verbs, _rows(context["cursor"]), strict=True):
            if verb in {"INSERT", "UPDATE", "DELETE"}:
                self.rows += max(rows, 0)
        return result


def _rows(cursor):
    """How many rows each result of a message is about."""
    if connection.vendor != "postgresql":
        return [cursor.rowcount]
    found = [result.rowcount for result in cursor.results()]
    cursor.set_result(0)
    return found


def moves(reader, projects, *, times=60):
    """A drag by the view, as a whole request in this process, taking turns between the boards: (board, kind) → Move."""
    browser = Client(
        SERVER_NAME="127.0.0.1", HTTP_COOKIE=reader.cookie, headers={"HX-Request": "true", "X-CSRFToken": reader.csrf}
    )
    found, choice = {}, random.Random(3)
    for step in range(times + 6):
        for project in projects:
            for kind, columns in (("plain", (0, 1)), ("completing", (1, 3)), ("reopening", (3, 0))):
                move = found.setdefault((project.pk, kind), Move(set(), set(), []))
                _move(browser, project, columns, choice, move, warm=step >= 6)
    return found


def _move(browser, project, columns, choice, move, *, warm):
    source, target = (list(project.columns.all())[index] for index in columns)
    on_board = Task.objects.on_board()
    card = on_board.filter(column=source).in_order().first()
    after = choice.choice(list(on_board.filter(column=target).values_list("pk", flat=True)[:50]))
    body = {"column": target.pk, "left": source.pk, "after": after}
    board = {"X-Board": str(project.pk), "X-Board-Query": f"http://127.0.0.1/projects/{project.pk}/"}
    counter, started = Counter(), time.perf_counter()
    with connection.execute_wrapper(counter):
        response = browser.post(f"/tasks/{card.pk}/move/", body, headers=board)
    taken = (time.perf_counter() - started) * 1000
    if response.status_code != 200:
        raise RuntimeError(f"A move was answered with {response.status_code}: {response.content[:300]!r}")
    if warm:
        move.statements.add(counter.statements)
        move.rows.add(counter.rows)
        move.milliseconds.append(taken)


@dataclass
class Reports:
    """The report of a long past as a whole request in this process: seconds by the clock, seconds of processor here,
    and statements, with nothing kept; milliseconds with its figures kept."""

    seconds: list
    processor: list
    statements: set
    kept: list


def reports(reader, project, *, times=5):
    """With nothing kept, and then at once again."""
    browser = Client(SERVER_NAME="127.0.0.1", HTTP_COOKIE=reader.cookie)
    found, path = Reports([], [], set(), []), f"/projects/{project.pk}/report/?since=start"
    for step in range(times + 1):
        caches["fragments"].clear()
        counter, started, used = Counter(), time.perf_counter(), time.process_time()
        with connection.execute_wrapper(counter):
            response = browser.get(path)
        taken, worked = time.perf_counter() - started, time.process_time() - used
        if response.status_code != 200 or b"<figure" not in response.content:
            raise RuntimeError(f"A report was answered with {response.status_code}")
        started = time.perf_counter()
        browser.get(path)
        if step:
            found.seconds.append(taken)
            found.processor.append(worked)
            found.statements.add(counter.statements)
            found.kept.append((time.perf_counter() - started) * 1000)
    return found


@dataclass
class Movers:
    """Many people on one board."""

    rate: float
    wrong: dict
    half: float
    most: float
    server: float
    database: float
    others: float
    sound: bool


def _board(project):
    """Column → its cards."""
    board = {}
    for card, column in Task.objects.filter(project=project).on_board().in_order().values_list("pk", "column_id"):
        board.setdefault(column, []).append(card)
    return board


def movers(pool, running, stores, people, project, *, seconds):
    """All of `people` at once; afterwards every card is there once and every move is in the history.

    They begin a second earlier than is counted, as the other measurements do: templates are compiled in it.
    """
    who = [(person.cookie, person.csrf) for person in people]
    pool.apply(client.movers, (running.address, project.pk, _board(project), who, 1))
    board = _board(project)
    told = Activity.objects.filter(project=project)
    known, revision = told.count(), Project.objects.get(pk=project.pk).revision

    def used():
        return [site.used(pids) for pids in (running.workers, *stores())]

    before, whole = used(), site.busy()
    loaded = pool.apply(client.movers, (running.address, project.pk, board, who, seconds))
    server, database, cache = (new - old for new, old in zip(used(), before, strict=True))
    others = site.busy() - whole - server - database - cache - loaded.client_cpu
    changed = Project.objects.get(pk=project.pk).revision - revision
    places = list(Task.objects.filter(project=project).on_board().values_list("column_id", "position"))
    cards = sum(map(len, board.values()))
    return Movers(
        rate=loaded.rate,
        wrong=loaded.wrong,
        half=statistics.median(loaded.latencies) * 1000,
        most=statistics.quantiles(loaded.latencies, n=100)[98] * 1000,
        server=server / loaded.requests * 1000,
        database=database / loaded.requests * 1000,
        others=others / loaded.seconds,
        sound=len(set(places)) == len(places) == cards and told.count() - known == changed <= loaded.requests,
    )
