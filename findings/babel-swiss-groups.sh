#!/bin/sh
# Babel 2.19.0 (CLDR 48): Swiss numbers lose their marks of thousands in pairs: 1'234.5, but 1234567.5 and 1234567'890.
#
# Expected: format_decimal(1234567.5, locale="de_CH") gives "1'234'567.5", as Node's Intl (CLDR 48) does and as Babel 2.18.0 did
#   (with the typographic apostrophe that CLDR had before).
# Seen: CLDR 48 has the plain apostrophe as mark of thousands for de-CH, it-CH, fr-CH, de-LI and gsw. Babel takes quotes, which
#   mark literal text in patterns, out of the number after the digits are in: two marks are a quoted "234" and vanish, a third
#   stays. So sums from a million on have too few marks, francs too, and parse_decimal refuses what 2.18.0 had written.
# What follows for us: no number of a report goes through Babel; an update of CLDR data can change separators, so tests name them.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
cat > seen.py <<'PYTHON'
import sys

import babel
from babel import Locale
from babel.numbers import NumberFormatError, format_currency, format_decimal, parse_decimal

NUMBERS = (1234.5, 1234567.5, 1234567890)
seen = {locale: [format_decimal(number, locale=locale) for number in NUMBERS] for locale in ("de_CH", "it_CH", "de_LI", "gsw", "de_DE")}
mark = Locale.parse("de_CH").number_symbols["latn"]["group"]
francs = format_currency(1234567.5, "CHF", locale="de_CH").replace("\N{NO-BREAK SPACE}", " ")
try:
    older = parse_decimal("1’234.5", locale="de_CH")
except NumberFormatError:
    older = None
print(babel.__version__, repr(mark), seen, francs, "1’234.5 read as", older)
assert seen["de_DE"] == ["1.234,5", "1.234.567,5", "1.234.567.890"]
if sys.argv[1] == "before":
    assert mark == "’" and seen["de_CH"] == ["1’234.5", "1’234’567.5", "1’234’567’890"] and francs == "CHF 1’234’567.50"
    assert float(older) == 1234.5
else:
    assert mark == "'" and francs == "CHF 1234567.50" and older is None
    for locale in ("de_CH", "it_CH", "de_LI", "gsw"):
        assert seen[locale] == ["1'234.5", "1234567.5", "1234567'890"], locale
PYTHON
for version in 2.18.0 2.19.0; do
  venv/bin/pip install --quiet --disable-pip-version-check "babel==$version" 2> /dev/null
  venv/bin/python seen.py "$([ "$version" = 2.18.0 ] && echo before || echo after)"
done
echo "As described."
