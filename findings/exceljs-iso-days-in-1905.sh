#!/bin/sh
# exceljs 4.4.0: a day that is written as ISO 8601 in its cell, 2026-03-01, is read as the 18th of July 1905, each day of 2026 as the same.
#
# Expected: ECMA-376 part 1, 18.18.11: a cell of type "d" holds a day in ISO 8601. That is how openpyxl 3.1.5 writes with iso_dates, and how a strict workbook
#   holds them; openpyxl, python-calamine 0.9.1, SheetJS (xlsx 0.18.5) and read-excel-file 9.3.17 read the 1st of March 2026.
# Seen: the type is not known; of the text "2026-03-01" the number before the minus is taken, 2026, and as the cell's format is that of a date the 2026th
#   day since 1900 comes out. The reader of streams gives the number 2026. A time of 10:30 becomes the 10th day. Nothing is said.
# What follows for us: days in our own workbooks are numbers with a format, as Excel writes them (boards/transfer/exports/workbook.py); an import reads both kinds
#   (tests/transfer/test_tables.py). Of days in July 1905, in JSON or CSV that somebody made of a workbook with it, only the year can be told.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check openpyxl==3.1.5 python-calamine==0.9.1 2> /dev/null
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund exceljs@4.4.0 xlsx@0.18.5 read-excel-file@9.3.17 > /dev/null 2>&1
venv/bin/python - <<'PYTHON'
import datetime

import openpyxl
import python_calamine

DUE = [datetime.date(2026, 3, 1), datetime.date(2026, 11, 30)]
book = openpyxl.Workbook()
book.iso_dates = True
for day in DUE:
    book.active.append(["Pay rent", day])
book.save("tasks.xlsx")
assert [row[1].value for row in openpyxl.load_workbook("tasks.xlsx").active] == DUE
assert [row[1] for row in python_calamine.CalamineWorkbook.from_path("tasks.xlsx").get_sheet_by_index(0).to_python()] == DUE
PYTHON
cat > read.mjs <<'JS'
import assert from 'node:assert'
import ExcelJS from 'exceljs'
import readExcelFile from 'read-excel-file/node'
import XLSX from 'xlsx'

const day = value => value.toISOString().slice(0, 10)
const due = ['2026-03-01', '2026-11-30']
const sheet = XLSX.readFile('tasks.xlsx', {cellDates: true, UTC: true}).Sheets.Sheet
assert.deepStrictEqual(XLSX.utils.sheet_to_json(sheet, {header: 1}).map(row => day(row[1])), due)
const [read] = await readExcelFile('tasks.xlsx')
assert.deepStrictEqual(read.data.map(row => day(row[1])), due)

const book = new ExcelJS.Workbook()
await book.xlsx.readFile('tasks.xlsx')
const seen = []
book.worksheets[0].eachRow(row => seen.push(day(row.getCell(2).value)))
const streamed = []
for await (const each of new ExcelJS.stream.xlsx.WorkbookReader('tasks.xlsx')) for await (const row of each) streamed.push(row.getCell(2).value)
console.log(due, seen, streamed)
assert.deepStrictEqual(seen, ['1905-07-18', '1905-07-18'])
assert.deepStrictEqual(streamed, [2026, 2026])
console.log('As described.')
JS
TZ=UTC node read.mjs
