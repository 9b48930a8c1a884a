"""The load generator: runs in a process of its own, keeps its connections, and does next to nothing else.

Plain sockets in one loop: reading an answer of 200 kB takes it about a twentieth of a millisecond.
"""

import gzip
import random
import selectors
import socket
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

CHUNK = 1 << 20


@dataclass(eq=False)
class Connection:
    """A kept connection with one request in flight at a time."""

    address: tuple
    socket: "socket.socket" = field(init=False)
    buffer: bytearray = field(default_factory=bytearray)
    length: int = -1
    sent: float = 0.0

    def __post_init__(self):
        self.socket = socket.create_connection(self.address, timeout=30)
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


def request(path, address, cookie="", headers=(), body=None):
    """The bytes of a request as a browser would send it."""
    content = urlencode(body).encode() if body is not None else b""
    lines = [
        f"{'GET' if body is None else 'POST'} {path} HTTP/1.1",
        f"Host: {address[0]}:{address[1]}",
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
        "Accept: text/html,application/xhtml+xml",
        "Accept-Language: en-GB,en;q=0.9",
        "Accept-Encoding: gzip, deflate, br",
        *([f"Cookie: {cookie}"] if cookie else []),
        *(f"{name}: {value}" for name, value in headers),
        *(["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(content)}"] if content else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + content


def connect(address, count):
    """`count` connections, spread evenly over the two workers: the kernel alone would not do that."""
    asked = request("/bench/process/", address)
    by_worker, spare = {}, []
    for _attempt in range(400):
        connection = Connection(address)
        own = by_worker.setdefault(connection.ask(asked), [])
        (own if len(own) < -(-count // 2) else spare).append(connection)
        if sum(map(len, by_worker.values())) == count + count % 2:
            break
    for connection in spare:
        connection.socket.close()
    return [connection for own in by_worker.values() for connection in own][:count]


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
        for key, _events in selector.select(30):
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


def load(address, asked, expected, count, seconds):
    """One request over and over."""
    connections = connect(address, count)
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


def movers(address, project_id, board, people, seconds, seed=7):
    """Each of `people` (cookie, token) moves cards of `board` (column → cards) at random, as fast as answers come.

    A card in somebody's hand is not taken by another. The neighbour above may move away in the meantime, as in life.
    """
    choice = random.Random(seed)
    place = {card: column for column, cards in board.items() for card in cards}
    columns, flying = list(board), {}
    connections = connect(address, len(people))
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

    loaded = run(connections, seconds, drop, after_answer)
    for connection in connections:
        connection.socket.close()
    return loaded
