#!/bin/sh
# exceljs 4.4.0: an effort of 3 whose format is 0\d, and so reads "3d", is given as the 2nd of January 1900.
#
# Expected: in a format a backslash shows the letter after it as it is, just as quotation marks do with several (ECMA-376 part 1, 18.8.31); 0\d and 0"d" say the
#   same, and neither is a date. openpyxl, calamine and SheetJS read the number 3 for both.
# Seen: quoted words are taken out before it is looked for letters of dates, letters after a backslash are not: 0\d, 0.0\h and #,##0\ \m (days,
#   hours, months or metres) make dates of estimates, 0"d" doesn't. What the sheet shows is "3d" in every case.
# What follows for us: numbers in our own workbooks have no format and stay numbers. In JSON or CSV that somebody made of a workbook with it,
#   a day in January 1900 is an estimate.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check xlsxwriter==3.2.9 openpyxl==3.1.5 python-calamine==0.9.1 2> /dev/null
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund exceljs@4.4.0 xlsx@0.18.5 > /dev/null 2>&1
venv/bin/python - <<'PYTHON'
import openpyxl
import xlsxwriter
from python_calamine import CalamineWorkbook

with xlsxwriter.Workbook("plan.xlsx") as book:
    sheet = book.add_worksheet()
    for at, form in enumerate(("0\\d", "0.0\\h", "#,##0\\ \\m", '0"d"', "0")):
        sheet.write_number(at, 0, 3, book.add_format({"num_format": form}))
read = [row[0] for row in openpyxl.load_workbook("plan.xlsx").active.iter_rows(values_only=True)]
other = [row[0] for row in CalamineWorkbook.from_path("plan.xlsx").get_sheet_by_index(0).to_python()]
print("openpyxl", read, "calamine", other)
assert read == other == [3, 3, 3, 3, 3]
PYTHON
cat > read.mjs <<'JS'
import assert from 'node:assert'
import Excel from 'exceljs'
import XLSX from 'xlsx'

const book = new Excel.Workbook()
await book.xlsx.readFile('plan.xlsx')
const read = [1, 2, 3, 4, 5].map(at => book.worksheets[0].getCell(at, 1).value)
const shown = XLSX.utils.sheet_to_csv(XLSX.readFile('plan.xlsx').Sheets.Sheet1).trim().split('\n')
console.log('exceljs', read, 'SheetJS shows', shown)
const day = new Date('1900-01-02T00:00:00Z')
assert.deepStrictEqual(read, [day, day, day, 3, 3])
assert.deepStrictEqual(shown, ['3d', '3.0h', '3 m', '3d', '3'])
console.log('As described.')
JS
node read.mjs
