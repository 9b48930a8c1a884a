#!/bin/sh
# standardwebhooks 1.1.0 (Python): of a secret in the url-safe alphabet of base64 it leaves letters out, and signs with a shorter key that nobody else has.
#
# Expected: a secret is "whsec_" and base64 (Standard Webhooks, "Signature scheme"), and what is no base64 is refused, as the library for JavaScript does; or - and _ are
#   read as what they stand for, as Node's Buffer does. Secrets that were made by token_urlsafe() are wrong from the first day then, and seen to be.
# Seen: b64decode() passes over whatever it doesn't know: of 24 bytes 22 are left, other ones from the first such letter on. Python signs and verifies with
#   them, so a test of both ends in Python passes; a receiver in any other language says that the signature is wrong. Quotation marks
#   and blanks around a secret from a file of settings go the same way, which happens to be right.
# What follows for us: secrets are made in the standard alphabet, and nobody can bring one along (boards/webhooks/rules/signing.py). A receiver in Python that says nothing
#   of a mistyped secret verifies no message.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check standardwebhooks==1.1.0 2> /dev/null
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund standardwebhooks@1.1.1 > /dev/null
cat > sign.mjs <<'JS'
import {createHmac} from 'node:crypto'
import {Webhook} from 'standardwebhooks'

const [secret, id, time, body] = process.argv.slice(2)
const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
let own
try {
  own = new Webhook(secret).sign(id, new Date(time * 1000), body)
} catch (error) {
  own = error.message
}
console.log(JSON.stringify([own, `v1,${createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64')}`, key.length]))
JS
venv/bin/python - <<'PYTHON'
import datetime
import json
import subprocess

from standardwebhooks import Webhook

TIME = 1772323200
MOMENT = datetime.datetime.fromtimestamp(TIME, datetime.timezone.utc)
seen = {}
for secret in ("whsec_-_KQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_+/KQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"):
    python = Webhook(secret).sign("msg_1", MOMENT, "{}")
    library, plain, length = json.loads(subprocess.check_output(["node", "sign.mjs", secret, "msg_1", str(TIME), "{}"]))
    print(secret, "Python", python, "JavaScript", library, "Node alone", plain, length)
    assert length == 24
    seen[secret[6]] = (python, library, plain)
python, library, plain = seen["+"]
assert python == library == plain
wrong, refused, same = seen["-"]
assert same == plain and wrong != plain
assert "incorrect characters" in refused
assert Webhook('whsec_ "+/KQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"').sign("msg_1", MOMENT, "{}") == plain
print("As described.")
PYTHON
