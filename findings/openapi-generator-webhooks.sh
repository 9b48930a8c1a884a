#!/bin/sh
# OpenAPI Generator 7.26.0: a webhook in the document takes the operations of its tag out of the client, and a Python client can't be imported.
#
# Expected: OpenAPI 3.1, 4.8.1: `webhooks` describes requests that the server sends; a client of the paths is the same with them and without. Tags only group
#   what belongs together ("4.8.22"), and documents give messages about orders the tag of the operations on orders.
# Seen: of a valid document (openapi-spec-validator 0.9.0 takes it) the generator makes a class for the webhooks of each tag, in the file of the class for the paths of that tag,
#   which is overwritten: read_order is gone, in TypeScript and Python alike. A warning speaks of file systems without case, and the exit status
#   is 0. In Python the methods made for webhooks have no types ("webhook_id: ,"), so the whole package ends in a SyntaxError, whatever the tag.
#   With --global-property apis,models,supportingFiles webhooks are left out, and all is well.
# What follows for us: messages have a tag of their own (boards/webhooks/api/documents.py, tests/api/test_documents.py), and docs/api.md says how to leave them out.
# Wants: java (11 or later).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check openapi-generator-cli==7.26.0 openapi-spec-validator==0.9.0 2> /dev/null

document() {
  cat > "$1.json" <<JSON
{"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"},
 "paths": {"/orders/{id}": {"get": {"operationId": "read_order", "tags": ["orders"],
   "parameters": [{"in": "path", "name": "id", "required": true, "schema": {"type": "integer"}}],
   "responses": {"204": {"description": "It is there"}}}}},
 "webhooks": {"order.made": {"post": {"operationId": "on_order_made", "tags": ["$1"],
   "parameters": [{"in": "header", "name": "webhook-id", "required": true, "schema": {"type": "string"}}],
   "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object"}}}},
   "responses": {"204": {"description": "Taken"}}}}}}
JSON
  venv/bin/openapi-spec-validator "$1.json" > /dev/null
}

# Prints whether the operation is in the client, and whether Python can read it.
make() {
  document=$1 language=$2
  shift 2
  rm -rf client
  venv/bin/openapi-generator-cli generate -i "$document.json" -g "$language" -o client "$@" > log 2>&1
  found=$(grep -rlE 'read_order\(|readOrder\(' client --include='*_api.py' --include='*Api.ts' | grep -v /test/ | wc -l)
  is_read=$(venv/bin/python -m compileall -q client > /dev/null && echo yes || echo no)
  echo "webhook tagged $document, $language $*: read_order in $found file, Python reads it: $is_read" | tee -a seen
}

document orders
document events
make orders typescript-fetch
make events typescript-fetch
make orders python
make events python
make orders python --global-property apis,models,supportingFiles
cat > expected <<'TEXT'
webhook tagged orders, typescript-fetch : read_order in 0 file, Python reads it: yes
webhook tagged events, typescript-fetch : read_order in 1 file, Python reads it: yes
webhook tagged orders, python : read_order in 0 file, Python reads it: no
webhook tagged events, python : read_order in 1 file, Python reads it: no
webhook tagged orders, python --global-property apis,models,supportingFiles: read_order in 1 file, Python reads it: yes
TEXT
diff expected seen && echo "As described."
