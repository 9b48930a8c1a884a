#!/bin/sh
# postal-mime 4.0.0: in a mail of format=flowed an answer right below a quotation becomes a part of it, and so is taken away with it.
#
# Expected: RFC 3676, 4.2 and 4.5: a line that ends in a blank goes on in the next one only if both are quoted to the same depth, and the marks of the next are no part of
#   the text. "> Shall we ship? " and "Yes, today" are two lines; "> one " and "> two" are "> one two". mailparser 3.14.2 and
#   formatflowed 2.0.0 (Python) read them so.
# Seen: depth counts for nothing: "> Shall we ship? Yes, today" is one line of the quotation, "> one > two" has a mark among its words, and
#   "> a " joins ">> b". A reader that leaves out quoted lines files no answer at all.
#   Marks of signatures, stuffed blanks and delsp=yes are heeded.
# What follows for us: mail is sent and not read; answers are written on the page that it links to.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check formatflowed==2.0.0 2> /dev/null
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund postal-mime@4.0.0 mailparser@3.14.2 > /dev/null
cat > read.mjs <<'JS'
import assert from 'node:assert'
import {simpleParser} from 'mailparser'
import PostalMime from 'postal-mime'

const HEAD = 'From: ann@example.com\r\nSubject: Re: Launch\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n'
for (const [text, meant, seen] of [
  ['> Shall we ship? \r\nYes, today\r\n', '> Shall we ship? \nYes, today', '> Shall we ship? Yes, today'],
  ['> one \r\n> two\r\n', '> one two', '> one > two'],
  ['> a \r\n>> b\r\n', '> a \n>> b', '> a >> b'],
  ['one \r\ntwo\r\n-- \r\nAnn\r\n', 'one two\n-- \nAnn', 'one two\n-- \nAnn'],
]) {
  const found = (await PostalMime.parse(HEAD + text)).text.trimEnd()
  console.log(JSON.stringify(text), '->', JSON.stringify(found))
  assert.strictEqual((await simpleParser(HEAD + text)).text.trimEnd(), meant)
  assert.strictEqual(found, seen)
}
JS
node read.mjs
venv/bin/python - <<'PYTHON'
from formatflowed import decode

answered = [(info["quotedepth"], text) for info, text in decode(b"> Shall we ship? \r\nYes, today")]
joined = [(info["quotedepth"], text) for info, text in decode(b"> one \r\n> two")]
print(answered, joined)
assert answered == [(1, "Shall we ship? "), (0, "Yes, today")] and joined == [(1, "one two")]
print("As described.")
PYTHON
