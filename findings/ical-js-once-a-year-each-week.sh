#!/bin/sh
# ical.js 2.2.1: "every 20th Monday of the year", an example of the RFC, is every Monday from then on, and the 15th of each month comes once a year.
#
# Expected: RFC 5545, 3.3.10 and 3.8.5.3: FREQ=YEARLY;BYDAY=20MO and FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO give one day a year, and the table of 3.3.10 says that
#   BYMONTHDAY with YEARLY expands: FREQ=YEARLY;BYMONTHDAY=15 is the 15th of every month. python-dateutil 2.9.0, rrule 2.8.1 and rrule-temporal 2.2.8 agree.
# Seen: with the first occurrence as DTSTART, both of the first give a Monday each week; a week's number counts for nothing, and BYWEEKNO=20 leaves out the
#   first, too. The third gives 15 March of each year. With a month beside it (BYMONTH=3;BYDAY=1MO) all is well. Nothing raises, and calendars that are
#   built on it show it so.
# What follows for us: our feeds hold single days and no rules, and tasks that repeat come in with the rule as
#   words, for people to read (boards/transfer/formats/vtodo.py).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check python-dateutil==2.9.0.post0 2> /dev/null
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund ical.js@2.2.1 rrule@2.8.1 rrule-temporal@2.2.8 > /dev/null
venv/bin/python - > dateutil.json <<'PYTHON'
import datetime
import json

from dateutil.rrule import rrulestr

RULES = [
    ("2026-05-18", "FREQ=YEARLY;BYDAY=20MO;COUNT=3"),
    ("2026-05-11", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3"),
    ("2026-03-15", "FREQ=YEARLY;BYMONTHDAY=15;COUNT=3"),
    ("2026-03-02", "FREQ=YEARLY;BYMONTH=3;BYDAY=1MO;COUNT=3"),
]
days = [[str(day.date()) for day in rrulestr(rule, dtstart=datetime.datetime.fromisoformat(first))] for first, rule in RULES]
print(json.dumps([[*rule, found] for rule, found in zip(RULES, days)]))
PYTHON
cat > read.mjs <<'JS'
import assert from 'node:assert'
import {readFileSync} from 'node:fs'
import ICAL from 'ical.js'
import rrule from 'rrule'
import {RRuleTemporal} from 'rrule-temporal'

const seen = []
for (const [first, rule, meant] of JSON.parse(readFileSync('dateutil.json'))) {
  const text = `DTSTART:${first.replaceAll('-', '')}T000000Z\nRRULE:${rule}`
  assert.deepStrictEqual(rrule.rrulestr(text).all().map(each => each.toISOString().slice(0, 10)), meant)
  assert.deepStrictEqual(new RRuleTemporal({rruleString: text}).all().map(each => each.toPlainDate().toString()), meant)
  const walk = ICAL.Recur.fromString(rule).iterator(ICAL.Time.fromString(`${first}T00:00:00`))
  const found = []
  for (let each = walk.next(); each; each = walk.next()) found.push(each.toString().slice(0, 10))
  console.log(rule, 'meant', meant, 'found', found)
  seen.push([meant, found])
}
assert.deepStrictEqual(seen, [
  [['2026-05-18', '2027-05-17', '2028-05-15'], ['2026-05-18', '2026-05-25', '2026-06-01']],
  [['2026-05-11', '2027-05-17', '2028-05-15'], ['2026-05-18', '2026-05-25', '2026-06-01']],
  [['2026-03-15', '2026-04-15', '2026-05-15'], ['2026-03-15', '2027-03-15', '2028-03-15']],
  [['2026-03-02', '2027-03-01', '2028-03-06'], ['2026-03-02', '2027-03-01', '2028-03-06']],
])
console.log('As described.')
JS
node read.mjs
