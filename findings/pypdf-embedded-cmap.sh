#!/bin/sh
# pypdf 7.1.0 reads all text of a font as control characters once WeasyPrint 70.0 has met one character the font lacks.
#
# Expected: a letter without a glyph (here Chinese, with DejaVu Sans alone) is drawn as a box and spoils itself at most.
# Seen: for such a font WeasyPrint writes, instead of the name Identity-H, an encoding of its own as an embedded CMap (PDF 32000-1,
#   9.7.5: the codes are two bytes long), and a /ToUnicode map as before. pypdf's `extract_text` then gives each BYTE as a
#   character, so "Check the texts" comes as "\0C\0h\0e…", and a search of the text finds nothing. PDFium
#   (pypdfium2 5.13.0) reads the same file right, the missing letters included. Whether a document can be read so depends on
#   the fonts of the machine that made it.
# What follows for us: tests that read PDFs by pypdf hold no letters that only some machines have (tests/reports/test_pdf.py).
# Wants: Pango on the system (Debian: libpango-1.0-0 libpangoft2-1.0-0) and the font DejaVu Sans (fonts-dejavu-core).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check weasyprint==70.0 pypdf==7.1.0 pypdfium2==5.13.0 2> /dev/null
# One font alone, whatever else the machine has.
mkdir fonts && cp "$(fc-list 'DejaVu Sans:style=Book' file | head -n 1 | cut -d: -f1)" fonts/
cat > fonts.conf <<XML
<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>$PWD/fonts</dir></fontconfig>
XML
FONTCONFIG_FILE=$PWD/fonts.conf XDG_CACHE_HOME=$PWD/cache venv/bin/python - <<'PYTHON'
import io
import pypdf, pypdfium2, weasyprint

def read(body: str) -> tuple[str, str, bool]:
    pdf = weasyprint.HTML(string=f"<html lang=en><title>t</title><body style='font-family: DejaVu Sans'>{body}").write_pdf()
    page = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]
    encodings = [font["/Encoding"] for font in page["/Resources"]["/Font"].values()]
    named = all(encoding == "/Identity-H" for encoding in encodings)
    return page.extract_text(), pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range(), named

whole, lacking = read("<p>Check the texts</p>"), read("<p>Check the texts</p><p>\u4e3a\u65b0</p>")
for name, (by_pypdf, by_pdfium, named) in {"every glyph": whole, "one missing": lacking}.items():
    print(f"{name}: Identity-H {named}, pypdf {by_pypdf!r}, PDFium {by_pdfium!r}")
assert whole[0] == whole[1].strip() == "Check the texts" and whole[2]
assert not lacking[2] and "\0C\0h\0e\0c\0k" in lacking[0] and "Check" not in lacking[0]
assert lacking[1].split() == ["Check", "the", "texts", "\u4e3a\u65b0"]
print("As described.")
PYTHON
