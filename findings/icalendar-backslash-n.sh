#!/bin/sh
# icalendar 7.3.2: a backslash before a capital N in a text is written as a line break, so the text that comes back is another one.
#
# Expected: Event.add("summary", text) escapes what RFC 5545 section 3.3.11 wants escaped: a backslash becomes two, whatever stands behind it,
#   and the text is read back letter for letter.
# Seen: "C:\New folder" is written as "C:\new folder" with a single backslash, that is as a line break, and reads back as "C:", a line break
#   and "ew folder". A backslash before any other letter, a small n included, is doubled and comes back.
# What follows for us: boards/calendars escapes texts itself before the library gets them, and a test reads all of them back with two readers.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check icalendar==7.3.2 2> /dev/null
venv/bin/python - <<'PYTHON'
from icalendar import Calendar, Event


def back(text):
    calendar, event = Calendar(), Event()
    event.add("uid", "1")
    event.add("summary", text)
    calendar.add_component(event)
    written = calendar.to_ical()
    line = next(line for line in written.decode().splitlines() if line.startswith("SUMMARY"))
    return line, str(Calendar.from_ical(written).walk("VEVENT")[0]["summary"])


for text in (r"C:\New folder", r"C:\new folder", r"C:\Temp"):
    line, read = back(text)
    print(repr(text), "->", line, "->", repr(read), "" if read == text else "(another text)")
assert back(r"C:\New folder")[1] != r"C:\New folder"
assert "\n" in back(r"C:\New folder")[1]
assert back(r"C:\new folder")[1] == r"C:\new folder"
assert back(r"C:\Temp")[1] == r"C:\Temp"
PYTHON
