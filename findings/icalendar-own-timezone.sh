#!/bin/sh
# icalendar 7.3.2: the time zone that a file defines for itself is not looked at if its name is one that the library knows.
#
# Expected: RFC 5545 section 3.2.19: TZID names the VTIMEZONE of the same file, whose rules count; names have no meaning of their own.
# Seen: with a VTIMEZONE "Europe/Berlin" of five hours before UTC, DUE;TZID=Europe/Berlin is read as one hour before UTC, as the world's list of
#   zones has it. The same definition called "Home", or "W. Europe Standard Time" (a name the library knows too), counts.
# What follows for us: boards/transfer takes known names to mean what the world's list says, and looks into the definition for all others; a file of a
#   program that bends a known name comes in with other times.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check icalendar==7.3.2 2> /dev/null
venv/bin/python - <<'PYTHON'
from icalendar import Calendar

FILE = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//example//EN
BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0500
TZOFFSETTO:+0500
TZNAME:OWN
END:STANDARD
END:VTIMEZONE
BEGIN:VTODO
UID:1
DTSTAMP:20260101T000000Z
DUE;TZID={name}:20260301T100000
END:VTODO
END:VCALENDAR
"""


def hours(name):
    calendar = Calendar.from_ical(FILE.format(name=name).replace("\n", "\r\n"))
    due = calendar.walk("VTODO")[0]["DUE"].dt
    print(name, "->", due.isoformat())
    return due.utcoffset().total_seconds() / 3600


assert hours("Home") == 5
assert hours("Europe/Berlin") == 1
assert hours("W. Europe Standard Time") == 5
PYTHON
