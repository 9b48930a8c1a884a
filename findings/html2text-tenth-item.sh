#!/bin/sh
# html2text 2025.4.15: from the tenth item of a numbered list on, what lies below an item is no list any more but words in its line.
#
# Expected: a list within a list is written so that it is one again. CommonMark 0.31.2, 5.2: what belongs to an item is indented as far as its text, by three
#   letters below "9. " and by four below "10. "; markdownify 1.2.3 and turndown 7.2.5 do that.
# Seen: below each item stands "     * detail", with five blanks (two of them are before the number as well), however wide the number is. Below the tenth it would have to
#   be six: shown again it reads "tenth * detail" as one line, with the star in it. Nine steps are right, so a short list shows nothing of it. Items of three
#   digits, and steps below steps, are the same.
# What follows for us: boards/transfer/html_text.py indents by the width of the number (tests/transfer/test_html_text.py).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check html2text==2025.4.15 markdownify==1.2.3 markdown-it-py==4.3.0 2> /dev/null
venv/bin/python - <<'PYTHON'
import html2text
from markdown_it import MarkdownIt
from markdownify import markdownify


def nested(convert, count):
    """Of so many steps with a list of one item below each: how many of these are lists when the Markdown is shown."""
    steps = "".join(f"<li>step {number}<ul><li>detail</li></ul></li>" for number in range(1, count + 1))
    shown = MarkdownIt().render(convert(f"<ol>{steps}</ol>"))
    return shown.count("<ul>"), shown.count("* detail")


for convert in (html2text.html2text, markdownify):
    print(convert.__name__, [(count, *nested(convert, count)) for count in (9, 10, 12)])
assert [nested(markdownify, count) for count in (9, 10, 12)] == [(9, 0), (10, 0), (12, 0)]
assert [nested(html2text.html2text, count) for count in (9, 10, 12)] == [(9, 0), (9, 1), (9, 3)]
print("As described.")
PYTHON
