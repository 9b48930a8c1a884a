#!/bin/sh
# node-ical 0.26.1: a title that begins and ends with a quotation mark loses both, and a backslash before an n becomes the end of a line.
#
# Expected: RFC 5545, 3.3.11: a TEXT has no quotes of its own, a quotation mark in it is one of its letters, and a backslash that is written
#   twice is one backslash, whatever letter follows.
# Seen: SUMMARY:"Done" means "shipped" is read as Done" means "shipped. SUMMARY:C:\\new folder is read as "C:\", the end of a line and
#   "ew folder"; C:\\temp is read right. ical.js 2.2.1 reads all three as they were meant.
# What follows for us: boards/calendars and the export write these texts as the RFC has them, and other readers show them so
#   (tests/calendars/test_rendering.py, tests/transfer/test_exports.py); there is no spelling that both kinds of reader take for the same.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund ical.js@2.2.1 node-ical@0.26.1 > /dev/null
cat > read.mjs <<'JS'
import assert from 'node:assert'
import ICAL from 'ical.js'
import nodeIcal from 'node-ical'

function read(text) {
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//example//EN', 'BEGIN:VEVENT', 'UID:1', 'DTSTAMP:20260101T000000Z',
    'DTSTART;VALUE=DATE:20260301', `SUMMARY:${text}`, 'END:VEVENT', 'END:VCALENDAR', '']
  const file = lines.join('\r\n')
  const event = new ICAL.Component(ICAL.parse(file)).getFirstSubcomponent('vevent')
  const other = Object.values(nodeIcal.sync.parseICS(file)).find(each => each.type === 'VEVENT')
  const seen = [event.getFirstPropertyValue('summary'), other.summary]
  console.log(text, '-> ical.js', JSON.stringify(seen[0]), 'node-ical', JSON.stringify(seen[1]))
  return seen
}

assert.deepStrictEqual(read('"Done" means "shipped"'), ['"Done" means "shipped"', 'Done" means "shipped'])
assert.deepStrictEqual(read('C:\\\\new folder'), ['C:\\new folder', 'C:\\\new folder'])
assert.deepStrictEqual(read('C:\\\\temp'), ['C:\\temp', 'C:\\temp'])
console.log('As described.')
JS
node read.mjs
