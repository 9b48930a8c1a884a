#!/bin/sh
# requests 2.34.2 and httpx 0.28.1: the address of the next page ends at its first semicolon, so what comes next is another page.
#
# Expected: RFC 8288, section 3: an address stands between < and >, and a semicolon in it is a part of it, as RFC 3986 allows in paths and queries; parameters begin after
#   the >. <https://example.com/tasks?tag=red;blue&page=2>; rel="next" is that address, as parse-link-header 2.0.0 and http-link-header 1.1.4 (JavaScript) read it.
# Seen: response.links of both says https://example.com/tasks?tag=red, with the rest as a parameter called "blue&page". The page number is gone,
#   so a program that follows "next" is given the first page once more. A semicolon within a title="…" cuts the title, and the rel after it is lost,
#   so that link is filed under its address. Nothing raises.
# What follows for us: addresses in Link headers are percent-encoded, so that no semicolon is left in them (tests/api/test_lists.py); the same addresses are in the body.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check requests==2.34.2 httpx==0.28.1 2> /dev/null
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund parse-link-header@2.0.0 http-link-header@1.1.4 > /dev/null
cat > read.mjs <<'JS'
import assert from 'node:assert'
import parse from 'parse-link-header'
import LinkHeader from 'http-link-header'

const next = 'https://example.com/tasks?tag=red;blue&page=2'
const head = `<${next}>; rel="next"`
console.log(parse(head).next.url, LinkHeader.parse(head).refs)
assert.strictEqual(parse(head).next.url, next)
assert.strictEqual(LinkHeader.parse(head).rel('next')[0].uri, next)
assert.deepStrictEqual(LinkHeader.parse('<https://example.com/>; title="one; two"; rel="up"').refs, [{uri: 'https://example.com/', title: 'one; two', rel: 'up'}])
JS
node read.mjs
venv/bin/python - <<'PYTHON'
import httpx
import requests


def links(head):
    answer = requests.Response()
    answer.headers["Link"] = head
    return [answer.links, httpx.Response(200, headers={"Link": head}).links]


for seen in links('<https://example.com/tasks?tag=red;blue&page=2>; rel="next"'):
    print(seen)
    assert seen == {"next": {"url": "https://example.com/tasks?tag=red", "blue&page": "2>", "rel": "next"}}
for seen in links('<https://example.com/>; title="one; two"; rel="up"'):
    print(seen)
    assert list(seen.values()) == [{"url": "https://example.com/", "title": "one"}] and "up" not in seen
PYTHON
echo "As described."
