"""The provider with somebody in between, who changes its answers case by case.

`start_provider()` starts the real one in a process of its own and a small HTTP server before it. A test says what
happens to the answers of one endpoint: `provider.tamper("token", change)`, where `change` gets an `Answer` and alters
it. ID tokens are signed anew with the provider's own key, unless the case is about signatures.
"""

import base64
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from boardsite.oidc import Provider
from tests.provider.people import CLIENT_ID, CLIENT_SECRET, PASSWORD
from tests.servers import free_port

ROOT = Path(__file__).parents[2]
ENDPOINTS = {
    "/.well-known/openid-configuration": "discovery",
    "/.well-known/jwks.json": "keys",
    "/identity/o/authorize": "authorize",
    "/identity/o/api/token": "token",
    "/identity/o/api/userinfo": "userinfo",
    "/identity/o/logout": "logout",
}


@dataclass
class Answer:
    """What goes back to the board."""

    status: int
    headers: dict[str, str]
    body: bytes
    # Seconds between two bytes.
    drip: float = 0
    silent: bool = False

    @property
    def json(self) -> dict:
        return json.loads(self.body)

    @json.setter
    def json(self, value: object) -> None:
        self.body = json.dumps(value).encode()


class Tampered:
    """The provider as the board sees it."""

    def __init__(self, port: int, upstream: int, key: str) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.key = key
        self.seen: Counter[str] = Counter()
        self.requests: dict[str, list[tuple[dict[str, str], str]]] = {}
        self._changes: dict[str, Callable[[Answer], None]] = {}
        self._asked: dict[str, Answer] = {}
        self._upstream = f"http://127.0.0.1:{upstream}"
        self._people: dict[str, httpx.Client] = {}
        # Without a jar: the cookies are the browsers'.
        self._transport = httpx.HTTPTransport()

    def reset(self) -> None:
        self._changes.clear()
        self.seen.clear()
        self.requests.clear()

    def tamper(self, endpoint: str, change: Callable[[Answer], None]) -> None:
        self._changes[endpoint] = change

    def configured(self, **fields: object) -> Provider:
        """As the board's settings would hold it."""
        given = {"id": "sso", "name": "Company", "issuer": self.url, "client_id": CLIENT_ID}
        return Provider(**{**given, "client_secret": CLIENT_SECRET, **fields})

    def visit(self, url: str, email: str) -> str:
        """A person opens the address in the browser, signs in, and is sent back: returns where to."""
        response = self._person(email).get(url)
        assert response.status_code in (302, 303), response.text[-900:]
        return response.headers["location"]

    def _person(self, email: str) -> httpx.Client:
        if email not in self._people:
            client = self._people[email] = httpx.Client(timeout=10)
            page = client.get(f"{self.url}/accounts/login/").text
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
            form = {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": token[1] if token else ""}
            answer = client.post(f"{self.url}/accounts/login/", data=form)
            assert answer.status_code == 302, answer.text
        return self._people[email]

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        endpoint = ENDPOINTS.get(urlsplit(path).path, "other")
        self.seen[endpoint] += 1
        self.requests.setdefault(endpoint, []).append((headers, body.decode("utf-8", "replace")))
        answer = self._always_alike(endpoint, path) or self._ask(method, path, headers, body)
        if change := self._changes.get(endpoint):
            change(answer)
        return answer

    def _always_alike(self, endpoint: str, path: str) -> Answer | None:
        """What does not change while the provider runs is asked for once."""
        if endpoint not in ("discovery", "keys"):
            return None
        if endpoint not in self._asked:
            self._asked[endpoint] = self._ask("GET", path, {"Host": urlsplit(self.url).netloc}, b"")
        return replace(self._asked[endpoint], headers=dict(self._asked[endpoint].headers))

    def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """What the real provider answers."""
        sent = {name: value for name, value in headers.items() if name.lower() not in ("connection", "accept-encoding")}
        request = httpx.Request(method, f"{self._upstream}{path}", headers=sent, content=body)
        real = self._transport.handle_request(request)
        real.read()
        kept = {
            name: value
            for name, value in real.headers.multi_items()
            if name.lower() not in ("content-length", "transfer-encoding", "connection", "date", "server")
        }
        return Answer(real.status_code, kept, real.content)

    # What may be done to tokens

    def resign(self, answer: Answer, **changes: object) -> None:
        """Changes claims of the ID token; a claim of the value `...` is taken out."""
        found = answer.json
        claims = jwt.decode(found["id_token"], options={"verify_signature": False})
        claims = {name: value for name, value in {**claims, **changes}.items() if value is not ...}
        found["id_token"] = self.sign(claims, jwt.get_unverified_header(found["id_token"]))
        answer.json = found

    def sign(self, claims: object, header: dict, key: str | None = None) -> str:
        payload = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
        return jwt.PyJWS().encode(payload, _loaded(key or self.key), algorithm=header["alg"], headers=header)


@cache
def _loaded(pem: str) -> PrivateKeyTypes:
    """The key; to read it takes a hundred times as long as to sign."""
    return load_pem_private_key(pem.encode(), None)


def unsigned(claims: dict, header: dict, signature: bytes = b"") -> str:
    """A token with any header."""
    parts = [json.dumps(header).encode(), json.dumps(claims).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def _handler(provider: Tampered) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        # Head and body are two writes, of which the second would wait for the other side to confirm the first.
        disable_nagle_algorithm = True

        def handle_any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            answer = provider.answer(self.command, self.path, dict(self.headers), self.rfile.read(length))
            if answer.silent:
                time.sleep(answer.drip)
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.write(answer)

        def write(self, answer: Answer) -> None:
            try:
                if not answer.drip:
                    self.wfile.write(answer.body)
                for each in answer.body if answer.drip else b"":
                    self.wfile.write(bytes([each]))
                    time.sleep(answer.drip)
            except OSError:
                pass  # the board has hung up, as it should

        do_GET = do_POST = handle_any

        def log_message(self, *args: object) -> None:
            pass

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *args: object) -> None:
        pass


@dataclass
class _Process:
    process: subprocess.Popen
    lines: list[str] = field(default_factory=list)

    def wait_until_ready(self) -> None:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("The provider is at"), line


@contextmanager
def start_provider(site: str = "http://testserver,http://localhost") -> Iterator[Tampered]:
    """The provider, until the block ends."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="provider-") as folder:
        environment = os.environ | {"PROVIDER_DIR": folder, "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "-m", "tests.provider", "--port", str(port), "--site", site]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            _Process(process).wait_until_ready()
            listening = free_port()
            provider = Tampered(listening, port, Path(folder, "key.pem").read_text())
            server = _Server(("127.0.0.1", listening), _handler(provider))
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield provider
            server.shutdown()
            server.server_close()
        finally:
            process.terminate()
            process.communicate(timeout=10)
