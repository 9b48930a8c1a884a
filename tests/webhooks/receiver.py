"""A real receiver of webhooks on loopback, which verifies by the library that receivers use."""

import datetime
import http.server
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from standardwebhooks import Webhook as Verifier


@dataclass
class Message:
    """What has arrived, as it was sent."""

    path: str
    headers: dict[str, str]
    body: bytes

    def verified(self, secret: str) -> dict:
        """What it says, if the signature is right; the library raises if not."""
        return Verifier(secret).verify(self.body, self.headers)


@dataclass
class Receiver:
    """Keeps what arrives, and answers as `answer` says, which gets the message and the handler."""

    url: str
    messages: list[Message] = field(default_factory=list)
    answer: Callable[[Message, http.server.BaseHTTPRequestHandler], None] | None = None

    def says(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Answer so from now on."""
        self.answer = lambda _message, handler: respond(handler, status, body, **headers)

    @property
    def ids(self) -> list[str]:
        return [message.headers["webhook-id"] for message in self.messages]


def respond(handler, status: int, body: bytes = b"", **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def drips(header: bytes, pause: float = 0.2) -> Callable:
    """Sends so much, and then one byte after the other, for ever."""

    def answer(_message, handler) -> None:
        handler.wfile.write(header)
        while True:
            handler.wfile.write(b"x")
            time.sleep(pause)

    return answer


def hangs(_message, _handler) -> None:
    time.sleep(30)


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request, client_address) -> None:
        """Whoever calls hangs up on those that drip."""


@contextmanager
def receiving(*, tls: tuple[Path, Path] | None = None, host: str = "127.0.0.1") -> Iterator[Receiver]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            message = Message(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            receiver.messages.append(message)
            if receiver.answer is None:
                respond(self, 204)
            else:
                receiver.answer(message, self)

        def do_GET(self) -> None:
            receiver.messages.append(Message(self.path, {}, b""))
            respond(self, 200)

        def log_message(self, *args) -> None:
            pass

    server = _Server((host, 0), Handler)
    if tls is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    scheme = "https" if tls else "http"
    receiver = Receiver(f"{scheme}://{host}:{server.server_port}/hook")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()


def certificate(folder: Path, *names: str) -> tuple[Path, Path]:
    """A certificate that signs itself, for these names; (certificate, key)."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, names[0])])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), 1, now, now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([_name(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    paths[1].write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return paths


def _name(name: str):
    from cryptography import x509

    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def closed_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
