#!/bin/sh
# openpyxl 3.1.5: of the escapes that a workbook's texts may hold, one is read, in shared texts alone, and in words that are none.
#
# Expected: ECMA-376 part 1, 22.9.2.19 (ST_Xstring): _xHHHH_ stands for a character that XML can't hold, _x005F_ for the underscore of what
#   would look like such an escape. Excel writes so, and XlsxWriter 3.3.1; a reader gives back what was written.
# Seen: a line that ends as on Windows comes with the seven letters "_x000D_"; "a_x0041_b" comes back when it lies among the shared texts,
#   and as "a_x005F_x0041_b" when it lies in its cell, where XlsxWriter puts it with `constant_memory`; "part x005F_7", which is no
#   escape, loses five of its letters among the shared texts. python-calamine 0.9.1 gives all as they were.
# What follows for us: boards/transfer/tables.py reads the escapes of control characters and of the underscore itself
#   (tests/transfer/test_tables.py).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check openpyxl==3.1.5 xlsxwriter==3.3.1 python-calamine==0.9.1 2> /dev/null
venv/bin/python - <<'PYTHON'
import io

import openpyxl
import xlsxwriter
from python_calamine import CalamineWorkbook

TEXTS = ["one\r\ntwo", "a_x0041_b", "part x005F_7", "plain"]


def read(**options):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        for row, text in enumerate(TEXTS):
            sheet.write_string(row, 0, text)
    rows = openpyxl.load_workbook(file).worksheets[0].iter_rows(values_only=True)
    others = CalamineWorkbook.from_filelike(io.BytesIO(file.getvalue())).get_sheet_by_index(0).to_python()
    return [row[0] for row in rows], [row[0] for row in others]


shared, other = read()
inline, another = read(constant_memory=True)
print("written        ", TEXTS)
print("shared         ", shared)
print("in their cells ", inline)
print("python-calamine", other)
assert other == another == TEXTS
assert shared == ["one_x000D_\ntwo", "a_x0041_b", "part 7", "plain"]
assert inline == ["one_x000D_\ntwo", "a_x005F_x0041_b", "part x005F_7", "plain"]
print("As described.")
PYTHON
