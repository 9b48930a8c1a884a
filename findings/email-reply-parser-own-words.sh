#!/bin/sh
# email-reply-parser 0.5.12 (Python) and 2.3.7 (JavaScript): an answer by mail comes out empty, or ends early, for what its writer said in it.
#
# Expected: what is quoted begins with "On DATE, NAME wrote:" and is marked or the rest of the message; a signature begins with "-- " on a line of its own (RFC 3676, 4.3), and
#   "Sent from my PHONE" stands at the end. A sentence of that kind among others stays, and so does what follows a rule of Markdown.
# Seen: "On Monday we decided what Ann wrote:", two lines and "Done." are nothing at all in Python, which takes each paragraph with such a first line for a head of a
#   quotation and all after it for quoted. In JavaScript "Sent from Berlin yesterday" within a paragraph takes the rest of it along. In both all
#   that follows "---" is a signature, in Python also what begins with "-5" after an empty line. Whoever files the
#   visible part as a comment files nothing, or half of it, without a word.
# What follows for us: mail is sent and not read; answers are written on the page that it links to.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check email-reply-parser==0.5.12 2> /dev/null
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund email-reply-parser@2.3.7 > /dev/null 2>&1
cat > read.mjs <<'JS'
import Parser from 'email-reply-parser'

console.log(JSON.stringify(JSON.parse(process.argv[2]).map(text => new Parser().parseReply(text).trim())))
JS
venv/bin/python - <<'PYTHON'
import json
import subprocess

from email_reply_parser import EmailReplyParser

TEXTS = {
    "On Monday we decided what Ann wrote:\nuse blue.\n\nDone.": ("", None),
    "The box was\nSent from Berlin yesterday\nand arrives today": (None, "The box was"),
    "Steps:\n\n---\n\n1. Bake": ("Steps:", "Steps:"),
    "Outside it was\n\n-5 degrees": ("Outside it was", None),
    "Yes.\n\nOn Mon, 2 Mar 2026 at 10:00, Ann <ann@example.com> wrote:\n> Is it done?": ("Yes.", "Yes."),
    "Yes.\n\n-- \nBob": ("Yes.", "Yes."),
}
script = json.loads(subprocess.check_output(["node", "read.mjs", json.dumps(list(TEXTS))]))
for (text, meant), other in zip(TEXTS.items(), script):
    own = EmailReplyParser.parse_reply(text).strip()
    print(repr(text), "Python", repr(own), "JavaScript", repr(other))
    assert [own, other] == [text if each is None else each for each in meant]
print("As described.")
PYTHON
