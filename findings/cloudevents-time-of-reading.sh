#!/bin/sh
# cloudevents 2.2.0 (Python) and 10.0.0 (JavaScript): an event that has no time is given that at which it is read, a new one at each reading.
#
# Expected: CloudEvents 1.0.2: "time" is optional. Of an event without one a reader says that there is none, so that the consumer can take the time of the message
#   in its place; read twice, it is the same event, and forwarded it is what came in.
# Seen: from_structured, from_binary (Python) and HTTP.toEvent (JavaScript) put in the present moment, and it is in what is written of the event again. A replay of last
#   year's topic looks as if all had just happened. JavaScript cuts the time of those that have one to milliseconds, so that what is forwarded is another text, and
#   events of one millisecond can't be told apart by it.
# What follows for us: every event has its time (tests/stream/test_cloud_events.py), and what stands in order is told by `sequence`, not by time (docs/events.md).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check cloudevents==2.2.0 2> /dev/null
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund cloudevents@10.0.0 > /dev/null
venv/bin/python - <<'PYTHON'
import datetime
import json
import time

from cloudevents.core.bindings import kafka
from cloudevents.core.formats.json import JSONFormat

FORMAT = JSONFormat()
EVENT = {"specversion": "1.0", "id": "1", "source": "/shop", "type": "sold"}
structured = kafka.KafkaMessage({"content-type": b"application/cloudevents+json"}, None, json.dumps(EVENT).encode())
binary = kafka.KafkaMessage({f"ce_{name}": value.encode() for name, value in EVENT.items()}, None, b"")
for read, message in ((kafka.from_structured, structured), (kafka.from_binary, binary)):
    start = datetime.datetime.now(datetime.UTC)
    first = read(message, FORMAT)
    time.sleep(0.01)
    second = read(message, FORMAT)
    print(read.__name__, first.get_time(), second.get_time())
    assert start <= first.get_time() < second.get_time()
    assert "time" in json.loads(kafka.to_structured(first, FORMAT).value)
PYTHON
cat > read.mjs <<'JS'
import assert from 'node:assert'
import { HTTP } from 'cloudevents'

const event = { specversion: '1.0', id: '1', source: '/shop', type: 'sold', data: { count: 1 } }
const read = each => HTTP.toEvent({ headers: { 'content-type': 'application/cloudevents+json' }, body: JSON.stringify(each) })
const start = new Date().toISOString()
const first = read(event).time
await new Promise(resolve => setTimeout(resolve, 10))
const second = read(event).time
const exact = read({ ...event, time: '2026-03-01T10:00:00.123456Z' })
console.log('JavaScript', first, second, exact.time)
assert(start <= first && first < second)
assert.strictEqual(JSON.parse(HTTP.structured(exact).body).time, '2026-03-01T10:00:00.123Z')
console.log('As described.')
JS
node read.mjs
