"""A server before another one, which answers in its place as a store does that is in trouble."""

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

ERROR = b"<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>"
DENIED = b"<Error><Code>AccessDenied</Code><Message>Access denied.</Message></Error>"
WAYS = ["error", "denied", "cut", "silent"]


class Before(ThreadingHTTPServer):
    """`way(method, path)` says what becomes of a request: one of WAYS, or "" where the other server answers."""

    daemon_threads = True

    def __init__(self, other: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.other = other
        self.way: Callable[[str, str], str] = lambda _method, _path: ""
        self.client = httpx.Client(timeout=60)
        self.is_over = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def stop(self) -> None:
        self.is_over.set()
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Before

    def log_message(self, *_arguments: object) -> None:
        """Nothing to be read."""

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        way = self.server.way(self.command, self.path)
        if way == "silent":
            self.server.is_over.wait(60)
        if way in ("silent", "cut"):
            self.close_connection = True
        elif way:
            self.send(403 if way == "denied" else 503, {}, DENIED if way == "denied" else ERROR)
        else:
            self.pass_on(body)

    def pass_on(self, body: bytes) -> None:
        headers = {name: value for name, value in self.headers.items() if name.lower() != "expect"}
        found = self.server.client.request(self.command, self.server.other + self.path, headers=headers, content=body)
        self.send(found.status_code, found.headers, found.content)

    def send(self, status: int, headers: dict[str, str], content: bytes) -> None:
        self.send_response(status)
        left_out = {"transfer-encoding", "connection", "date", "server"}
        for name, value in headers.items():
            if name.lower() not in left_out | ({"content-length"} if content else set()):
                self.send_header(name, value)
        if content:
            self.send_header("Content-Length", str(len(content)))
        elif "content-length" not in {name.lower() for name in headers}:
            self.send_header("Content-Length", "0")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = answer
