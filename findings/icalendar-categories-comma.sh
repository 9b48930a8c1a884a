#!/bin/sh
# ical.js 2.2.1, node-ical 0.26.1 and ical 14.3.1 (Python) each cut a list of categories at other commas than the file's.
#
# Expected: RFC 5545, 3.3.11 and 3.8.1.2: a comma that belongs to a name has a backslash before it, a backslash is written twice, and
#   all other commas part the names: "Food\, drink,C:\\,Home" are the three names "Food, drink", "C:\" and "Home".
# Seen: ical.js looks at one letter before the comma only and gives two, with "C:\,Home" as one; node-ical and ical cut at every comma,
#   and leave a backslash that nobody wrote at the end of "Food". icalendar 7.3.2 gives the three.
# What follows for us: a tag with a comma, or with a backslash at its end, stands in some calendars as another one or as two; the files are
#   right and stay. What comes in is cut with the backslashes still there (boards/transfer/formats/vtodo.py, tests/transfer/test_calendar_details.py).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ical==14.3.1 icalendar==7.3.2 2> /dev/null
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund ical.js@2.2.1 node-ical@0.26.1 > /dev/null
printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 PRODID:-//example//EN BEGIN:VTODO UID:1 DTSTAMP:20260101T000000Z SUMMARY:Buy \
  'CATEGORIES:Food\, drink,C:\\,Home' END:VTODO END:VCALENDAR > list.ics
cat > read.mjs <<'JS'
import assert from 'node:assert'
import fs from 'node:fs'
import ICAL from 'ical.js'
import nodeIcal from 'node-ical'

const text = fs.readFileSync('list.ics', 'utf8')
const todo = new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vtodo')
const one = todo.getFirstProperty('categories').getValues()
const other = Object.values(nodeIcal.sync.parseICS(text)).find(each => each.type === 'VTODO').categories
console.log('ical.js  ', one)
console.log('node-ical', other)
assert.deepStrictEqual(one, ['Food, drink', 'C:\\,Home'])
assert.strictEqual(other.length, 4)
assert.strictEqual(other[0], 'Food\\')
JS
node read.mjs
venv/bin/python - <<'PYTHON'
from pathlib import Path

from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

text = Path("list.ics").read_bytes().decode()
one = IcsCalendarStream.calendar_from_ics(text).todos[0].categories
other = [str(name) for name in Calendar.from_ical(text).walk("VTODO")[0]["CATEGORIES"].cats]
print("ical     ", one)
print("icalendar", other)
assert len(one) == 4 and one[0] == "Food\\", one
assert other == ["Food, drink", "C:\\", "Home"], other
print("As described.")
PYTHON
