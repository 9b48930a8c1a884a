"""The drills. Each gives its figures as lines of text, and what did not hold as an AssertionError."""

import itertools
import re
import socket
import threading
import time
from collections import Counter
from contextlib import ExitStack

import httpx

from tests.drills import truth
from tests.drills.load import Crowd, told


def in_step(stage, people):
    """A change made through one server is seen at once through the other, with both caches warm."""
    person, host = people[0], stage.url.removeprefix("http://")
    board = f"/projects/{person.project}/"
    addresses = [("127.0.0.1", web.port) for web in stage.webs]
    for number in range(50):
        here, there = addresses[number % 2], addresses[1 - number % 2]
        assert [person.ask(each, "GET", board, host=host) for each in (here, there)] == [200, 200]
        card, target = person.next_move(number)
        body = {"column": target, "left": person.cards[card]}
        assert person.ask(here, "POST", f"/tasks/{card}/move/", body, host=host) == 200
        person.cards[card] = target
        page = httpx.get(f"http://{there[0]}:{there[1]}{board}", headers={"Cookie": person.cookie, "Host": host})
        assert f'id="task-{card}"' in lane(page.text, target), f"card {card} is not in its column on the other server"
    return ["50 changes through one server, each on the other server's very next page"]


def lane(page, column):
    """The part of a board's page that shows one column."""
    parts = re.split(r'(?=id="column-(\d+)")', page)
    return "".join(part for number, part in itertools.pairwise(parts) if number == str(column))


def rolling_restart(stage, people):
    """Both servers are started anew, one after the other, twice, while people work: no request fails."""
    stopping = []
    with Crowd(stage.address, people) as crowd:
        time.sleep(2)
        for web in [*stage.webs, *stage.webs]:
            stopping.append(web.stop())
            web.start()
            time.sleep(1)
    failed = {key: count for key, count in crowd.answers.items() if key[1] != 200}
    assert not failed, f"failed: {failed}"
    return [
        f"{told(crowd.answers)}; slowest answer {crowd.slowest:.2f} s",
        f"stopping took {min(stopping):.1f} to {max(stopping):.1f} s",
        *compared(people),
    ]


def killed(stage, people):
    """A process, then a whole server, is killed with SIGKILL again and again while 1,000 moves are made."""
    before = truth.moves_written(people[0].project)
    kills = 0
    with Crowd(stage.address, people, moves=1000) as crowd:
        for goal in range(100, 1000, 150):
            await_moves(crowd, goal)
            kill(stage.webs[kills % 2], whole=kills % 3 == 2)
            kills += 1
        await_moves(crowd, 1000)
    written = truth.moves_written(people[0].project) - before
    assert written >= crowd.moved, f"{crowd.moved} moves were acknowledged, and {written} written"
    return [
        f"{crowd.moved} moves acknowledged, {written} written, {kills} kills",
        f"{told(crowd.answers)}; slowest answer {crowd.slowest:.2f} s",
        *compared(people),
    ]


def nobody_there(stage, people):
    """No server answers at all: a page and problem details that say so, from nginx; back, all is well by itself."""
    for web in stage.webs:
        web.stop()
    page = httpx.get(f"{stage.url}/projects/")
    api = httpx.get(f"{stage.url}/api/v1/projects")
    assert (page.status_code, api.status_code) == (503, 503)
    assert page.headers["Retry-After"] == api.headers["Retry-After"] == "5"
    assert "Back in a moment" in page.text and httpx.get(f"{stage.url}/away.css").status_code == 200
    assert api.headers["Content-Type"] == "application/problem+json" and api.json()["status"] == 503
    for web in stage.webs:
        web.start()
    assert people[0].look(stage.address) == 200
    return ["503 with Retry-After, as a page and as problem details"]


def kill(web, *, whole):
    """One process of a server, or all of them; gunicorn replaces the one by itself."""
    if whole:
        web.kill()
        web.start()
    else:
        web.kill_worker()


def await_moves(crowd, goal):
    end = time.monotonic() + 120
    while crowd.moved < goal:
        assert time.monotonic() < end, f"only {crowd.moved} of {goal} moves in two minutes"
        time.sleep(0.05)


def away(stage, people, server, seconds):
    """A database is stopped and started again under load: answers by status while it was away, and after."""
    with Crowd(stage.address, people) as before:
        time.sleep(3)
    server.stop()
    with Crowd(stage.address, people) as during:
        time.sleep(seconds)
    assert {status for _method, status in during.answers} <= {200, 503}, f"while it was away: {told(during.answers)}"
    with Crowd(stage.address, people) as back:
        server.start()
        started = time.monotonic()
        await_well(back)
        recovered = time.monotonic() - started
        time.sleep(5)
    with Crowd(stage.address, people) as after:
        time.sleep(3)
    assert {status for _method, status in after.answers} == {200}, (
        f"it did not recover by itself: {told(after.answers)}"
    )
    return [
        f"before: {told(before.answers)}",
        f"away for {seconds} s: {told(during.answers)}; slowest answer {during.slowest:.2f} s",
        f"back: good answers after {recovered:.1f} s; {told(back.answers)}",
        f"afterwards: {told(after.answers)}",
        *compared(people),
    ]


def await_well(crowd):
    end = time.monotonic() + 30
    while time.monotonic() < end and not crowd.well:
        time.sleep(0.05)


def compared(people):
    """What the database holds against what people were told; raises where they disagree."""
    lost = truth.lost(people)
    half = truth.half_done(people[0].project)
    assert not lost, f"acknowledged and not there: {lost[:5]}"
    assert not half, f"half done: {half[:5]}"
    return ["every acknowledged move is there, and none is half done"]


def limits(stage, people):
    """What is too large or too slow is refused by nginx, and nobody else notices."""
    found = {}
    slow = [
        threading.Thread(target=lambda name=name, ask=ask: found.__setitem__(name, ask(stage.address)))
        for name, ask in {"slow head": slow_head, "slow body": slow_body}.items()
    ]
    for thread in slow:
        thread.start()
    found["body too large"] = first_line(stage.address, head(stage, "Content-Length: 104857600"))
    found["header too large"] = first_line(stage.address, head(stage, f"X-Much: {'a' * 9000}"))
    found["headers without end"] = first_line(stage.address, head(stage, *(f"X-{n}: {'a' * 1000}" for n in range(100))))
    found["address too long"] = first_line(stage.address, f"GET /{'a' * 9000} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert people[0].look(stage.address) == 200
    for thread in slow:
        thread.join(40)
    logged = Counter(re.findall(r'"status":(408|413|414|400|494)', stage.nginx_log.read_text()))
    assert found["body too large"].startswith("HTTP/1.1 413"), found
    assert found["header too large"].startswith("HTTP/1.1 400"), found
    assert found["headers without end"].startswith("HTTP/1.1 400"), found
    assert found["address too long"].startswith("HTTP/1.1 414"), found
    assert logged["408"] >= 2, f"the slow ones were not let go: {logged}"
    return [*(f"{name}: {answer}" for name, answer in found.items()), f"in nginx's log: {dict(logged)}"]


SLOW, IDLE, UNREAD = 40, 80, 40


def crowded(stage, people):
    """Without a proxy: slow heads and idle connections make nobody else wait, and are let go in the end."""
    host = stage.url.removeprefix("http://")
    with stage.small() as web, ExitStack() as stack:
        address = ("127.0.0.1", web.port)
        before = slowest_of(people[0], address, host)
        clients = [stack.enter_context(socket.create_connection(address, timeout=40)) for _ in range(SLOW + IDLE)]
        for client in clients[:SLOW]:
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow:")
        meanwhile = slowest_of(people[0], address, host)
        opened = time.monotonic()
        ends = [client.recv(4096)[:12] for client in clients]
        let_go = time.monotonic() - opened
    not_held_up(meanwhile, before)
    assert set(ends[:SLOW]) == {b"HTTP/1.1 408"} and set(ends[SLOW:]) == {b""}, f"they were told {Counter(ends)}"
    return [
        f"{SLOW} slow heads and {IDLE} idle connections: slowest of 20 pages {meanwhile:.2f} s, before {before:.2f} s",
        f"all of them let go after {let_go:.0f} s",
    ]


def slow_readers(stage, people):
    """Without a proxy: who asks for a large answer and doesn't read it makes nobody else wait, and is cut off."""
    host = stage.url.removeprefix("http://")
    asked = f"GET {large_answer(people)} HTTP/1.1\r\nHost: {host}\r\nCookie: {people[0].cookie}\r\n\r\n".encode()
    with stage.small() as web, ExitStack() as stack:
        address = ("127.0.0.1", web.port)
        before = slowest_of(people[0], address, host)
        clients = [stack.enter_context(unread(address, asked)) for _ in range(UNREAD)]
        heads = [client.recv(12, socket.MSG_PEEK) for client in clients]
        begun = time.monotonic()
        meanwhile, waiting = slowest_of(people[0], address, host), web.clients()
        while web.clients() and time.monotonic() - begun < 60:
            time.sleep(0.2)
        let_go, left = time.monotonic() - begun, web.clients()
    assert set(heads) == {b"HTTP/1.1 200"}, f"they were told {Counter(heads)}"
    assert waiting == UNREAD, f"only {waiting} of {UNREAD} were still there while the others asked"
    not_held_up(meanwhile, before)
    assert not left, f"{left} of {UNREAD} were not cut off in a minute"
    return [
        f"{UNREAD} answers that nobody reads: slowest of 20 pages {meanwhile:.2f} s, before {before:.2f} s",
        f"all of them cut off after {let_go:.0f} s",
    ]


def large_answer(people):
    """The address of four megabytes."""
    from boards.models import Project, Task, User
    from tests.bench import seed

    owner = User.objects.get(pk=Project.objects.get(pk=people[0].project).owner_id)
    board = seed.board(owner, [], UNREAD, "A board of long texts")
    Task.objects.filter(project=board).update(description="word " * 20_000)
    return f"/api/v1/tasks/?project={board.pk}&limit={UNREAD}"


def unread(address, asked):
    """A client that has asked and takes next to nothing of the answer."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.settimeout(60)
    client.connect(address)
    client.sendall(asked)
    return client


def not_held_up(meanwhile, before):
    """Others were answered as before, give or take the work of a busy machine."""
    assert meanwhile < max(1.0, 3 * before), f"a page took {meanwhile:.2f} s beside them, and {before:.2f} s before"


def slowest_of(person, address, host):
    """How long the slowest of twenty boards took, each on a connection of its own."""
    taken = []
    for _time in range(20):
        person.leave()
        started = time.monotonic()
        assert person.ask(address, "GET", f"/projects/{person.project}/", host=host) == 200
        taken.append(time.monotonic() - started)
    person.leave()
    return max(taken)


def head(stage, *lines):
    host = stage.url.removeprefix("http://")
    return "\r\n".join(["POST /accounts/login/ HTTP/1.1", f"Host: {host}", *lines, "", ""]).encode()


def first_line(address, sent):
    """What comes back for these bytes."""
    with socket.create_connection(address, timeout=30) as client:
        client.sendall(sent)
        return client.recv(4096).decode("latin-1").split("\r\n")[0]


def slow_head(address):
    return slowly(address, b"GET / HTTP/1.1\r\nHost: x\r\n", b"X-Slow: 1\r\n", 1.0)


def slow_body(address):
    return slowly(address, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10000\r\n\r\n", b"a", 11.0)


def slowly(address, first, again, pause):
    """Sends a little now and then; says after how many seconds the other side had enough."""
    started = time.monotonic()
    with socket.create_connection(address, timeout=pause) as client:
        client.sendall(first)
        while time.monotonic() - started < 35:
            try:
                if not client.recv(4096):
                    break
            except TimeoutError:
                pass
            except OSError:
                break
            try:
                client.sendall(again)
            except OSError:
                break
    return f"let go after {time.monotonic() - started:.0f} s"


def headers(stage, people):
    """What the proxy adds: compression, lasting copies of static files, and nothing a client claims about itself."""
    cookie = {"Cookie": people[0].cookie}
    board = httpx.get(f"{stage.url}/projects/{people[0].project}/", headers=cookie | {"Accept-Encoding": "gzip"})
    again = httpx.get(
        str(board.url), headers=cookie | {"If-None-Match": board.headers["ETag"], "Accept-Encoding": "gzip"}
    )
    style = re.search(r'/static/[^"]+\.css', board.text)[0]
    files = [
        httpx.get(stage.url + style, headers={"Accept-Encoding": each}) for each in ("br", "gzip", "identity", "br")
    ]
    forged = httpx.get(
        f"{stage.url}/accounts/login/",
        headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "1.2.3.4", "X-Forwarded-Host": "evil.example.com"},
    )
    assert board.headers["Content-Encoding"] == "gzip" and again.status_code == 304
    assert all("immutable" in each.headers["Cache-Control"] for each in files)
    assert [each.headers.get("Content-Encoding") for each in files] == ["br", "gzip", None, "br"]
    bare = httpx.get(stage.url + style, headers={"Host": "evil.example.com", "X-Forwarded-Proto": "https"})
    assert bare.status_code == 200, "static files are the same for everybody"
    assert forged.status_code == 200 and "evil" not in forged.text and "https://" not in str(forged.url)
    assert httpx.get(f"{stage.url}/metrics").status_code == 404
    assert httpx.get(stage.url, headers={"Host": "evil.example.com"}).status_code == 400
    return [
        f"board of {len(board.content)} bytes compressed, 304 for its weakened ETag; static files in br and gzip",
        "forged X-Forwarded headers change nothing; /metrics and an unknown host are refused",
    ]
