#!/bin/sh
# confluent-kafka 2.16.1 (librdkafka): a key lands in another partition than with Kafka's own clients, unless it is told otherwise.
#
# Expected: messages of one key stand in one partition, so in one order, whichever client has sent them; Kafka's own producer hashes keys by murmur2,
#   and kafka-python and aiokafka do the same.
# Seen: librdkafka's default (partitioner=consistent_random) hashes by CRC32. Most keys go elsewhere than a Java producer, a stream's join or a
#   table of Kafka Streams expects them; with partitioner=murmur2 (or murmur2_random) all agree.
# What follows for us: the relay sets partitioner=murmur2 (boards/stream/producing.py).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check confluent-kafka==2.16.1 kafka-python==2.2.15 2> /dev/null
venv/bin/python - <<'PYTHON'
from confluent_kafka import Producer
from kafka.partitioner.default import murmur2

KEYS, PARTITIONS = [str(number) for number in range(1, 41)], 4
# The mock cluster makes topics of four partitions.
cluster = Producer({"bootstrap.servers": "none:1", "test.mock.num.brokers": 1, "log_level": 0})
found = next(iter(cluster.list_topics(timeout=10).brokers.values()))


def places(**more):
    seen = {}
    config = {"bootstrap.servers": f"{found.host}:{found.port}", "log_level": 0, **more}
    producer = Producer(config)
    for key in KEYS:
        producer.produce("topic", b"", key, on_delivery=lambda _error, one: seen.update({one.key().decode(): one.partition()}))
    assert producer.flush(20) == 0
    return seen


kafka = {key: (murmur2(key.encode()) & 0x7FFFFFFF) % PARTITIONS for key in KEYS}
default, told = places(), places(partitioner="murmur2")
print("by default elsewhere than Kafka's own clients:", sum(default[key] != kafka[key] for key in KEYS), "of", len(KEYS))
print("with partitioner=murmur2 elsewhere:", sum(told[key] != kafka[key] for key in KEYS))
assert told == kafka and default != kafka
print("As described.")
PYTHON
