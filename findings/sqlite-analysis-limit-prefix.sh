#!/bin/sh
# SQLite 3.50 (apsw 3.50.4.0): ANALYZE with PRAGMA analysis_limit notes no value as more frequent than the limit, and a first page then sorts everything.
#
# Expected: `PRAGMA analysis_limit = 400`, which SQLite's documentation advises before ANALYZE or PRAGMA optimize on a large database, gives
#   an approximation of how many rows there are for each value: a little off, and the same plans.
# Seen: 60,000 tasks in 12 projects. The full ANALYZE notes 5,000 tasks a project; with the limit it notes 401, for it stops counting there.
#   The planner believes that twelve projects hold 4,812 tasks, so "the 50 last changed" collects and sorts all 60,000, where the full
#   figures make it walk the partial index of the last changed: some hundred times slower, and slower than it needs to be without a word.
# What follows for us: boardsite/database/statistics.py looks at everything, once a day.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check apsw==3.50.4.0 2> /dev/null
venv/bin/python - <<'PYTHON'
import time

import apsw

QUERY = """
    SELECT task.id FROM task JOIN project ON task.project = project.id
    WHERE task.hidden IS NULL AND task.project IN (SELECT id FROM project WHERE owner = 2) AND project.closed IS NULL
    ORDER BY task.changed DESC, task.id DESC LIMIT 50
"""


def made(limit):
    base = apsw.Connection(":memory:")
    base.execute("CREATE TABLE project (id INTEGER PRIMARY KEY, owner INTEGER, closed TEXT)")
    base.execute("CREATE TABLE task (id INTEGER PRIMARY KEY, project INTEGER, title TEXT, hidden TEXT, changed TEXT)")
    base.execute("CREATE INDEX of_project ON task (project, changed DESC)")
    base.execute("CREATE INDEX lately ON task (changed DESC, id DESC) WHERE hidden IS NULL")
    with base:
        base.executemany("INSERT INTO project VALUES (?, 2, NULL)", [(number,) for number in range(1, 13)])
        base.executemany(
            "INSERT INTO task VALUES (?, ?, ?, ?, ?)",
            [
                (n, n % 12 + 1, f"A task with a title of some length, number {n}", None if n % 10 else "x", f"2026-01-01 {n * 7919 % 86400:05}.{n:06}")
                for n in range(60_000)
            ],
        )
    base.execute(f"PRAGMA analysis_limit = {limit}")
    base.execute("ANALYZE")
    told = base.execute("SELECT stat FROM sqlite_stat1 WHERE idx = 'of_project'").fetchone()[0]
    plan = [row[3] for row in base.execute("EXPLAIN QUERY PLAN " + QUERY)]
    start = time.perf_counter()
    base.execute(QUERY).fetchall()
    return int(told.split()[1]), plan, (time.perf_counter() - start) * 1000


print("SQLite", apsw.sqlite_lib_version())
full, full_plan, full_time = made(0)
some, some_plan, some_time = made(400)
for name, rows, plan, taken in (("all", full, full_plan, full_time), ("limit 400", some, some_plan, some_time)):
    print(f"{name}: {rows} tasks a project noted; {taken:.1f} ms; {plan}")
assert (full, some) == (5_000, 401), (full, some)
assert any("lately" in step for step in full_plan), full_plan
assert any("TEMP B-TREE" in step for step in some_plan) and not any("TEMP B-TREE" in step for step in full_plan)
PYTHON
