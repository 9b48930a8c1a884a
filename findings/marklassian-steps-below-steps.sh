#!/bin/sh
# marklassian 1.2.1: a checklist with steps below a step becomes a document that Jira's own schema refuses, and boxes beside plain items are gone.
#
# Expected: the README names task lists and nested lists among what is supported, and the format has both: in it a taskList holds taskItems and further taskLists side by side, a
#   taskItem holds words alone, says the schema of Atlassian (@atlaskit/adf-schema 57.7.22, full.json). "&amp;" is the character & (CommonMark 0.31.2, 2.5).
# Seen: the inner taskList is put into the taskItem, which the schema refuses; so are a quotation or a heading in an item of a list, and a block of code that is
#   empty (a text of no length). Each is everyday Markdown; nothing raises before the document is sent. A list in which only some items
#   have boxes loses those, so that done and open are the same, and "Q&amp;A" says "Q&amp;A".
# What follows for us: whoever carries descriptions of ours to Jira by it takes the checklists of tasks, which have no levels, and
#   looks at each document by the schema first.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund marklassian@1.2.1 ajv@8.20.0 ajv-draft-04@1.0.0 > /dev/null
npm pack --silent @atlaskit/adf-schema@57.7.22 > /dev/null
tar -xzf atlaskit-adf-schema-57.7.22.tgz package/dist/json-schema/v1/full.json
cat > read.mjs <<'JS'
import assert from 'node:assert'
import {readFileSync} from 'node:fs'
import Ajv from 'ajv-draft-04'
import {markdownToAdf} from 'marklassian'

const holds = new Ajv.default({strict: false}).compile(JSON.parse(readFileSync('package/dist/json-schema/v1/full.json')))
const made = text => JSON.parse(JSON.stringify(markdownToAdf(text)))
const step = (text, ...more) => ({type: 'taskItem', attrs: {localId: text, state: 'TODO'}, content: [{type: 'text', text}, ...more]})
const list = (...content) => ({version: 1, type: 'doc', content: [{type: 'taskList', attrs: {localId: 'list'}, content}]})
const {content: [inner]} = list(step('soap'))
assert.ok(holds(list(step('wash'), inner, step('dry'))))
assert.ok(!holds(list(step('wash', inner), step('dry'))))

for (const [text, good] of [
  ['- [x] wash\n- [ ] dry', true], ['- wash\n  - soap', true], ['- [x] wash\n  - [ ] soap', false], ['- [x] wash\n  - soap', false],
  ['- > said', false], ['- # Head', false], ['```\n```', false],
]) {
  console.log(JSON.stringify(text), good ? 'holds' : 'is refused')
  assert.strictEqual(holds(made(text)), good)
}
const mixed = made('- [x] wash\n- dry').content[0]
assert.deepStrictEqual([mixed.type, JSON.stringify(mixed).includes('DONE')], ['bulletList', false])
assert.strictEqual(made('Q&amp;A').content[0].content[0].text, 'Q&amp;A')
console.log('As described.')
JS
node read.mjs
