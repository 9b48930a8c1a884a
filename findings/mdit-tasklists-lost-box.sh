#!/bin/sh
# mdit-py-plugins 0.7.0: a task list item whose "[ ]" is followed by a tab or by a new line loses its box, brackets and all.
#
# Expected: GitHub Flavored Markdown (0.29, section 5.3) asks for at least one whitespace character after the marker, so a tab
#   gives a box like a blank does; where a reader disagrees, "[ ]" stays readable as text.
# Seen: `tasklists_plugin` marks the item as a task, takes the marker away and adds no <input>: "- [x]<TAB>paid" and "- [ ]<TAB>paid" give
#   the same words, so what is done and what is open can't be told apart any more. GitHub's own cmark-gfm (cmarkgfm 2025.10.22)
#   shows the box for the tab and the brackets as text for the new line; nothing is ever lost there.
# What follows for us: boxes are made by our own rule, and both cases are in tests/rules/test_markdown.py.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check \
  mdit-py-plugins==0.7.0 markdown-it-py==4.3.0 linkify-it-py==2.2.0 cmarkgfm==2025.10.22 2> /dev/null
venv/bin/python - <<'PYTHON'
from cmarkgfm import github_flavored_markdown_to_html
from markdown_it import MarkdownIt
from mdit_py_plugins.tasklists import tasklists_plugin

reader = MarkdownIt("gfm-like").use(tasklists_plugin)
seen = {}
for name, text in {"blank": "- [x] paid", "tab": "- [x]\tpaid", "tab, open": "- [ ]\tpaid", "line": "- [x]\n  paid"}.items():
    ours, github = reader.render(text), github_flavored_markdown_to_html(text)
    seen[name] = [("<input" in html, "[x]" in html or "[ ]" in html) for html in (ours, github)]
    print(f"{name:10} plugin (box, brackets): {seen[name][0]}   GitHub: {seen[name][1]}")
assert seen["blank"] == [(True, False), (True, False)]
assert seen["tab"] == seen["tab, open"] == [(False, False), (True, False)]
assert seen["line"] == [(False, False), (False, True)]
assert reader.render("- [x]\tpaid") == reader.render("- [ ]\tpaid")
print("As described.")
PYTHON
