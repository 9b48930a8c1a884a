#!/bin/sh
# htmx 4.0.1 and 2.0.8: an answer is thrown away whole, <hx-partial>s for other places and all, once the element that asked is gone.
#
# Expected: fragments that name their place (<hx-partial hx-target="#there">) are laid there, whatever became of the button that was
#   pressed: a dialog with the button may well be closed, or swapped by another answer, while the server works.
# Seen: htmx lays nothing and says nothing if the element was taken out of the page before the answer came; with the
#   element in place the same answer is laid. The events before and after the request come all the same, so the page looks as if
#   the change had not been made. htmx 2.0.8 does the same to hx-swap-oob.
# What follows for us: static/boards/js/requests.js gives such an answer to the body, so that a card closed at once is laid.
# Wants: Chromium (Debian's chromium or chromium-headless-shell), node and npm.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund puppeteer-core@24.40.0 htmx4@npm:htmx.org@4.0.1 htmx2@npm:htmx.org@2.0.8 > /dev/null
cat > gone.mjs <<'JS'
import http from 'node:http'
import fs from 'node:fs'
import puppeteer from 'puppeteer-core'

let held
const server = http.createServer((request, answer) => {
  if (request.url.startsWith('/htmx')) return answer.end(fs.readFileSync(`node_modules${request.url}/dist/htmx.min.js`))
  answer.setHeader('Content-Type', 'text/html')
  if (request.headers['hx-request']) return (held = answer)
  const version = request.url.slice(6)
  answer.end(`<!doctype html><title>x</title><script src="/${version}"></script>
    <div id="dialog"><button hx-post="/save" hx-swap="none">Save</button></div><p id="there">old</p>`)
})
const ANSWERS = {
  htmx4: '<hx-partial hx-target="#there" hx-swap="innerHTML">new</hx-partial>',
  htmx2: '<p id="there" hx-swap-oob="true">new</p>',
}
await new Promise(done => server.listen(0, '127.0.0.1', done))
const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'], headless: 'shell' })
const seen = {}
for (const version of ['htmx2', 'htmx4']) {
  for (const gone of [false, true]) {
    held = null
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${server.address().port}/page-${version}`, { waitUntil: 'load' })
    await page.click('button')
    while (!held) await new Promise(done => setTimeout(done, 20))
    if (gone) await page.evaluate(() => document.getElementById('dialog').remove())
    held.end(ANSWERS[version])
    await new Promise(done => setTimeout(done, 1500))
    seen[`${version} ${gone ? 'gone' : 'there'}`] = await page.$eval('#there', place => place.textContent)
    await page.close()
  }
}
console.log(JSON.stringify(seen, null, 1))
await browser.close()
server.close()
const wanted = { 'htmx2 there': 'new', 'htmx2 gone': 'old', 'htmx4 there': 'new', 'htmx4 gone': 'old' }
if (JSON.stringify(seen) !== JSON.stringify(wanted)) process.exit(1)
JS
CHROMIUM=$(command -v chromium || command -v chromium-headless-shell) timeout 120 node gone.mjs
echo "As described."
