#!/bin/sh
# @tiptap/markdown 3.35.0: a paragraph that begins with "2026." or "- " is a list after it was saved, and one with "#" a heading.
#
# Expected: what an editor writes it reads back as the same document. CommonMark 0.31.2, 2.4: a backslash keeps a sign from being markup, so the paragraph
#   "2026. A good year" is written 2026\. A good year; prosemirror-markdown 1.13.9, which writes for editors on the same base, does so.
# Seen: stars, underscores and backticks within a line are kept by backslashes; what makes a block at its beginning isn't: number and full stop or bracket,
#   minus, plus and #. Opened and saved without a change, such paragraphs are lists and headings. A block of code that
#   holds ``` is fenced by just as many, and becomes two empty ones.
# What follows for us: descriptions are typed as Markdown, and no editor rewrites them. What such an editor saved elsewhere comes in as it reads by then: as a list.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund @tiptap/core@3.35.0 @tiptap/pm@3.35.0 @tiptap/starter-kit@3.35.0 @tiptap/markdown@3.35.0 prosemirror-markdown@1.13.9 > /dev/null
cat > read.mjs <<'JS'
import assert from 'node:assert'
import {MarkdownManager} from '@tiptap/markdown'
import StarterKit from '@tiptap/starter-kit'
import {defaultMarkdownParser, defaultMarkdownSerializer} from 'prosemirror-markdown'

const tiptap = new MarkdownManager({extensions: [StarterKit]})
const kinds = text => tiptap.parse(text).content.map(each => each.type)
const through = text => tiptap.serialize(tiptap.parse(text))
for (const [text, kind] of [['2026\\. A good year', 'orderedList'], ['1\\) first', 'orderedList'], ['\\- 5 degrees', 'bulletList'], ['\\+ 5 degrees', 'bulletList'], ['\\# 7 is done', 'heading']]) {
  console.log(text, '->', through(text), kinds(text), kinds(through(text)))
  assert.deepStrictEqual([kinds(text), kinds(through(text))], [['paragraph'], [kind]])
  assert.strictEqual(through(text), text.replace('\\', ''))
}
assert.strictEqual(through('\\*not bold\\*'), '\\*not bold\\*')
const years = '2026\\. A good year\n\n\\- 5 degrees\n\n\\# 7 is done'
assert.strictEqual(defaultMarkdownSerializer.serialize(defaultMarkdownParser.parse(years)), years)
const code = '````\n```\n````'
console.log(JSON.stringify(code), '->', JSON.stringify(through(code)))
assert.strictEqual(through(code), '```\n```\n```')
assert.strictEqual(defaultMarkdownSerializer.serialize(defaultMarkdownParser.parse(code)), code)
console.log('As described.')
JS
node read.mjs
