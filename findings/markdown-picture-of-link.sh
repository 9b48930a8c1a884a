#!/bin/sh
# markdownify 1.2.3, html2text 2025.4.15 and turndown 7.2.5: a link right after an exclamation mark becomes a picture, and its words are gone.
#
# Expected: HTML that is turned into Markdown is shown with the same words and links again. Each of the three escapes some of what would be taken for markup: a
#   star, a square bracket, the full stop after a number at the beginning of a line.
# Seen: <p>Done!<a href="https://example.com/7">Look here</a></p> becomes Done![Look here](https://example.com/7), which is a picture (CommonMark 0.31.2,
#   6.4) that doesn't load; the page shows "Done" and at best the words as a stand-in, without a link. With a blank between all is well.
# What follows for us: boards/transfer/html_text.py puts a backslash before such a mark (tests/transfer/test_html_text.py). Descriptions that came
#   through one of these before they reached us have lost the link: what is written there is a picture.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check markdownify==1.2.3 html2text==2025.4.15 markdown-it-py==4.3.0 2> /dev/null
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund turndown@7.2.5 > /dev/null
cat > turn.mjs <<'JS'
import Turndown from 'turndown'

console.log(new Turndown().turndown(process.argv[2]))
JS
venv/bin/python - <<'PYTHON'
import subprocess

import html2text
from markdown_it import MarkdownIt
from markdownify import markdownify


def turndown(html):
    return subprocess.run(["node", "turn.mjs", html], check=True, capture_output=True, text=True).stdout


CLOSE = '<p>Done!<a href="https://example.com/7">Look here</a></p>'
APART = CLOSE.replace("!<a", "! <a")
for convert in (markdownify, html2text.html2text, turndown):
    written = convert(CLOSE).strip()
    shown = MarkdownIt().render(written)
    print(convert.__name__, written, "->", shown.strip())
    assert written == "Done![Look here](https://example.com/7)"
    assert "<img" in shown and "<a" not in shown
    assert '<a href="https://example.com/7">Look here</a>' in MarkdownIt().render(convert(APART).strip())
print("As described.")
PYTHON
