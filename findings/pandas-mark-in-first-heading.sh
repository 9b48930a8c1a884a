#!/bin/sh
# pandas 3.1.1: read_csv(sep=None), which finds out what parts the columns, leaves the byte order mark in the name of the first one.
#
# Expected: read_csv takes the mark at the beginning of a file in UTF-8 away, as it does with every separator that it is given, by both of its readers; sep=None says
#   only that the separator is to be found. duckdb 2.0.1 and clevercsv 0.8.5, which find it too, give the name "Number".
# Seen: the first line is taken for finding the separator before the mark is looked for, and the column is called "\ufeffNumber", which looks like "Number" wherever
#   it is printed; frame["Number"] raises KeyError. With encoding="utf-8-sig" all is well.
# What follows for us: CSV for spreadsheets begins with a mark, without which Excel spoils letters, and its separator is that of the reader's country:
#   docs/export.md says how pandas reads it.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pandas==3.1.1 duckdb==2.0.1 clevercsv==0.8.5 2> /dev/null
venv/bin/python - <<'PYTHON'
import csv

import clevercsv
import duckdb
import pandas

with open("tasks.csv", "w", encoding="utf-8-sig", newline="") as file:
    csv.writer(file, delimiter=";").writerows([["Number", "Title"], [1, "Buy milk"], [2, "Bake bread"]])


def first(**how):
    return pandas.read_csv("tasks.csv", **how).columns[0]


seen = first(sep=None, engine="python")
print(repr(first(sep=";")), repr(first(sep=";", engine="python")), repr(seen))
assert first(sep=";") == first(sep=";", engine="python") == "Number"
assert first(sep=None, engine="python", encoding="utf-8-sig") == "Number"
assert clevercsv.read_table("tasks.csv")[0][0] == duckdb.read_csv("tasks.csv").columns[0] == "Number"
assert seen == "\ufeffNumber"
print("As described.")
PYTHON
