#!/bin/sh
# ics 0.7.3: a task that is due on a day is due at midnight in UTC after it went through, in a calendar of a scale that doesn't exist.
#
# Expected: RFC 5545, 3.3.4 and 3.8.2.3: DUE;VALUE=DATE is a day, the same for everybody, and is written again as one, as the library does
#   for all-day events; a file without CALSCALE has the Gregorian calendar (3.7.1) and needs none.
# Seen: "DUE;VALUE=DATE:20260301" is written as "DUE:20260301T000000Z", which west of Greenwich is the last day of February, and
#   "CALSCALE:GEORGIAN" is put at the head of what had no CALSCALE. An event's "DTSTART;VALUE=DATE" stays one.
# What follows for us: files that went through the library come in with moments for days, which nothing tells from real ones; a CALSCALE is
#   not looked at.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ics==0.7.3 2> /dev/null
venv/bin/python - <<'PYTHON'
from ics import Calendar

FILE = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//EN
BEGIN:VTODO
UID:1
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20260201
DUE;VALUE=DATE:20260301
END:VTODO
BEGIN:VEVENT
UID:2
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20260301
END:VEVENT
END:VCALENDAR
"""
written = Calendar(FILE.replace("\n", "\r\n")).serialize().splitlines()
print("\n".join(written))
assert "DUE:20260301T000000Z" in written
assert "DTSTART:20260201T000000Z" in written
assert "DTSTART;VALUE=DATE:20260301" in written
assert "CALSCALE:GEORGIAN" in written
print("As described.")
PYTHON
