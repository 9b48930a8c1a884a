#!/bin/sh
# htmx 4.0.1: after outerMorph a text field shows what the answer says, a box that was ever pressed doesn't, and a list forgets what was chosen once it has a line more.
#
# Expected: one rule for all fields of a form that is morphed. Where the answer changes a field it wins; where the answer leaves a field as it was, what a person has
#   typed, pressed or chosen stays. So it is with texts, of one line or more.
# Seen: a box that was pressed, even twice, keeps its state when the answer has "checked" and it had none, and the other way round: only the attribute changes, so that the page shows,
#   and sends with the next request, what the server has just said isn't so. A box that nobody has touched follows. A select keeps what was chosen
#   if the answer is the same, but with one more option in the answer it goes back to the first, without an event.
# What follows for us: static/boards/js/requests.js presses the boxes of filters as the answer says (tests/in_browser/test_filter.py), static/boards/js/task.js those that
#   save at once.
# Wants: Chromium (Debian's chromium or chromium-headless-shell), node and npm.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund puppeteer-core@24.40.0 htmx.org@4.0.1 > /dev/null
cat > morph.mjs <<'JS'
import assert from 'node:assert'
import http from 'node:http'
import fs from 'node:fs'
import puppeteer from 'puppeteer-core'

const box = checked => `<input type="checkbox" id="it"${checked ? ' checked' : ''}>`
const list = (...values) => `<select id="it">${values.map(value => `<option>${value}</option>`).join('')}</select>`
const text = value => `<input id="it" value="${value}">`
// What a person does, the page before, the answer, and what the field says then.
const CASES = [
  ['text: types, same answer', 'type', text('a'), text('a'), 'typed'],
  ['text: types, other answer', 'type', text('a'), text('b'), 'b'],
  ['box: nothing, answer checked', '', box(false), box(true), true],
  ['box: presses twice, answer checked', 'press twice', box(false), box(true), false],
  ['box: presses twice, answer unchecked', 'press twice', box(true), box(false), true],
  ['list: chooses, same answer', 'choose', list('one', 'two'), list('one', 'two'), 'two'],
  ['list: chooses, one more in the answer', 'choose', list('one', 'two'), list('new', 'one', 'two'), 'new'],
]
let answer = ''
const server = http.createServer((request, reply) => {
  if (request.url === '/htmx') return reply.end(fs.readFileSync('node_modules/htmx.org/dist/htmx.min.js'))
  reply.setHeader('Content-Type', 'text/html')
  reply.end(request.url === '/answer' ? answer : '<!doctype html><title>x</title><script src="/htmx"></script><main></main>')
})
await new Promise(done => server.listen(0, '127.0.0.1', done))
const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'], headless: 'shell' })
const page = await browser.newPage()
for (const [name, deed, before, after, expected] of CASES) {
  answer = after
  await page.goto(`http://127.0.0.1:${server.address().port}/`, { waitUntil: 'load' })
  await page.evaluate(html => { document.querySelector('main').innerHTML = html }, before)
  if (deed === 'type') await page.$eval('#it', field => { field.value = 'typed' })
  if (deed === 'press twice') for (const _time of [1, 2]) await page.click('#it')
  if (deed === 'choose') await page.select('#it', 'two')
  await page.evaluate(() => htmx.ajax('GET', '/answer', { target: '#it', swap: 'outerMorph' }))
  const [shown, html] = await page.$eval('#it', field => [field.type === 'checkbox' ? field.checked : field.value, field.outerHTML])
  console.log(name, '->', shown)
  assert.strictEqual(shown, expected, name)
  assert.strictEqual(html.replaceAll('=""', ''), after, name)
}
await browser.close()
server.close()
console.log('As described.')
JS
CHROMIUM=$(command -v chromium || command -v chromium-headless-shell) timeout 120 node morph.mjs
