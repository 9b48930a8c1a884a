#!/bin/sh
# jira2markdown 0.5.3: links as Jira's own editor writes them lead nowhere, and what it writes bold within a word has braces around the stars.
#
# Expected: the three that Jira Cloud gives for what was typed into its editor: [ADDRESS|ADDRESS|smart-link] (or smart-card) is a link to ADDRESS; un{*}bold{*}ly has
#   "bold" bold; \*no\* are two stars.
# Seen: the third part of a link becomes a part of its address, "https://example.com/7|smart-card".
#   {*}bold{*} becomes {**}bold{**}. A backslash before a star is kept and the star doubled: \**no\**, of which Markdown makes a star and "no*" in italics.
# What follows for us: boards/transfer/wiki_text.py reads the three (tests/transfer/test_wiki_text.py); it left a link in pieces when its words were
#   the address, and the braces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check jira2markdown==0.5.3 markdown-it-py==4.3.0 2> /dev/null
venv/bin/python - <<'PYTHON'
from jira2markdown import convert
from markdown_it import MarkdownIt

seen = {}
for text in (
    "[https://example.com/7|https://example.com/7|smart-card]",
    "[https://example.com/7|https://example.com/7|smart-link]",
    "[https://example.com/7|https://example.com/7]",
    "un{*}bold{*}ly",
    "*bold*",
    "\\*no\\*",
):
    seen[text] = convert(text), MarkdownIt().render(convert(text)).strip()
    print(text, *seen[text], sep="\n    ")
for kind in ("card", "link"):
    written, shown = seen[f"[https://example.com/7|https://example.com/7|smart-{kind}]"]
    assert written == f"[https://example.com/7](https://example.com/7|smart-{kind})"
    assert f'href="https://example.com/7%7Csmart-{kind}"' in shown
assert 'href="https://example.com/7"' in seen["[https://example.com/7|https://example.com/7]"][1]
assert seen["un{*}bold{*}ly"][0] == "un{**}bold{**}ly" and seen["*bold*"][0] == "**bold**"
assert seen["\\*no\\*"] == ("\\**no\\**", "<p>*<em>no*</em></p>")
print("As described.")
PYTHON
