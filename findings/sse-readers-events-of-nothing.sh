#!/bin/sh
# httpx-sse 0.4.3 gives an event of an empty text for each "retry: 10" or "event: ping" alone; sseclient-py 1.9.0 gives the half of an event that was cut off.
#
# Expected: HTML, 9.2.6: at an empty line an event goes out if it has data; if there is none, nothing goes out and its name is forgotten. What has come when the
#   connection ends, without an empty line after it, is thrown away. eventsource-parser 3.1.1 (JavaScript) does both, as browsers do.
# Seen: httpx-sse gives an event of type "message" and data "" for a line that sets the time of waiting, and one of type "ping" for a name without data,
#   so json() of it raises where nothing was said. sseclient-py gives {"id": 1, "tit when the server goes away there, as if that were all of it.
#   Each has right what the other has wrong.
# What follows for us: open pages hear of changes by a websocket, whose messages are whole or not there, and ask for what they name.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check httpx==0.28.1 httpx-sse==0.4.3 sseclient-py==1.9.0 2> /dev/null
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund eventsource-parser@3.1.1 > /dev/null
printf 'retry: 10\n\nevent: ping\n\nevent: moved\ndata: {"id": 1}\n\ndata: {"id": 1, "tit' > stream
cat > read.mjs <<'JS'
import assert from 'node:assert'
import {readFileSync} from 'node:fs'
import {createParser} from 'eventsource-parser'

const seen = []
createParser({onEvent: event => seen.push([event.event, event.data])}).feed(readFileSync('stream', 'utf8'))
console.log('eventsource-parser', seen)
assert.deepStrictEqual(seen, [['moved', '{"id": 1}']])
JS
node read.mjs
venv/bin/python - <<'PYTHON'
import httpx
import httpx_sse
import sseclient

with open("stream", "rb") as file:
    stream = file.read()
answer = httpx.Response(200, headers={"content-type": "text/event-stream"}, content=stream, request=httpx.Request("GET", "http://x/"))
by_httpx = [(event.event, event.data) for event in httpx_sse.EventSource(answer).iter_sse()]


class Source:
    def __iter__(self):
        return iter([stream])

    def close(self):
        pass


by_sseclient = [(event.event, event.data) for event in sseclient.SSEClient(Source()).events()]
print("httpx-sse", by_httpx, "sseclient-py", by_sseclient, sep="\n")
assert by_httpx == [("message", ""), ("ping", ""), ("moved", '{"id": 1}')]
assert by_sseclient == [("moved", '{"id": 1}'), ("message", '{"id": 1, "tit')]
print("As described.")
PYTHON
