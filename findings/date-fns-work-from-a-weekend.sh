#!/bin/sh
# date-fns 4.4.0: from a Saturday, one day of work on is Monday, and between the two lie no days of work, or minus one.
#
# Expected: addBusinessDays and differenceInBusinessDays are each other's opposite, as addDays and differenceInCalendarDays are, and what lies between two days is
#   the same from both ends but for the sign. workalendar 17.0.0 (Python) has add_working_days and get_working_days_delta agree for every start.
# Seen: from weekdays on all agrees. From a Saturday or Sunday add(Saturday, 1) is Monday, while difference(Monday, Saturday) is 0 and
#   difference(Saturday, Monday) is -1; add(Saturday, 5) is Friday, which is 4 away. A task that was begun on a weekend is a day shorter in every
#   figure than the plan that was made with the same library.
# What follows for us: reports count every day; whoever counts days of work of what the API tells, and people work on weekends, moves the start to Monday first.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check workalendar==17.0.0 2> /dev/null
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund date-fns@4.4.0 > /dev/null
venv/bin/python - <<'PYTHON'
import datetime

from workalendar.core import WesternCalendar


class Plain(WesternCalendar):
    """Weekends and nothing else: no holiday is near these days."""


calendar, saturday = Plain(), datetime.date(2026, 3, 7)
for start in range(7):
    for days in range(1, 12):
        first = saturday + datetime.timedelta(start)
        last = calendar.add_working_days(first, days)
        assert calendar.get_working_days_delta(first, last) == days, (first, days, last)
PYTHON
cat > read.mjs <<'JS'
import assert from 'node:assert'
import {addBusinessDays as add, differenceInBusinessDays as difference, addDays} from 'date-fns'

const saturday = new Date(2026, 2, 7), monday = addDays(saturday, 2)
console.log(add(saturday, 1).toDateString(), difference(monday, saturday), difference(saturday, monday))
assert.deepStrictEqual([add(saturday, 1), difference(monday, saturday), difference(saturday, monday)], [monday, 0, -1])
for (let start = 0; start < 7; start++)
  for (let days = 1; days < 12; days++) {
    const first = addDays(saturday, start)
    assert.strictEqual(difference(add(first, days), first), start < 2 ? days - 1 : days)
  }
console.log('As described.')
JS
TZ=UTC node read.mjs
