#!/bin/sh
# pyexcel-ods 0.6.0: what stands right of a merged cell, or beside one that goes over two rows, moves one column to the left.
#
# Expected: OpenDocument 1.3 part 3, 9.1.5 (table:covered-table-cell): a cell that lies under a merged one has its place in the row, as LibreOffice writes it. 19.678
#   (table:number-rows-repeated): a row that says 2 stands there twice. pandas 3.1.1, python-calamine 0.9.1 and pyexcel-ods3 0.6.1, its sibling, read it so.
# Seen: covered cells count as nothing: below a name that is merged over two rows the second person stands in the column of names. The repetition of cells is
#   heeded and that of rows is not: two equal rows become one, and of three empty ones, as LibreOffice writes a gap, one is left. Nothing raises. Where both
#   siblings are installed, either may be the one that reads, whichever was imported.
# What follows for us: an OpenDocument table is refused with the word to save it as CSV or Excel (tests/transfer/test_not_read.py). A CSV
#   that was made by it may have people for titles.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
for sibling in pyexcel-ods==0.6.0 pyexcel-ods3==0.6.1; do
  python3 -m venv "$sibling"
  "$sibling/bin/pip" install --quiet --disable-pip-version-check "$sibling" 2> /dev/null
done
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pandas==3.1.1 odfpy==1.4.1 python-calamine==0.9.1 2> /dev/null
venv/bin/python - <<'PYTHON'
import zipfile

import pandas
import python_calamine

NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table", "manifest")
)


def cell(text, more=""):
    return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'


def row(cells, more=""):
    return f"<table:table-row {more}>{cells}</table:table-row>"


content = (
    row(cell("Buy milk") + cell("Ann"), 'table:number-rows-repeated="2"')
    + row(cell("Who", 'table:number-columns-spanned="2" table:number-rows-spanned="1"') + "<table:covered-table-cell/>" + cell("Done"))
    + row("<table:covered-table-cell/>" + cell("Bob"))
)
with zipfile.ZipFile("tasks.ods", "w") as file:
    file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    file.writestr(
        "META-INF/manifest.xml",
        f'<manifest:manifest {NAMES} manifest:version="1.3"><manifest:file-entry manifest:full-path="/"'
        ' manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/><manifest:file-entry'
        ' manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
    )
    file.writestr(
        "content.xml",
        f'<office:document-content {NAMES} office:version="1.3"><office:body><office:spreadsheet><table:table'
        f' table:name="Tasks">{content}</table:table></office:spreadsheet></office:body></office:document-content>',
    )

MEANT = [["Buy milk", "Ann", ""], ["Buy milk", "Ann", ""], ["Who", "", "Done"], ["", "Bob", ""]]
assert pandas.read_excel("tasks.ods", header=None, engine="odf").fillna("").values.tolist() == MEANT
assert python_calamine.CalamineWorkbook.from_path("tasks.ods").get_sheet_by_index(0).to_python() == MEANT
PYTHON
read='import importlib, sys; print(importlib.import_module(sys.argv[1]).get_data("tasks.ods")["Tasks"])'
sibling=$(pyexcel-ods3==0.6.1/bin/python -c "$read" pyexcel_ods3)
seen=$(pyexcel-ods==0.6.0/bin/python -c "$read" pyexcel_ods)
echo "pyexcel-ods3: $sibling"
echo "pyexcel-ods:  $seen"
test "$sibling" = "[['Buy milk', 'Ann'], ['Buy milk', 'Ann'], ['Who', '', 'Done'], ['', 'Bob']]"
test "$seen" = "[['Buy milk', 'Ann'], ['Who', 'Done'], ['Bob']]"
echo "As described."
