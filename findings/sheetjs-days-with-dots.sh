#!/bin/sh
# xlsx 0.18.5 (SheetJS, the newest on npm): a day whose format is dd.mm.yyyy comes out as 46082 in CSV and wherever text is asked for.
#
# Expected: a full stop in a format is shown as it is (ECMA-376 part 1, 18.8.31), so dd.mm.yyyy, the German, Polish, Russian and Norwegian way, gives
#   01.03.2026. openpyxl knows the day.
# Seen: it is taken for the fraction of a second that isn't one. SSF.format() throws "bad second format: .", and the reader of files catches that without a
#   word and gives the number instead: sheet_to_csv() and sheet_to_json({raw: false}) say 46082. With \. or "." in the format, or with - or /,
#   all is well, so it depends on the program that wrote the file.
# What follows for us: the export to Excel writes yyyy-mm-dd, which it shows (boards/transfer/exports/workbook.py). A CSV that was made of another
#   workbook by it has numbers for days, and nothing in it says of which column.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check xlsxwriter==3.2.9 openpyxl==3.1.5 2> /dev/null
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund xlsx@0.18.5 > /dev/null
venv/bin/python - <<'PYTHON'
import datetime

import openpyxl
import xlsxwriter

with xlsxwriter.Workbook("plan.xlsx") as book:
    sheet = book.add_worksheet()
    for at, form in enumerate(("dd.mm.yyyy", "d. mmm", "dd\\.mm\\.yyyy", "yyyy-mm-dd")):
        sheet.write_datetime(at, 0, datetime.datetime(2026, 3, 1), book.add_format({"num_format": form}))
read = [row[0] for row in openpyxl.load_workbook("plan.xlsx").active.iter_rows(values_only=True)]
print("openpyxl", read)
assert read == [datetime.datetime(2026, 3, 1)] * 4
PYTHON
cat > read.mjs <<'JS'
import assert from 'node:assert'
import XLSX from 'xlsx'

const sheet = XLSX.readFile('plan.xlsx').Sheets.Sheet1
const csv = XLSX.utils.sheet_to_csv(sheet).trim().split('\n')
const json = XLSX.utils.sheet_to_json(sheet, {header: 1, raw: false}).flat()
console.log('xlsx', XLSX.version, csv, json)
assert.deepStrictEqual(csv, ['46082', '46082', '01.03.2026', '2026-03-01'])
assert.deepStrictEqual(json, csv)
assert.throws(() => XLSX.SSF.format('dd.mm.yyyy', 46082), error => String(error) === 'bad second format: .')
console.log('As described.')
JS
node read.mjs
