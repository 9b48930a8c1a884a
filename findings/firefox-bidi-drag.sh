#!/bin/sh
# Firefox ESR 153 driven over WebDriver BiDi (puppeteer-core 24.40.0): a drag of HTML5 begins and never ends.
#
# Expected: press on a draggable element, move over a drop zone, release: dragstart, dragover, drop, dragend, as a hand gets them
#   in the same Firefox, and as Chromium 156 gives them to the same calls.
# Seen: dragstart and dragover come; after the release there is neither drop nor dragend nor mouseup, and the next move is an
#   ordinary mousemove. A board whose cards are dragged this way looks broken in such a test, while it is whole: the card stays
#   out of its list, and what listens for the end never runs.
# What follows for us: cards are dragged by pointer events in every browser, so that tests and people do the same.
# Wants: firefox-esr (Debian), node and npm.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund puppeteer-core@24.40.0 > /dev/null
cat > page.html <<'HTML'
<!doctype html><title>Drag</title>
<p id="card" draggable="true" style="position:absolute;left:20px;top:20px;width:100px;height:40px;background:#ccc">card</p>
<div id="zone" style="position:absolute;left:200px;top:20px;width:200px;height:200px;background:#eee">zone</div>
<script>
  window.seen = []
  for (const kind of ["mousedown", "dragstart", "dragover", "drop", "dragend", "mouseup", "mousemove"])
    addEventListener(kind, event => {
      if (kind === "dragover") event.preventDefault()
      if (kind === "dragstart") event.dataTransfer.setData("text/plain", "card")
      if (seen.at(-1) !== kind) seen.push(kind)
    }, true)
</script>
HTML
cat > drag.mjs <<'JS'
import puppeteer from 'puppeteer-core'
import { pathToFileURL } from 'node:url'
const browser = await puppeteer.launch({ browser: 'firefox', executablePath: process.env.FIREFOX, headless: true })
const page = await browser.newPage()
await page.goto(pathToFileURL('page.html').href)
await page.mouse.move(60, 50)
await page.mouse.down()
for (const x of [70, 120, 220, 260, 300]) {
  await page.mouse.move(x, 100)
  await new Promise(done => setTimeout(done, 100))
}
await page.mouse.up()
await new Promise(done => setTimeout(done, 1000))
await page.mouse.move(310, 120)
console.log(await browser.version(), JSON.stringify(await page.evaluate(() => window.seen)))
await browser.close()
JS
FIREFOX=$(command -v firefox-esr) timeout 120 node drag.mjs | tee seen.txt
grep -q '^firefox/153' seen.txt || echo "Another version than the one described."
grep -q '"dragstart"' seen.txt
grep -q '"dragover"' seen.txt
! grep -qE '"drop"|"dragend"|"mouseup"' seen.txt && echo "As described."
