#!/bin/sh
# htmx 4.0.1: morphing an open dialog hides it, and nothing behind it takes a click any more.
#
# Expected: outerMorph brings an element up to date where it stands. What the browser itself has put there since, a dialog that was opened by showModal(), goes on being
#   open, as a text goes on being typed; or it is closed, and the page is free again, as with outerHTML.
# Seen: the answer has no "open", as the server can't know of it, so the attribute is taken away: nothing is seen of the dialog, but for the browser it is the modal one still
#   (:modal), so that all behind it stays inert: buttons get no click, and Escape doesn't end it. Nothing is said in the console. An open <details> is
#   closed in the same way, which at least can be seen; a popover stays open. innerMorph and innerHTML leave the dialog alone.
# What follows for us: the dialog is no target, only what is in it is (#dialog-inside); static/boards/js/live-lay.js keeps <details> open.
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

const PAGE = `<!doctype html><title>x</title><script src="/htmx"></script><button id="behind">Behind</button>
  <dialog id="it"><p>Said</p></dialog>`
const ANSWERS = { outerMorph: '<dialog id="it"><p>Said again</p></dialog>', outerHTML: '<dialog id="it"><p>Said again</p></dialog>', innerMorph: '<p>Said again</p>' }
let answer = ''
const server = http.createServer((request, reply) => {
  if (request.url === '/htmx') return reply.end(fs.readFileSync('node_modules/htmx.org/dist/htmx.min.js'))
  reply.setHeader('Content-Type', 'text/html')
  reply.end(request.url === '/answer' ? answer : PAGE)
})
await new Promise(done => server.listen(0, '127.0.0.1', done))
const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'], headless: 'shell' })
const page = await browser.newPage()

/** Whether it is seen, whether it is the modal one, and how many of two clicks behind it, with Escape between, arrive. */
async function after(swap) {
  answer = ANSWERS[swap]
  await page.goto(`http://127.0.0.1:${server.address().port}/`, { waitUntil: 'load' })
  await page.evaluate(async swap => {
    window.clicks = 0
    document.getElementById('behind').addEventListener('click', () => window.clicks++)
    document.getElementById('it').showModal()
    await htmx.ajax('GET', '/answer', { target: '#it', swap })
  }, swap)
  const state = await page.$eval('#it', it => [getComputedStyle(it).display !== 'none', it.matches(':modal')])
  const { x, y, width, height } = await page.$eval('#behind', it => it.getBoundingClientRect().toJSON())
  await page.mouse.click(x + width / 2, y + height / 2)
  await page.keyboard.press('Escape')
  await page.mouse.click(x + width / 2, y + height / 2)
  const seen = [...state, await page.evaluate(() => window.clicks)]
  console.log(`${swap}: seen ${seen[0]}, modal ${seen[1]}, clicks behind it ${seen[2]}`)
  return seen
}

assert.deepStrictEqual(await after('outerMorph'), [false, true, 0])
assert.deepStrictEqual(await after('outerHTML'), [false, false, 2])
assert.deepStrictEqual(await after('innerMorph'), [true, true, 1])
await browser.close()
server.close()
console.log('As described.')
JS
CHROMIUM=$(command -v chromium || command -v chromium-headless-shell) timeout 120 node morph.mjs
