#!/bin/sh
# pikepdf 10.18.0 and pypdf 7.1.1: of two accessible reports that are joined the second has no tags, and with pikepdf the tags of the first on its pages.
#
# Expected: pages that are joined keep what screen readers go by (ISO 32000-1, 14.7): the structure, the texts that stand for pictures, the language; pypdf's append()
#   brings the outline along, too. What can't be kept is taken away, and with it the word that the file is tagged and keeps to PDF/UA.
# Seen: pikepdf copies pages with their numbers into the tree of tags (StructParents 0), and that tree stays the first file's: what is
#   marked as the first piece of page 2 is said to be a heading of page 1. pypdf.append() into a new file drops tags, language and title of both,
#   and clone_from with append() those of the second. In both ways with the first file's catalogue the result says it is tagged and PDF/UA-1.
# What follows for us: a report is one file that is written as a whole (docs/printing.md); whoever joins several has pages that screen readers lose.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check weasyprint==70.0 pypdf==7.1.1 pikepdf==10.18.0 2> /dev/null
venv/bin/python - <<'PYTHON'
import pikepdf
import pypdf
from weasyprint import HTML

for name, language in (("one", "en"), ("two", "de")):
    page = f"<html lang={language}><title>{name}</title><h1>Report {name}</h1><p>words</p></html>"
    HTML(string=page).write_pdf(f"{name}.pdf", pdf_variant="pdf/ua-1")


def joined(writer, *names):
    for name in names:
        writer.append(f"{name}.pdf")
    writer.write("joined.pdf")
    return seen()


def seen():
    file = pypdf.PdfReader("joined.pdf")
    root = file.trailer["/Root"]
    says = b"pdfuaid" in root["/Metadata"].get_data() if "/Metadata" in root else False
    marked = root.get("/MarkInfo", {}).get("/Marked", False)
    return {
        "places in the tree": [page.get("/StructParents") for page in file.pages],
        "marked pieces": ["/MCID" in page.get_contents().get_data().decode("latin-1") for page in file.pages],
        "language": root.get("/Lang"),
        "says it is tagged, PDF/UA": (bool(marked), says),
    }


fresh = joined(pypdf.PdfWriter(), "one", "two")
onto = joined(pypdf.PdfWriter(clone_from="one.pdf"), "two")
with pikepdf.open("one.pdf") as first, pikepdf.open("two.pdf") as second:
    first.pages.extend(second.pages)
    first.save("joined.pdf")
pike = seen()
with pikepdf.open("joined.pdf") as file:
    pieces = file.Root.StructTreeRoot.ParentTree.Nums[1]
    homes = {piece.Pg.objgen == file.pages[0].obj.objgen for piece in pieces}
for name, each in {"pypdf, a new file": fresh, "pypdf, onto the first": onto, "pikepdf": pike}.items():
    print(name, each)
assert fresh == {
    "places in the tree": [None, None],
    "marked pieces": [True, True],
    "language": None,
    "says it is tagged, PDF/UA": (False, False),
}
assert onto["places in the tree"] == [0, None] and onto["language"] == "en" and onto["says it is tagged, PDF/UA"] == (True, True)
assert pike["places in the tree"] == [0, 0] and pike["marked pieces"] == [True, True] and pike["says it is tagged, PDF/UA"] == (True, True)
assert homes == {True}
print("As described.")
PYTHON
