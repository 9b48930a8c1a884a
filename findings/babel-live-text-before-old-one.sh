#!/bin/sh
# Babel 2.19.0: a translation that stands before an old one with its former text is taken to be old itself, and is gone from the compiled file.
#
# Expected: gettext's manual, "The Format of PO Files": lines of an entry that is no longer used begin with #~, and its former text with "#~|", as msgmerge --previous and
#   msgattrib write it. What stands above it, with an empty line between, is an entry of its own: polib 1.2.0 and msgfmt keep it in use.
# Seen: "#~|" is not known ("WARNING: Problem on line 7"), but the entry that was being read is marked as no longer used before it is closed. So "Open the board" is among the obsolete
#   ones, the compiled file doesn't have it, and people read it in English. The exit status of pybabel compile is 0. With a comment or
#   "#, fuzzy" before "#~|" all is well, so it comes up once a translator has cleared the fuzzy mark.
# What follows for us: whoever translates the site compiles by msgfmt, as Django does (`manage.py compilemessages`), and not by pybabel.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check babel==2.19.0 polib==1.2.0 2> /dev/null
mkdir -p de/LC_MESSAGES
cat > de/LC_MESSAGES/messages.po <<'PO'
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\n"

msgid "Open the board"
msgstr "Brett öffnen"

#~| msgid "Close every column"
#~ msgid "Close every columns"
#~ msgstr "Alle Spalten schließen"
PO
venv/bin/pybabel compile --directory . 2>&1
venv/bin/python - <<'PYTHON'
import gettext

import polib
from babel.messages.pofile import read_po

FILE = "de/LC_MESSAGES/messages.po"
assert [entry.msgid for entry in polib.pofile(FILE) if not entry.obsolete] == ["Open the board"]
with open(FILE, "rb") as file:
    read = read_po(file)
print("used:", [each.id for each in read if each.id], "old:", list(read.obsolete))
assert [each.id for each in read if each.id] == []
assert list(read.obsolete) == ["Open the board", "Close every columns"]
assert gettext.translation("messages", ".", ["de"]).gettext("Open the board") == "Open the board"

with open(FILE, encoding="utf-8") as file:
    text = file.read()
with open(FILE, "w", encoding="utf-8") as file:
    file.write(text.replace("#~|", "#, fuzzy\n#~|"))
with open(FILE, "rb") as file:
    assert [each.id for each in read_po(file) if each.id] == ["Open the board"]
print("As described.")
PYTHON
