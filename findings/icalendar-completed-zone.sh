#!/bin/sh
# icalendar 7.3.2: the moment at which a task was completed is written in its own time zone, and is read back without one, hours off.
#
# Expected: RFC 5545, 3.8.2.1: COMPLETED stands in UTC and nothing else. The library turns the moments of DTSTAMP, CREATED and LAST-MODIFIED, which have
#   the same rule, into UTC, whatever zone they are given in; what it has written itself it reads as the same moment.
# Seen: add("completed", 10:00 in Berlin) gives COMPLETED;TZID=Europe/Berlin:20260701T100000, and reading that gives 10:00 of no zone: here, and only here, TZID
#   is passed over. Who takes it for UTC is two hours late. With add_missing_timezones() it is the same. Nothing raises.
# What follows for us: boards/calendars and the export give UTC; the import heeds the zone of files that were made so (tests/transfer/test_calendar_details.py).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check icalendar==7.3.2 tzdata 2> /dev/null
venv/bin/python - <<'PYTHON'
import datetime
import zoneinfo

from icalendar import Calendar, Todo

moment = datetime.datetime(2026, 7, 1, 10, tzinfo=zoneinfo.ZoneInfo("Europe/Berlin"))
todo = Todo.new(summary="Paint", stamp=moment)
for name in ("created", "last-modified", "completed", "due"):
    todo.add(name, moment)
calendar = Calendar.new(subcomponents=[todo])
calendar.add_missing_timezones()
written = calendar.to_ical().decode()
(read,) = Calendar.from_ical(written).walk("VTODO")
for name in ("DTSTAMP", "CREATED", "LAST-MODIFIED", "COMPLETED", "DUE"):
    print(next(line for line in written.splitlines() if line.startswith(name)), "->", read[name].dt)

assert all(read[name].dt == moment for name in ("DTSTAMP", "CREATED", "LAST-MODIFIED", "DUE"))
assert "\r\nCREATED:20260701T080000Z\r\n" in written
assert "\r\nCOMPLETED;TZID=Europe/Berlin:20260701T100000\r\n" in written
assert read["COMPLETED"].dt == datetime.datetime(2026, 7, 1, 10)
print("As described.")
PYTHON
