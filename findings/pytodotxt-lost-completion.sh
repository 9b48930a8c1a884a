#!/bin/sh
# pytodotxt 3.1.0: a task that was completed on a day comes out of the library without that day, unless it says when it was made too.
#
# Expected: todo.txt, "Complete tasks", rule 2: the day of completion stands right after the x, and the day it was made after that if the
#   task has one. A line that is read and written again, with nothing changed, is the same line.
# Seen: "x 2026-03-01 Pay rent" is read with its completion date and written as "x Pay rent". With a second date both are kept. The priority
#   of a completed task, which the library reads, is lost in the same way: "x (A) Pay rent" is written as "x Pay rent".
# What follows for us: what boards/transfer/exports/todo_txt.py writes has both days always, and the priority as "pri:A", so that it comes through.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pytodotxt==3.1.0 2> /dev/null
venv/bin/python - <<'PYTHON'
import datetime
from pathlib import Path

from pytodotxt import TodoTxt

Path("todo.txt").write_text("x 2026-03-01 Pay rent\nx 2026-03-01 2026-02-01 Pay rent pri:A\nx (A) Pay rent\n(A) 2026-02-01 Pay rent\n")
file = TodoTxt("todo.txt")
tasks = file.parse()
file.save()
written = Path("todo.txt").read_text().splitlines()
print("\n".join(written))
assert tasks[0].completion_date == datetime.date(2026, 3, 1) and tasks[2].priority == "A"
assert written == ["x Pay rent", "x 2026-03-01 2026-02-01 Pay rent pri:A", "x Pay rent", "(A) 2026-02-01 Pay rent"]
print("As described.")
PYTHON
