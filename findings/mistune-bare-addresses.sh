#!/bin/sh
# mistune 3.4.0: a bare address that ends in a bracket loses it, though the bracket was opened in the address, and one in bold takes the stars.
#
# Expected: GFM 0.29, 6.9 (extended autolinks): a closing bracket at the end belongs to the address unless there are more closing than opening ones in it, and stars,
#   stops and exclamation marks at the end don't belong to it. cmark-gfm, and linkify-it in markdown-it, link https://en.wikipedia.org/wiki/Kanban_(development)
#   as a whole.
# Seen: the plugin `url` cuts the last bracket off whatever stands before, so the link leads to Kanban_(development, a page that doesn't exist; **https://example.com/7**
#   links to 7** and shows the first two stars, so nothing is bold; an exclamation mark is taken in. A full stop is left out, as expected.
# What follows for us: bare addresses are found by linkify-it (boards/rules/markdown.py), which has all three right.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check mistune==3.4.0 cmarkgfm==2025.10.22 markdown-it-py==4.3.0 linkify-it-py==2.2.0 2> /dev/null
venv/bin/python - <<'PYTHON'
import re

import cmarkgfm
import mistune
from markdown_it import MarkdownIt

READERS = (
    mistune.create_markdown(plugins=["url"]),
    cmarkgfm.github_flavored_markdown_to_html,
    MarkdownIt("commonmark", {"linkify": True}).enable("linkify").render,
)
WIKI = "https://en.wikipedia.org/wiki/Kanban_(development)"
TEXTS = {
    f"See {WIKI}": (WIKI[:-1], WIKI),
    "**https://example.com/7**": ("https://example.com/7**", "https://example.com/7"),
    "Look at https://example.com/7!": ("https://example.com/7!", "https://example.com/7"),
    "Look at https://example.com/7.": ("https://example.com/7", "https://example.com/7"),
}
for text, (own, meant) in TEXTS.items():
    seen = [re.findall('href="([^"]*)"', read(text)) for read in READERS]
    print(text, "->", seen)
    assert seen == [[own], [meant], [meant]]
assert "<strong>" not in READERS[0]("**https://example.com/7**")
print("As described.")
PYTHON
