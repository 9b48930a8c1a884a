#!/bin/sh
# recurring-ical-events 3.8.2: a task without dates is given a start in 1970 and a due date in 2038, and is there every day though it is done.
#
# Expected: RFC 5545, 3.6.2: a VTODO without DTSTART and DUE belongs to each day until it is completed. It has no due date, so an
#   occurrence of it has none.
# Seen: its occurrence says DTSTART 1970-01-01 and DUE 2038-01-01, which stands nowhere in the file; one with COMPLETED in February 2026 is
#   still found in March; and from 2038 on an open one isn't. A task with a due date alone is given that as its DTSTART too.
# What follows for us: the calendar that a project is exported as holds tasks without dates, and whoever asks the library what is due must
#   leave out those without DUE first. The links that calendars subscribe to tell of tasks with a due date alone.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check recurring-ical-events==3.8.2 icalendar==7.3.2 2> /dev/null
venv/bin/python - <<'PYTHON'
import datetime

import recurring_ical_events
from icalendar import Calendar

FILE = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//EN
BEGIN:VTODO
UID:1
DTSTAMP:20260101T000000Z
SUMMARY:open
END:VTODO
BEGIN:VTODO
UID:2
DTSTAMP:20260101T000000Z
SUMMARY:done
STATUS:COMPLETED
COMPLETED:20260201T100000Z
END:VTODO
END:VCALENDAR
"""
query = recurring_ical_events.of(Calendar.from_ical(FILE.replace("\n", "\r\n")), components=["VTODO"])


def found(day):
    todos = query.between(day, day + datetime.timedelta(days=1))
    return sorted((str(todo["SUMMARY"]), str(todo["DTSTART"].dt), str(todo["DUE"].dt)) for todo in todos)


in_march, later = found(datetime.date(2026, 3, 1)), found(datetime.date(2040, 1, 1))
print("March 2026:", in_march)
print("2040:", later)
assert in_march == [("done", "1970-01-01", "2038-01-01"), ("open", "1970-01-01", "2038-01-01")]
assert later == []
print("As described.")
PYTHON
