#!/bin/sh
# icalendar 7.3.2: a moment that is so many hours from UTC, as JSON and databases give it, is written in a zone that nobody defines.
#
# Expected: a datetime that knows its distance from UTC is an exact moment. RFC 5545, 3.3.5, has one way for it without a zone: UTC, with Z. If it is written
#   with a TZID, a VTIMEZONE of that name comes along (3.2.19), at least after add_missing_timezones().
# Seen: due 2026-07-01T10:00:00+02:00 is written DUE;TZID="UTC+02:00":20260701T100000, and no VTIMEZONE is added for it; the library reads it back as 10:00 of no
#   zone. The same moment with dateutil's tzoffset, which has no name, is written without any zone at all. Zones of zoneinfo and UTC are right.
# What follows for us: what we write is in UTC. The import takes "UTC+02:00" for what it says (boards/transfer/formats/vtodo.py,
#   tests/transfer/test_calendar_details.py); of files without it nobody can tell.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check icalendar==7.3.2 python-dateutil==2.9.0.post0 tzdata 2> /dev/null
venv/bin/python - <<'PYTHON'
import datetime
import zoneinfo

from dateutil.tz import tzoffset
from icalendar import Calendar, Todo


def through(moment):
    """The line that it is written as, whether a zone is defined, and what is read back."""
    todo = Todo.new(summary="Paint")
    todo.add("due", moment)
    calendar = Calendar.new(subcomponents=[todo])
    calendar.add_missing_timezones()
    written = calendar.to_ical().decode()
    (read,) = Calendar.from_ical(written).walk("VTODO")
    seen = next(line for line in written.splitlines() if line.startswith("DUE")), "VTIMEZONE" in written, read["DUE"].dt
    print(moment.isoformat(), "->", *seen)
    return seen


there = datetime.datetime(2026, 7, 1, 10, tzinfo=zoneinfo.ZoneInfo("Europe/Berlin"))
line, is_defined, read = through(there)
assert is_defined and read == there
nowhere = datetime.datetime(2026, 7, 1, 10)
assert through(datetime.datetime.fromisoformat("2026-07-01T10:00:00+02:00")) == ('DUE;TZID="UTC+02:00":20260701T100000', False, nowhere)
assert through(datetime.datetime(2026, 7, 1, 10, tzinfo=tzoffset(None, 7200))) == ("DUE:20260701T100000", False, nowhere)
print("As described.")
PYTHON
