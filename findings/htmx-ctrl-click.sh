#!/bin/sh
# htmx 4.0.1: a click with Ctrl on a link that has hx-get does nothing at all: no new tab, no request.
#
# Expected: a click with Ctrl (Meta on a Mac) opens the link beside the page, as without htmx; the code of 4.0.1 asks for these
#   keys, to leave such clicks to the browser.
# Seen: htmx 4.0.1 sees the key and sends no request, but has called preventDefault before it looked: the browser is kept from
#   opening the tab, and nothing happens in its place. (2.0.8 doesn't ask for the key and loads the fragment into the page.)
# What follows for us: static/boards/js/requests.js keeps such clicks from htmx, so that a card opens beside its board.
# Wants: Chromium (Debian's chromium or chromium-headless-shell), node and npm.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund puppeteer-core@24.40.0 htmx4@npm:htmx.org@4.0.1 htmx2@npm:htmx.org@2.0.8 > /dev/null
cat > click.mjs <<'JS'
import http from 'node:http'
import fs from 'node:fs'
import puppeteer from 'puppeteer-core'

let asked = []
const server = http.createServer((request, answer) => {
  if (request.url === '/none') return answer.end()
  if (request.url.startsWith('/htmx')) return answer.end(fs.readFileSync(`node_modules${request.url}/dist/htmx.min.js`))
  answer.setHeader('Content-Type', 'text/html')
  if (request.headers['hx-request']) asked.push('fragment')
  else if (request.url === '/there') asked.push('page')
  const page = version => `<!doctype html><title>x</title><script src="/${version}"></script>
    <a id="link" href="/there" hx-get="/there" hx-target="#out">There</a><p id="out"></p>`
  answer.end(request.url.startsWith('/page-') ? page(request.url.slice(6)) : 'there')
})
await new Promise(done => server.listen(0, '127.0.0.1', done))
const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'], headless: 'shell' })
const seen = {}
for (const version of ['none', 'htmx2', 'htmx4']) {
  for (const key of ['', 'Control']) {
    asked = []
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${server.address().port}/page-${version}`, { waitUntil: 'load' })
    const before = (await browser.pages()).length
    if (key) await page.keyboard.down(key)
    await page.click('#link')
    if (key) await page.keyboard.up(key)
    await new Promise(done => setTimeout(done, 1500))
    seen[`${version} ${key || 'plain'}`] = { tabs: (await browser.pages()).length - before, asked: asked.join() }
    await page.close()
  }
}
console.log(JSON.stringify(seen, null, 1))
await browser.close()
server.close()
const wanted = {
  'none plain': { tabs: 0, asked: 'page' }, 'none Control': { tabs: 1, asked: 'page' },
  'htmx2 plain': { tabs: 0, asked: 'fragment' }, 'htmx2 Control': { tabs: 0, asked: 'fragment' },
  'htmx4 plain': { tabs: 0, asked: 'fragment' }, 'htmx4 Control': { tabs: 0, asked: '' },
}
if (JSON.stringify(seen) !== JSON.stringify(wanted)) process.exit(1)
JS
CHROMIUM=$(command -v chromium || command -v chromium-headless-shell) timeout 120 node click.mjs
echo "As described."
