"""What is measured on both sides: each part gives name → (rounds of the one, rounds of the other)."""

import json
import time

from tests.bench import client, fast, site
from tests.bench.against import trello
from tests.servers import free_port

MANY = 8
CREATED = {1: 30, MANY: 96}
MOVED = {1: 40, MANY: 240}


def pages(stage):
    """Pages that are kept: the floor and the board, as a browser asks and uncompressed; and the board unchanged."""

    def unchanged(side, _number):
        # Known anew in each round: the number of unread messages stands on the page.
        asked = side.get(f"/projects/{side.board(200)}/", [("If-None-Match", _etag(stage, side))])
        return _good(stage.load(side, client.load, asked, 304, MANY, stage.seconds, side.workers))

    plain = {f"{name} plain": each for name, each in _kept(stage, accepted="identity").items()}
    return stage.in_turns({**_kept(stage), **plain, "304": unchanged})


def warm(stage):
    """The floor and the board as a browser asks for them."""
    return stage.in_turns(_kept(stage))


def _kept(stage, **more):
    def measure(address):
        def asking(side, _number):
            asked = side.get(address(side), **more)
            return _good(stage.load(side, client.load, asked, 200, MANY, stage.seconds, side.workers))

        return asking

    return {
        "floor": measure(lambda side: side.bench("floor", 200)),
        "board": measure(lambda side: f"/projects/{side.board(200)}/"),
    }


def rendering(stage):
    """The board of 200 cards by requests of which each finds nothing kept, one after the other."""

    def cold(side, _number):
        asked = side.get(side.bench("cold", 200))
        cost = _good(stage.load(side, client.load, asked, 200, 1, stage.seconds, side.workers))
        side.forget()
        return cost

    return stage.in_turns({"cold": cold})


def api(stage):
    """A list of 50 of 5,000 tasks; FastAPI reads this build's database, and stands on both sides."""
    now = stage.sides[1]
    tokens = {id(side): side.token() for side in stage.sides}
    path = "/projects/{}/tasks/"

    def listed(side, _number):
        asked = client.request("/api/v1" + path.format(side.board(5000)), side.address, headers=tokens[id(side)])
        return _good(stage.load(side, client.load, asked, 200, MANY, stage.seconds, side.workers))

    with site.start_fast(free_port(), now.build.environment) as floor:
        asked = client.request(path.format(now.board(5000)), floor.address, headers=tokens[id(now)])
        beside = _Floor(floor)

        def floor_list(_side, _number):
            return _good(stage.load(beside, client.load, asked, 200, MANY, stage.seconds))

        _compare_lists(stage, now, tokens[id(now)], floor, asked)
        return stage.in_turns({"api": listed, "fastapi": floor_list})


def create(stage):
    """A card more, by the foot of a column and by the API, of one person and of many at once."""
    tokens = {id(side): side.token() for side in stage.sides}

    def creating(count, means):
        def measure(side, number):
            asked = [
                means(side, f"Card {number}.{step} of {count}", tokens[id(side)])
                for step in range(CREATED[count] + count)
            ]
            expected = 200 if means is _by_page else 201
            work = (client.creators, asked, expected, count, CREATED[count], side.workers)
            return _good(stage.load(side, *work))

        return measure

    return stage.in_turns(
        {
            f"create {name} {count}": creating(count, means)
            for count in CREATED
            for name, means in (("page", _by_page), ("api", _by_api))
        }
    )


def create_by_page(stage):
    """The first of these alone."""

    def measure(side, number):
        asked = [_by_page(side, f"Card {number}.{step}") for step in range(CREATED[1] + 1)]
        return _good(stage.load(side, client.creators, asked, 200, 1, CREATED[1], side.workers))

    return stage.in_turns({"create page 1": measure})


def windows(stage):
    """All cards of a board of 2,000 as somebody sees them who scrolls down every column."""

    def measure(side, _number):
        before = stage.used(side)
        loaded, cards = stage.pool.apply(client.windows, (side.address, side.board(2000), side.reader["cookie"]))
        if cards != 2000:
            raise RuntimeError(f"The windows of the board hold {cards} cards.")
        return stage.cost(side, before, loaded)

    return stage.in_turns({"windows": measure})


def move(stage):
    """One person moves cards of a board of 200."""
    return stage.in_turns({"move": _moving(stage, 1)})


def movers(stage):
    """Many do at once; afterwards each card is there once and the history holds what the revision says."""
    return stage.in_turns({"movers": _moving(stage, MANY)})


def bulk(stage):
    """Another priority for 500 tasks, by one request of the API."""
    tokens = {id(side): side.token() for side in stage.sides}
    tasks = {id(side): _open_tasks(side)[:500] for side in stage.sides}

    def measure(side, number):
        body = {"changes": [{"id": pk, "priority": number % 4 + 1} for pk in tasks[id(side)]]}
        asked = client.request(
            "/api/v1/tasks/bulk", side.address, headers=tokens[id(side)], body=json.dumps(body).encode()
        )
        return _good(stage.load(side, client.once, asked))

    return stage.in_turns({"bulk": measure})


def starts(stage):
    """A site that is started anew: until its first page; then a report over a long past, with nothing kept.

    The first report of a process tells what memory it takes, a second one the time: nothing has to be loaded for it.
    """
    pasts = {id(side): side.ask("past", owner=side.people[0]["id"]) for side in stage.sides}
    reported = {}

    def measure(side, number):
        began = time.perf_counter()
        with side.build.launched(side.workers) as running:
            client.first(running.address, f"/projects/{side.board(200)}/", side.reader["cookie"])
            taken = (time.perf_counter() - began) * 1000
            cost = {"time": taken, "site": site.used(running.processes) * 1000}
            report = f"/projects/{pasts[id(side)]}/report/?since=start"
            reported[id(side), number] = _report(stage, side, running, report)
        return cost

    return stage.in_turns({"start": measure, "report": lambda side, number: reported[id(side), number]})


def imports(stage):
    """A Trello board of 5,000 cards, by the command's own code in a process that has loaded it."""
    with trello.written(5000) as file:

        def measure(side, _number):
            taken, worked = side.ask("imported", file=str(file), owner=side.people[0]["id"])
            return {"time": taken * 1000, "site": worked * 1000}

        return stage.in_turns({"import": measure})


def memory(stage):
    """What the processes of both sites hold once they have done all of the above."""
    return {"memory": tuple([{"memory": site.own_share(side.running.processes)}] for side in stage.sides)}


def _good(cost):
    if cost["wrong"]:
        raise RuntimeError(f"{cost['wrong']} answers were not what they should be.")
    return cost


def _etag(stage, side):
    status, head, body = stage.pool.apply(client.answer, (side.address, side.get(f"/projects/{side.board(200)}/")))
    if status != 200 or body.count(b"data-task=") != 200:
        raise RuntimeError(f"The board was answered with {status} and {body.count(b'data-task=')} cards.")
    return next(line for line in head.splitlines() if line.lower().startswith("etag:"))[5:].strip()


class _Floor:
    """What the load needs to know of a site."""

    workers = site.WORKERS

    def __init__(self, running):
        self.running, self.address = running, running.address


def _compare_lists(stage, now, token, floor, asked):
    ours = client.request(f"/api/v1/projects/{now.board(5000)}/tasks/", now.address, headers=token)
    answers = [stage.pool.apply(client.answer, each) for each in ((now.address, ours), (floor.address, asked))]
    if not fast.same(answers[0][2], answers[1][2]):
        print("The tasks of the floor are not those of the API any more: mend tests/bench/fast.py.")


def _by_page(side, title, _token=()):
    """The foot of a board's first column."""
    project, person = side.board(200, "create"), side.reader
    page = f"http://{side.address[0]}:{side.address[1]}/projects/{project}/"
    headers = [
        ("HX-Request", "true"),
        ("HX-Current-URL", page),
        ("X-CSRFToken", person["csrf"]),
        ("X-Board", project),
        ("X-Board-Query", page),
        ("Origin", page.split("/projects")[0]),
    ]
    body = {"quick": "1", "column": _first_column(side, project), "title": title}
    return client.request(f"/projects/{project}/tasks/new/", side.address, person["cookie"], headers, body)


def _by_api(side, title, token):
    project = side.board(200, "create")
    body = json.dumps({"title": title, "column": _first_column(side, project)}).encode()
    return client.request(f"/api/v1/projects/{project}/tasks/", side.address, headers=token, body=body)


def _first_column(side, project):
    if ("column", project) not in side.boards:
        side.boards["column", project] = side.ask("state", project=project)["columns"][0][0]
    return side.boards["column", project]


def _open_tasks(side):
    """The tasks of all columns but the last, which is that of the completed."""
    return [card for _column, cards in side.ask("state", project=side.board(5000))["columns"][:-1] for card in cards]


def _moving(stage, count):
    def measure(side, number):
        project = side.board(200, "moved")
        who = [(one["cookie"], one["csrf"]) for one in side.people[-count:]]
        before = side.ask("state", project=project)
        board, most = dict(before["columns"]), MOVED[count]
        work = (client.movers, project, board, who, 600, number, most, side.workers)
        cost = stage.load(side, *work)
        return cost | {"sound": sound(before, side.ask("state", project=project))}

    return measure


def sound(before, after):
    """Whether every card is there once, at a place of its own, and each change of the board is in the history."""
    old, new = (sorted(card for _column, cards in state["columns"] for card in cards) for state in (before, after))
    grown = {name: after[name] - before[name] for name in ("history", "revision")}
    return old == new and after["places"] == len(new) and grown["history"] == grown["revision"]


def _report(stage, side, running, path):
    """By one connection, and so by one process, whose memory and time are told."""
    connection = client.Connection(running.address)
    pid = int(connection.ask(client.request("/bench/process/", running.address)))
    asked = client.request(path, running.address, side.people[0]["cookie"])
    _fresh(side, connection, asked)
    most, groups = site.peak(pid), ([pid], *stage.stores())
    before = [site.used(pids) for pids in groups]
    taken = _fresh(side, connection, asked)
    spent = [(site.used(pids) - old) * 1000 for pids, old in zip(groups, before, strict=True)]
    connection.socket.close()
    return {"time": taken * 1000, "peak": most, **dict(zip(("site", "database", "cache"), spent, strict=True))}


def _fresh(side, connection, asked):
    """Seconds until an answer, with nothing kept."""
    side.forget()
    began = time.perf_counter()
    connection.ask(asked)
    if connection.status != 200:
        raise RuntimeError(f"A report was answered with {connection.status}.")
    return time.perf_counter() - began
