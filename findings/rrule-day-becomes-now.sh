#!/bin/sh
# rrule 2.8.1 (JavaScript): a rule that begins on a day (DTSTART;VALUE=DATE) begins at the moment at which it is read.
#
# Expected: RFC 5545, 3.8.2.4: DTSTART;VALUE=DATE:20260327 is the form for what has a day and no hour, as all-day appointments and most tasks; the first of
#   "daily, twice" is 27 March 2026. What a reader doesn't know it refuses, as this one does with a weekday or a frequency that doesn't exist.
# Seen: of the parameters of DTSTART only TZID is known; with any other, VALUE=DATE-TIME too, the line counts as absent and the rule begins now, in this
#   second, another one at each reading; toString() leaves DTSTART out. DTSTART:20260327, which the RFC doesn't allow so, is read as
#   meant, and so are RDATE;VALUE=DATE and EXDATE;VALUE=DATE. rrule-temporal 2.2.8 reads all of them.
# What follows for us: tasks that repeat come in with the rule as words, for people to read (boards/transfer/formats/vtodo.py).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund rrule@2.8.1 rrule-temporal@2.2.8 > /dev/null
cat > read.mjs <<'JS'
import assert from 'node:assert'
import rrule from 'rrule'
import {RRuleTemporal} from 'rrule-temporal'

const RULE = 'RRULE:FREQ=DAILY;COUNT=2'
const first = text => rrule.rrulestr(text).all()[0]
const began = Date.now()
const seen = {}
for (const start of ['DTSTART;VALUE=DATE:20260327', 'DTSTART;VALUE=DATE-TIME:20260327T100000Z', 'DTSTART:20260327']) {
  const text = `${start}\n${RULE}`
  seen[start] = [first(text), new RRuleTemporal({rruleString: text}).all()[0].toString().slice(0, 10)]
  console.log(start.padEnd(42), 'rrule', seen[start][0].toISOString(), 'rrule-temporal', seen[start][1])
}
for (const [start, [own, other]] of Object.entries(seen)) {
  assert.strictEqual(other, '2026-03-27')
  // Seconds are all that it knows.
  const isNow = own.getTime() >= began - 1000 && own.getTime() <= Date.now()
  assert.strictEqual(isNow, start.includes('VALUE'))
}
assert.strictEqual(seen['DTSTART:20260327'][0].toISOString(), '2026-03-27T00:00:00.000Z')
assert.strictEqual(rrule.rrulestr(`DTSTART;VALUE=DATE:20260327\n${RULE}`).toString(), RULE)
assert.throws(() => rrule.rrulestr('RRULE:FREQ=SOMETIMES'))
const without = first(`DTSTART:20260327\n${RULE}\nEXDATE;VALUE=DATE:20260327`)
assert.strictEqual(without.toISOString(), '2026-03-28T00:00:00.000Z')
console.log('As described.')
JS
node read.mjs
