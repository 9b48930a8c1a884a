#!/bin/sh
# ts-ics 2.4.6: a task of two CATEGORIES lines keeps the last, one that is due at ten o'clock wherever one is becomes due at ten in UTC, and no task has a parent.
#
# Expected: RFC 5545, 3.8.1.2: CATEGORIES may stand more than once, and the values of all lines are those of the task. 3.3.5,
#   form 1: DUE:20260301T100000, without a Z, is that hour in the zone of whoever looks. 3.8.4.5: RELATED-TO names the task above; a library
#   whose types know VTODO reads it, or says that it is left out.
# Seen: each line of CATEGORIES takes the place of the one before, COMMENT too; a floating hour is read as one of UTC, without a mark of what it was, and written
#   with a Z, so it moves by the distance from Greenwich; RELATED-TO is not among what is read, nor a progress of 0. DUE with a TZID stays what it was.
# What follows for us: exports write all tags on one line, and days instead of hours. The parent is lost in what went through it
#   (boards/transfer/exports/calendar.py); files with several lines come in whole (boards/transfer/formats/vtodo.py).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund ts-ics@2.4.6 ical.js@2.2.1 > /dev/null
cat > read.mjs <<'JS'
import assert from 'node:assert'
import ICAL from 'ical.js'
import {convertIcsCalendar, generateIcsCalendar} from 'ts-ics'

const file = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//example//EN', 'BEGIN:VTODO', 'UID:1', 'DTSTAMP:20260101T000000Z', 'SUMMARY:Bake',
  'DUE:20260301T100000', 'CATEGORIES:home', 'CATEGORIES:urgent', 'RELATED-TO:2', 'PERCENT-COMPLETE:0', 'END:VTODO', 'END:VCALENDAR', ''].join('\r\n')
const other = new ICAL.Component(ICAL.parse(file)).getFirstSubcomponent('vtodo')
assert.deepStrictEqual(other.getAllProperties('categories').map(each => each.getFirstValue()), ['home', 'urgent'])
assert.strictEqual(other.getFirstPropertyValue('due').zone.tzid, 'floating')

const calendar = convertIcsCalendar(undefined, file)
const written = generateIcsCalendar(calendar).split('\r\n')
console.log(calendar.todos[0], written)
assert.deepStrictEqual(calendar.todos[0].categories, ['urgent'])
assert.strictEqual(calendar.todos[0].due.date.toISOString(), '2026-03-01T10:00:00.000Z')
assert.strictEqual(calendar.todos[0].due.local, undefined)
assert.ok(written.some(line => /^DUE.*:20260301T100000Z$/.test(line)) && written.includes('CATEGORIES:urgent'))
assert.ok(!written.some(line => /home|^RELATED-TO|^PERCENT-COMPLETE/.test(line)))
console.log('As described.')
JS
node read.mjs
