#!/bin/sh
# htmx 4.0.1: the promise of htmx.ajax() is kept at once when the request has to wait in a queue, before anything was sent.
#
# Expected: `await htmx.ajax(...)` goes on when the request is over, as it does for the first of several.
# Seen: with hx-sync="queue all" the promise of the second call is resolved while the first request is still on its way and the second
#   has not left; what the code does next finds the page as it was before. Nothing in the resolved value says so.
# What follows for us: what comes after a change hangs on events of the request (static/boards/js/requests.js), not on the promise.
# Wants: Chromium (Debian's chromium or chromium-headless-shell), node and npm.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund puppeteer-core@24.40.0 htmx.org@4.0.1 > /dev/null
cat > queued.mjs <<'JS'
import http from 'node:http'
import fs from 'node:fs'
import puppeteer from 'puppeteer-core'

const server = http.createServer((request, answer) => {
  if (request.url === '/htmx') return answer.end(fs.readFileSync('node_modules/htmx.org/dist/htmx.min.js'))
  answer.setHeader('Content-Type', 'text/html')
  if (request.headers['hx-request']) return setTimeout(() => answer.end(`laid ${request.url}`), 600)
  answer.end('<!doctype html><title>x</title><script src="/htmx"></script><div id="source" hx-sync="this:queue all"></div><p id="out">nothing</p>')
})
await new Promise(done => server.listen(0, '127.0.0.1', done))
const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'], headless: 'shell' })
const page = await browser.newPage()
await page.goto(`http://127.0.0.1:${server.address().port}/`, { waitUntil: 'load' })
const told = await page.evaluate(async () => {
  const told = []
  const out = document.getElementById('out')
  document.addEventListener('htmx:after:swap', () => told.push(out.textContent))
  const ask = url => htmx.ajax('POST', url, { source: '#source', target: '#out' }).then(() => told.push(`kept ${url}: ${out.textContent}`))
  ask('/1')
  ask('/2')
  await new Promise(done => setTimeout(done, 3000))
  return told
})
console.log(JSON.stringify(told, null, 1))
await browser.close()
server.close()
const first = told.indexOf('kept /2: nothing')
if (first !== 0 || !told.includes('kept /1: laid /1') || told.at(-1) !== 'laid /2') process.exit(1)
JS
CHROMIUM=$(command -v chromium || command -v chromium-headless-shell) timeout 120 node queued.mjs
echo "As described."
