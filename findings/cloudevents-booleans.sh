#!/bin/sh
# cloudevents 2.2.0 (Python): an attribute that is true leaves in binary mode as "True", which CloudEvents knows as no boolean.
#
# Expected: CloudEvents 1.0.2, "Type System": a Boolean is written "true" or "false", and the case counts. An event that comes in as JSON and goes on by
#   Kafka or HTTP in binary mode has "ce_shortened: true" there, as what the SDK for JavaScript 10.0.0 sends.
# Seen: to_binary of both bindings writes Python's own word, "True" and "False". A consumer that compares with "true" takes what is for what is not. (In structured
#   mode it is the boolean of JSON.) Back comes a text, and "False" as well as "false" counts as true in an if.
# What follows for us: the one boolean that events have, `shortened`, is there only when it is true, and is written "true" (boards/stream/cloud_events.py,
#   tests/stream/test_cloud_events.py); whoever bridges our events with the SDK finds the other spelling behind it.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check cloudevents==2.2.0 2> /dev/null
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund cloudevents@10.0.0 > /dev/null
venv/bin/python - <<'PYTHON'
import json

from cloudevents.core.bindings import http, kafka
from cloudevents.core.formats.json import JSONFormat

FORMAT = JSONFormat()
event = {"specversion": "1.0", "id": "1", "source": "/shop", "type": "sold", "time": "2026-03-01T10:00:00Z", "shortened": True, "gift": False}
came = kafka.KafkaMessage({"content-type": b"application/cloudevents+json"}, None, json.dumps(event).encode())
read = kafka.from_structured(came, FORMAT)
binary, other = kafka.to_binary(read, FORMAT).headers, http.to_binary(read, FORMAT).headers
back = kafka.from_binary(kafka.to_binary(read, FORMAT), FORMAT)
print("Kafka:", binary["ce_shortened"], binary["ce_gift"], "- HTTP:", other["ce-shortened"], other["ce-gift"], "- read again:", repr(back.get_extension("gift")))
assert json.loads(kafka.to_structured(read, FORMAT).value)["shortened"] is True
assert (binary["ce_shortened"], binary["ce_gift"]) == (b"True", b"False")
assert (other["ce-shortened"], other["ce-gift"]) == ("True", "False")
assert back.get_extension("gift") == "False"
PYTHON
cat > send.mjs <<'JS'
import assert from 'node:assert'
import { CloudEvent, HTTP } from 'cloudevents'

const { headers } = HTTP.binary(new CloudEvent({ id: '1', source: '/shop', type: 'sold', shortened: true, gift: false }))
console.log('JavaScript:', String(headers['ce-shortened']), String(headers['ce-gift']))
assert.deepStrictEqual([String(headers['ce-shortened']), String(headers['ce-gift'])], ['true', 'false'])
console.log('As described.')
JS
node send.mjs
