#!/bin/sh
# pandas 3.1.1: a text that begins with an equals sign goes into a workbook as a formula, and comes out as another value or none.
#
# Expected: a column of texts that is written by `to_excel` and read by `read_excel` holds the same texts; ECMA-376 part 1, 18.3.1.4: a cell
#   that has no element `f` is a value, whatever its text begins with, so each of them can be written.
# Seen: "=5 eggs" and "=) with Ann" are written as formulas by both engines, XlsxWriter 3.3.1 (which is taken if it is installed) and
#   openpyxl 3.1.5. They are read as 0 or as nothing, and neither is a formula that a spreadsheet can read. In CSV they come through.
# What follows for us: tasks whose titles begin so have lost them in workbooks of pandas (docs/importing.md); what
#   boards/transfer/exports/workbook.py writes by `write_string` has them.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pandas==3.1.1 openpyxl==3.1.5 xlsxwriter==3.3.1 2> /dev/null
venv/bin/python - <<'PYTHON'
import io

import openpyxl
import pandas

TEXTS = ["=5 eggs", "=) with Ann", "plain"]


def through(engine):
    file = io.BytesIO()
    pandas.DataFrame({"title": TEXTS}).to_excel(file, index=False, engine=engine)
    kinds = [cell.data_type for cell in openpyxl.load_workbook(io.BytesIO(file.getvalue())).active["A"][1:]]
    return pandas.read_excel(io.BytesIO(file.getvalue()))["title"].tolist(), kinds


found = {engine: through(engine) for engine in ("xlsxwriter", "openpyxl")}
for engine, (read, kinds) in found.items():
    print(f"{engine:10}", read, kinds)
    assert kinds == ["f", "f", "s"] and read[2] == "plain" and not set(read) & set(TEXTS[:2])
assert found["xlsxwriter"][0][:2] == [0, 0]
text = pandas.DataFrame({"title": TEXTS}).to_csv(index=False)
assert pandas.read_csv(io.StringIO(text))["title"].tolist() == TEXTS
print("As described.")
PYTHON
