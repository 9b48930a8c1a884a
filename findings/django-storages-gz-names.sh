#!/bin/sh
# django-storages 1.14.6, S3: a file whose name ends in .gz is unpacked by whoever fetches it from its address: another file than was stored.
#
# Expected: with gzip off (the default) a file goes into the bucket as it is, and url() leads to these bytes. Django's own FileResponse sends notes.tar.gz as
#   application/gzip, without an encoding, for this very reason.
# Seen: save("notes.tar.gz") tells the store "Content-Type: application/x-tar, Content-Encoding: gzip", guessed from the name. Browsers and requests unpack that on the way: a
#   person finds a tar under the name notes.tar.gz, and no checksum fits. export.csv.gz and drawing.svgz are the same; of backup.gz it is said too, whatever it holds.
#   storage.open() gives what was stored, so tests see nothing. With a ContentType in object_parameters nothing is guessed.
# What follows for us: objects have names without a telling end (boards/services/stored_files.py), and files are read through the site, which says their type
#   itself (boards/file_answers.py).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check django==5.2.19 django-storages==1.14.6 boto3==1.44.8 requests==2.34.2 2> /dev/null
cat > try.py <<'PYTHON'
import gzip
import io
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests
from botocore.config import Config
from django.conf import settings
from django.core.files.base import ContentFile
from django.http import FileResponse
from storages.backends.s3 import S3Storage

settings.configure()
kept = {}


class Store(BaseHTTPRequestHandler):
    """Keeps objects with what was told about them, and says the same of them, as S3 does."""

    protocol_version = "HTTP/1.1"

    def do_PUT(self):
        told = {name: self.headers[name] for name in ("Content-Type", "Content-Encoding") if name in self.headers}
        kept[self.path] = told, self.rfile.read(int(self.headers["Content-Length"]))
        self.answer({"ETag": '"1"'}, b"")

    def do_GET(self):
        told, content = kept[self.path.partition("?")[0]]
        self.answer({**told, "ETag": '"1"', "Last-Modified": "Sun, 01 Mar 2026 10:00:00 GMT"}, content)

    do_HEAD = do_GET

    def answer(self, headers, content):
        self.send_response(200)
        for name, value in {**headers, "Content-Length": len(content)}.items():
            self.send_header(name, str(value))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_parts):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Store)
threading.Thread(target=server.serve_forever, daemon=True).start()
options = {
    "bucket_name": "files",
    "endpoint_url": f"http://127.0.0.1:{server.server_port}",
    "region_name": "us-east-1",
    "access_key": "example",
    "secret_key": "example",
    "client_config": Config(s3={"addressing_style": "path"}, request_checksum_calculation="when_required"),
    "file_overwrite": True,
}
STORED = gzip.compress(b"what is inside")


def fetched(name, **more):
    storage = S3Storage(**options, **more)
    storage.save(name, ContentFile(STORED))
    assert storage.open(name).read() == STORED
    answer = requests.get(storage.url(name), timeout=60)
    told = answer.headers.get("Content-Type"), answer.headers.get("Content-Encoding")
    print(name, more, *told, "as stored:", answer.content == STORED)
    return told, answer.content


for name, kind in (("notes.tar.gz", "application/x-tar"), ("export.csv.gz", "text/csv"), ("drawing.svgz", "image/svg+xml")):
    assert fetched(name) == ((kind, "gzip"), b"what is inside")
assert fetched("other.tar.gz", object_parameters={"ContentType": "application/gzip"}) == (("application/gzip", None), STORED)
own = FileResponse(io.BytesIO(STORED), filename="notes.tar.gz")
print("FileResponse", own["Content-Type"], own.get("Content-Encoding"))
assert (own["Content-Type"], own.get("Content-Encoding")) == ("application/gzip", None)
print("As described.")
PYTHON
venv/bin/python try.py
