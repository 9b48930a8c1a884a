#!/bin/sh
# confluent-kafka 2.16.1: list_topics() says the same whatever is wrong, and what is wrong only to whoever set error_cb and polls.
#
# Expected: the exception tells why there is no answer: a name that nobody knows, a certificate that is not good, a port where nobody listens.
# Seen: each raises _TRANSPORT, "Failed to get metadata: Local: Broker transport failure", without a cause; one broker that never answers raises it too.
#   The cause goes to error_cb, which is called by poll() alone, some twenty times a second, because waiting for metadata connects again and again.
# What follows for us: boards/stream/producing.py keeps what error_cb hears, polls once after list_topics() has failed, and makes a sentence of it.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check confluent-kafka==2.16.1 2> /dev/null
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out certificate.pem -days 2 -subj /CN=localhost 2> /dev/null
venv/bin/python - <<'PYTHON'
import contextlib
import socket
import ssl
import threading

from confluent_kafka import KafkaException, Producer

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("certificate.pem", "key.pem")
server = socket.create_server(("127.0.0.1", 0))


def shake():
    while True:
        with contextlib.suppress(OSError), context.wrap_socket(server.accept()[0], server_side=True) as channel:
            channel.recv(10)


threading.Thread(target=shake, daemon=True).start()
silent = socket.create_server(("127.0.0.1", 0))
cases = {
    "nobody listens": ({"bootstrap.servers": "127.0.0.1:9"}, "_TRANSPORT"),
    "unknown name": ({"bootstrap.servers": "nowhere.invalid:9092"}, "_RESOLVE"),
    "certificate that signed itself": (
        {"bootstrap.servers": f"127.0.0.1:{server.getsockname()[1]}", "security.protocol": "SSL"},
        "_SSL",
    ),
    "no answer": ({"bootstrap.servers": f"127.0.0.1:{silent.getsockname()[1]}"}, None),
}
for case, (config, cause) in cases.items():
    heard = []
    producer = Producer({**config, "log_level": 0, "error_cb": lambda error, heard=heard: heard.append(error.name())})
    try:
        producer.list_topics(timeout=2)
        raise SystemExit("It answered.")
    except KafkaException as error:
        told = error.args[0]
    before = len(heard)
    producer.poll(0.2)
    print(f"{case}: {told.name()}, {told.str()}; heard {before} before poll(), {len(heard)} after: {sorted(set(heard))}")
    assert told.name() == "_TRANSPORT" and before == 0
    assert cause in heard if cause else not heard
print("As described.")
PYTHON
