#!/bin/sh
# htmx 4.0.1: in a form with hx-post a button's own formaction and formmethod count for nothing: "Delete" saves, and so does "Cancel".
#
# Expected: a submit button with formaction sends its form there, and one with formmethod="dialog" closes its dialog and sends nothing: so in HTML, in htmx's own
#   forms with hx-boost, and with hx-post too in htmx 2.0.8, as far as formaction goes.
# Seen: with hx-post="/save" on the form, the buttons for /delete (formaction) and /preview (formmethod="get") send POST /save. A button with formmethod="dialog" and
#   formnovalidate sends POST /save as well, with the required field empty, and the dialog stays open. Without JavaScript the same page does what its
#   buttons say, so what was tried that way does something else with htmx, and nothing tells.
# What follows for us: such a button stands in no form that has hx-post, or has an hx-post of its own (tests/conventions/test_buttons.py).
# Wants: Chromium (Debian's chromium or chromium-headless-shell), node and npm.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund puppeteer-core@24.40.0 htmx.org@4.0.1 htmx2@npm:htmx.org@2.0.8 > /dev/null
cat > press.mjs <<'JS'
import assert from 'node:assert'
import http from 'node:http'
import fs from 'node:fs'
import puppeteer from 'puppeteer-core'

const SCRIPTS = { '/4': 'node_modules/htmx.org/dist/htmx.min.js', '/2': 'node_modules/htmx2/dist/htmx.min.js' }
const PAGE = `<dialog id="dialog"><form action="/save" method="post" hx-post="/save"><input name="title" value="Paint" required>
  <button id="save">Save</button> <button id="delete" formaction="/delete">Delete</button>
  <button id="preview" formmethod="get" formaction="/preview">Preview</button>
  <button id="cancel" formmethod="dialog" formnovalidate>Cancel</button></form></dialog>`
let sent = []
const server = http.createServer((request, answer) => {
  const { pathname } = new URL(request.url, 'http://localhost')
  if (SCRIPTS[pathname]) return answer.end(fs.readFileSync(SCRIPTS[pathname]))
  answer.setHeader('Content-Type', 'text/html')
  if (pathname.startsWith('/page')) return answer.end(`<!doctype html><title>x</title>${pathname.at(-1) === '0' ? '' : `<script src="/${pathname.at(-1)}"></script>`}${PAGE}`)
  if (pathname !== '/favicon.ico') sent.push(`${request.method} ${pathname}`)
  answer.end('taken')
})
await new Promise(done => server.listen(0, '127.0.0.1', done))
const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'], headless: 'shell' })

/** What a press of the button sends, and whether the dialog is still there. */
async function press(version, id) {
  const page = await browser.newPage()
  await page.goto(`http://127.0.0.1:${server.address().port}/page${version}`, { waitUntil: 'load' })
  sent = []
  await page.evaluate(id => {
    document.getElementById('dialog').showModal()
    if (id === 'cancel') document.querySelector('input').value = ''
    document.getElementById(id).click()
  }, id)
  await new Promise(done => setTimeout(done, 2000))
  const isOpen = await page.evaluate(() => document.getElementById('dialog')?.open ?? false)
  await page.close()
  console.log(version === '0' ? 'without htmx' : `htmx ${version}`, id, '->', sent.join(', ') || 'nothing', isOpen ? '(dialog open)' : '')
  return [sent.join(), isOpen]
}

const seen = {}
for (const version of ['0', '2', '4']) {
  seen[version] = []
  for (const id of ['save', 'delete', 'preview', 'cancel']) seen[version].push(await press(version, id))
}
await browser.close()
server.close()
const sending = version => seen[version].map(([told]) => told)
assert.deepStrictEqual(sending('0'), ['POST /save', 'POST /delete', 'GET /preview', ''])
assert.deepStrictEqual(sending('2'), ['POST /save', 'POST /delete', 'GET /preview', ''])
assert.deepStrictEqual(sending('4'), ['POST /save', 'POST /save', 'POST /save', 'POST /save'])
assert(seen[0][3][1] === false && seen[4][3][1] === true)
console.log('As described.')
JS
CHROMIUM=$(command -v chromium || command -v chromium-headless-shell) timeout 240 node press.mjs
