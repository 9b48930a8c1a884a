#!/bin/sh
# cmarkgfm 2025.10.22 (cmark-gfm 0.29.0.gfm.13): a task list within a quotation, or that begins on the line of another item, has no boxes.
#
# Expected: GitHub Flavored Markdown 0.29, 5.3: a task list item is a list item whose first block is a paragraph that begins with a marker; where the list
#   itself stands, in a quotation or in another item, makes no difference, as it makes none for the list. markdown-it with its plugin, comrak (a port of
#   cmark-gfm) and mistune show boxes.
# Seen: the place of the brackets is looked for from the beginning of the line: after "> " or "1. " there is only text, so "> - [x] paid" and "1. - [x] paid" show
#   "[x] paid". Lists that are merely indented have their boxes. Whoever quotes somebody's list in an answer sees brackets.
# What follows for us: boxes are made by our own rule, which shows these (tests/rules/test_markdown.py).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check \
  cmarkgfm==2025.10.22 comrak==0.0.16 mistune==3.4.0 markdown-it-py==4.3.0 mdit-py-plugins==0.7.0 2> /dev/null
venv/bin/python - <<'PYTHON'
import cmarkgfm
import comrak
import mistune
from markdown_it import MarkdownIt
from mdit_py_plugins.tasklists import tasklists_plugin

options = comrak.ExtensionOptions()
options.tasklist = True
READERS = {
    "cmark-gfm": cmarkgfm.github_flavored_markdown_to_html,
    "comrak": lambda text: comrak.render_markdown(text, extension_options=options),
    "mistune": mistune.create_markdown(plugins=["task_lists"]),
    "markdown-it": MarkdownIt("commonmark").use(tasklists_plugin).render,
}
TEXTS = {"- [x] paid": True, "- work\n  - [x] paid": True, "> - [x] paid": False, "1. - [x] paid": False, "- work\n  > - [x] paid": False}
for text, is_box in TEXTS.items():
    seen = {name: "checkbox" in read(text) for name, read in READERS.items()}
    print(f"{text!r:28} {seen}")
    assert seen == {"cmark-gfm": is_box, "comrak": True, "mistune": True, "markdown-it": True}
assert "[x] paid" in READERS["cmark-gfm"]("> - [x] paid")
print("As described.")
PYTHON
