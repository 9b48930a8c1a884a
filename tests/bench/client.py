"""The load generator: runs in a process of its own, keeps its connections, and does next to nothing else.

Plain sockets in one loop: reading an answer of 200 kB takes it about a twentieth of a millisecond.
"""

import gzip
import random
import re
import selectors
import socket
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

CHUNK = 1 << 20
# Seconds: on a busy machine a bulk change of an earlier build has taken half a minute.
PATIENCE = 120
GZIP = b"\x1f\x8b"
# The link to a column's next cards.
WINDOW = re.compile(rb' href="(/columns/\d+/cards/[^"]*)"')


@dataclass(eq=False)
class Connection:
    """A kept connection with one request in flight at a time."""

    address: tuple
    socket: "socket.socket" = field(init=False)
    buffer: bytearray = field(default_factory=bytearray)
    length: int = -1
    sent: float = 0.0

    def __post_init__(self):
        self.socket = socket.create_connection(self.address, timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, request):
        self.buffer.clear()
        self.length = -1
        self.sent = time.perf_counter()
        self.socket.sendall(request)

    def receive(self):
        """Takes in what has come; true once the answer is complete."""
        piece = self.socket.recv(CHUNK)
        if not piece:
            raise ConnectionError("The server closed a connection.")
        self.buffer += piece
        if self.length < 0:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return False
            self.length = end + 4 + _content_length(bytes(self.buffer[:end]))
        return len(self.buffer) >= self.length

    @property
    def status(self):
        return int(self.buffer[9:12])

    def ask(self, request):
        """One request and its answer."""
        self.send(request)
        while not self.receive():
            pass
        return bytes(self.buffer[self.buffer.find(b"\r\n\r\n") + 4 :])


def _content_length(head):
    if head[9:12] in (b"304", b"204"):
        return 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            return int(line[15:])
    raise ValueError(f"No length: {head[:300]!r}")


def request(path, address, cookie="", headers=(), body=None, accepted="gzip, deflate, br"):
    """The bytes of a request as a browser would send it: a dictionary as a form, bytes as JSON."""
    content = body if isinstance(body, bytes) else urlencode(body or {}).encode()
    kind = "application/json" if isinstance(body, bytes) else "application/x-www-form-urlencoded"
    lines = [
        f"{'GET' if body is None else 'POST'} {path} HTTP/1.1",
        f"Host: {address[0]}:{address[1]}",
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
        "Accept: text/html,application/xhtml+xml",
        "Accept-Language: en-GB,en;q=0.9",
        f"Accept-Encoding: {accepted}",
        *([f"Cookie: {cookie}"] if cookie else []),
        *(f"{name}: {value}" for name, value in headers),
        *([f"Content-Type: {kind}", f"Content-Length: {len(content)}"] if content else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + content


def connect(address, count, workers=2):
    """`count` connections, spread evenly over the workers: the kernel alone would not do that."""
    asked = request("/bench/process/", address)
    by_worker, spare, share = {}, [], -(-count // workers)
    for _attempt in range(400):
        connection = Connection(address)
        own = by_worker.setdefault(connection.ask(asked), [])
        (own if len(own) < share else spare).append(connection)
        if sum(map(len, by_worker.values())) == count:
            break
    for connection in spare:
        connection.socket.close()
    return [connection for own in by_worker.values() for connection in own]


@dataclass
class Load:
    """What one window came to."""

    requests: int
    seconds: float
    wrong: dict
    client_cpu: float
    latencies: list

    @property
    def rate(self):
        return self.requests / self.seconds


def run(connections, seconds, first, following, *, expected=200, most=200_000):
    """Keeps one request in flight on each connection until the time is over; every answer in flight is awaited.

    `first(connection)` and `following(connection)` give the bytes to send; `wrong` counts unexpected answers.
    """
    selector = selectors.DefaultSelector()
    for connection in connections:
        selector.register(connection.socket, selectors.EVENT_READ, connection)
    latencies, wrong, cpu, started = [], {}, time.process_time(), time.perf_counter()
    for connection in connections:
        connection.send(first(connection))
    flying, end = len(connections), started + seconds
    while flying:
        for key, _events in selector.select(PATIENCE):
            connection = key.data
            if not connection.receive():
                continue
            now = time.perf_counter()
            latencies.append(now - connection.sent)
            if connection.status != expected:
                wrong[connection.status] = wrong.get(connection.status, 0) + 1
            if now < end and len(latencies) < most:
                connection.send(following(connection))
            else:
                flying -= 1
    taken = time.perf_counter() - started
    selector.close()
    return Load(len(latencies), taken, wrong, time.process_time() - cpu, latencies)


def load(address, asked, expected, count, seconds, workers=2):
    """One request over and over."""
    connections = connect(address, count, workers)
    loaded = run(connections, seconds, lambda _connection: asked, lambda _connection: asked, expected=expected)
    for connection in connections:
        connection.socket.close()
    return loaded


def answer(address, asked):
    """One answer: status, head and body, which may have come compressed."""
    connection = Connection(address)
    body = connection.ask(asked)
    head = bytes(connection.buffer[: -len(body) or None]).decode("latin-1")
    connection.socket.close()
    return connection.status, head, gzip.decompress(body) if "content-encoding: gzip" in head.lower() else body


def once(address, asked, expected=200):
    """A request that is sent once, and what it came to."""
    connections = connect(address, 1, 1)
    loaded = run(connections, 0, lambda _connection: asked, lambda _connection: asked, expected=expected)
    connections[0].socket.close()
    return loaded


def first(address, path, cookie):
    """Waits for the first good answer of a server that has just been started."""
    end = time.perf_counter() + 60
    while time.perf_counter() < end:
        try:
            connection = Connection(address)
        except ConnectionRefusedError:
            time.sleep(0.005)
            continue
        connection.ask(request(path, address, cookie))
        connection.socket.close()
        if connection.status == 200:
            return
    raise TimeoutError("No page came.")


def creators(address, asked, expected, count, most, workers=2):
    """`most` cards, by requests that are made beforehand: each holds a title of its own."""
    connections, following = connect(address, count, workers), iter(asked)
    loaded = run(
        connections, 600, lambda _one: next(following), lambda _one: next(following), expected=expected, most=most
    )
    for connection in connections:
        connection.socket.close()
    return loaded


def windows(address, project_id, cookie):
    """A board and all windows of its columns, one after the other; as one request, and how many cards came."""
    (connection,) = connect(address, 1, 1)
    cpu, started, cards = time.process_time(), time.perf_counter(), 0
    page, sent = f"/projects/{project_id}/", 0
    headers = [("HX-Request", "true"), ("HX-Current-URL", f"http://{address[0]}:{address[1]}{page}")]
    waiting = [(page, ())]
    while waiting:
        path, more = waiting.pop(0)
        html = _text(connection, request(path, address, cookie, more))
        cards, sent = cards + html.count(b"data-task="), sent + 1
        waiting += [(each.decode().replace("&amp;", "&"), headers) for each in WINDOW.findall(html)]
    taken = time.perf_counter() - started
    connection.socket.close()
    return Load(1, taken, {}, time.process_time() - cpu, [taken]), cards


def _text(connection, asked):
    body = connection.ask(asked)
    if connection.status != 200:
        raise RuntimeError(f"{asked[:200]!r}: {connection.status}")
    return gzip.decompress(body) if body[:2] == GZIP else body


def movers(address, project_id, board, people, seconds, seed=7, most=200_000, workers=2):
    """Each of `people` (cookie, token) moves cards of `board` (column → cards) at random, as fast as answers come.

    A card in somebody's hand is not taken by another. The neighbour above may move away in the meantime, as in life.
    """
    choice = random.Random(seed)
    place = {card: column for column, cards in board.items() for card in cards}
    columns, flying = list(board), {}
    connections = connect(address, len(people), workers)
    own = dict(zip(connections, people, strict=True))

    def drop(connection):
        cookie, token = own[connection]
        card = choice.choice([card for card in place if card not in flying.values()])
        column = choice.choice(columns)
        neighbours = [other for other, where in place.items() if where == column and other != card]
        body = {"column": column, "left": place[card]}
        if neighbours and choice.random() < 0.8:
            body["after"] = choice.choice(neighbours)
        flying[connection] = card
        place[card] = column
        page = f"http://{address[0]}:{address[1]}/projects/{project_id}/"
        headers = [
            ("HX-Request", "true"),
            ("HX-Current-URL", page),
            ("X-CSRFToken", token),
            ("X-Board", project_id),
            ("X-Board-Query", page),
            ("Origin", page.split("/projects")[0]),
        ]
        return request(f"/tasks/{card}/move/", address, cookie, headers, body)

    def after_answer(connection):
        flying.pop(connection, None)
        return drop(connection)

    loaded = run(connections, seconds, drop, after_answer, most=most)
    for connection in connections:
        connection.socket.close()
    return loaded
