#!/bin/sh
# Django 5.2.19: numbers for German and Italian of Switzerland are written with a comma; CLDR, and so browsers and spreadsheets, write a point.
#
# Expected: `localize` with USE_THOUSAND_SEPARATOR gives a Swiss reader "1’234’567.5", as Babel 2.18.0 (CLDR 47) does, or
#   something that the reader's spreadsheet takes for the same number.
# Seen: de-CH gives "1 234 567,5" and de-LI, it-CH fall back to "1.234.567,5" of German and Italian: cells that a Swiss Excel or a
#   CLDR parser takes for text, or for another number (Babel reads "1.234" of it-CH as 1.234, where Django meant 1234). The other
#   way a localized form field refuses "1’234.50", which is what a Swiss copies out of a spreadsheet.
# What follows for us: files for spreadsheets have dialects of their own, by language and region (boards/rules/spreadsheets.py).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check django==5.2.19 babel==2.18.0 2> /dev/null
venv/bin/python - <<'PYTHON'
from decimal import Decimal

import django
from babel.numbers import format_decimal, parse_decimal
from django import forms
from django.conf import settings
from django.utils import formats, translation

settings.configure(USE_I18N=True, USE_THOUSAND_SEPARATOR=True)
django.setup()


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("\N{NARROW NO-BREAK SPACE}", " ")


def by_django(language, number):
    with translation.override(language):
        return plain(formats.localize(number))


seen = {}
for language, locale in {"de-ch": "de_CH", "de-li": "de_LI", "it-ch": "it_CH", "fr-ch": "fr_CH", "de": "de_DE"}.items():
    seen[language] = (by_django(language, 1234567.5), plain(format_decimal(1234567.5, locale=locale)))
    print(f"{language}: Django {seen[language][0]!r}, CLDR {seen[language][1]!r}")
assert seen["de-ch"] == ("1 234 567,5", "1'234'567.5")
assert seen["de-li"] == ("1.234.567,5", "1'234'567.5")
assert seen["it-ch"] == ("1.234.567,5", "1'234'567.5")
# Where both agree that it is a comma.
assert seen["fr-ch"][0] == seen["fr-ch"][1] == "1 234 567,5" and seen["de"][0] == seen["de"][1] == "1.234.567,5"
assert by_django("it-ch", 1234) == "1.234" and parse_decimal("1.234", locale="it_CH") == Decimal("1.234")
with translation.override("de-ch"):
    field = forms.DecimalField(localize=True)
    assert field.clean("1234,5") == Decimal("1234.5")
    for typed in ("1’234.50", "1'234.50"):
        try:
            print("a form takes", typed, "as", field.clean(typed))
        except forms.ValidationError as error:
            print("a form refuses", typed, error.messages)
        else:
            raise AssertionError(typed)
print("As described.")
PYTHON
