#!/bin/sh
# swagger-typescript-api 13.13.0: a name that stands in the address is put in as it is, so "Questions?" asks for "Questions" and "#12" for the whole list.
#
# Expected: OpenAPI 3.1.0, "Path Parameters" and "style": values are filled in as RFC 6570 has it, in which reserved characters are percent-encoded: /tags/Questions%3F. And the
#   body goes out as the type that the document names. oazapfts 7.5.0 encodes the name; a body of application/merge-patch+json it sends as JSON, too.
# Seen: the client asks for /tags/Questions? and /tags/#12, of which a server sees /tags/Questions and /tags/: the answer is that of another tag, or of all,
#   and nothing raises. What the query holds is encoded. The PATCH leaves as application/json, which a server that keeps to its document refuses.
# What follows for us: addresses of our API hold numbers, and the words for reactions, which are a fixed list (boards/models/comments.py); bodies are application/json.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund swagger-typescript-api@13.13.0 oazapfts@7.5.0 esbuild@0.25.12 > /dev/null
cat > api.json <<'JSON'
{"openapi": "3.1.0", "info": {"title": "Board", "version": "1"}, "servers": [{"url": "https://example.com"}], "paths": {"/tags/{name}": {
  "parameters": [{"name": "name", "in": "path", "required": true, "schema": {"type": "string"}}],
  "get": {"operationId": "readTag", "parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}}], "responses": {"204": {"description": "None"}}},
  "patch": {"operationId": "editTag", "requestBody": {"required": true, "content": {"application/merge-patch+json": {"schema": {"type": "object"}}}},
    "responses": {"204": {"description": "None"}}}}}}
JSON
node_modules/.bin/swagger-typescript-api generate --path api.json --output by-swagger --name client.ts > /dev/null 2>&1
node_modules/.bin/oazapfts api.json by-oazapfts.ts > /dev/null 2>&1
node_modules/.bin/esbuild by-swagger/client.ts --bundle --format=esm --outfile=swagger.mjs --log-level=error
node_modules/.bin/esbuild by-oazapfts.ts --bundle --format=esm --outfile=oazapfts.mjs --log-level=error
cat > read.mjs <<'JS'
import assert from 'node:assert'
import {Api} from './swagger.mjs'
import * as oazapfts from './oazapfts.mjs'

let asked
globalThis.fetch = async (address, {method, headers}) => {
  const type = new Headers(headers).get('content-type')
  asked = [method ?? 'GET', String(address).replace('https://example.com', ''), type]
  return new Response(null, {status: 204})
}
const {tags} = new Api()
const seen = []
for (const call of [
  () => tags.readTag('Questions?', {q: 'a?b'}), () => oazapfts.readTag('Questions?', {q: 'a?b'}),
  () => tags.readTag('#12'), () => oazapfts.readTag('#12'),
  () => tags.editTag('x', {}), () => oazapfts.editTag('x', {}),
]) {
  await call()
  seen.push(asked)
}
console.log(seen)
assert.deepStrictEqual(seen, [
  ['GET', '/tags/Questions??q=a%3Fb', null], ['GET', '/tags/Questions%3F?q=a%3Fb', null],
  ['GET', '/tags/#12', null], ['GET', '/tags/%2312', null],
  ['PATCH', '/tags/x', 'application/json'], ['PATCH', '/tags/x', 'application/json'],
])
console.log('As described.')
JS
node read.mjs
