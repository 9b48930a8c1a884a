"""Large files through the server as it runs: never in memory, and nothing is left of what breaks off."""

import os
import re
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.servers import free_port, until_up
from tests.site.conftest import bucket_at

pytestmark = [pytest.mark.long, pytest.mark.once]

ROOT = Path(__file__).parents[2]
MEGABYTE = 1_000_000
PREPARE = """
import django
from django.core.management import call_command
django.setup()
call_command("prepare")
from boards.models import User
from boards.services import projects, tasks
user = User.objects.create_user("mina@example.com", "correct horse battery", display_name="Mina")
project = projects.create(title="Files", visibility="personal", actor=user)
task = tasks.create(project=project, title="Task", column=project.columns.first(), actor=user)
from boards.accounts.services import keys
print(task.pk, keys.create(name="Key", can_write=True, expires_at=None, actor=user).secret)
"""


class Site:
    """A running server and somebody who calls it."""

    def __init__(self, url, process, var, bucket, task, secret):
        self.url, self.process, self.var, self.bucket, self.task = url, process, var, bucket, task
        self.headers = {"X-API-Key": secret}
        self.path = f"/api/v1/tasks/{task}/attachments/"
        self.client = httpx.Client(base_url=url, headers=self.headers, verify=False, timeout=60)

    def memory(self) -> int:
        """Of the process that answers, at its most, in bytes."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return max(
            int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) * 1024 for pid in children
        )

    def files(self) -> list[str]:
        """What lies in the store, and what has not arrived."""
        here = [path for name in ("attachments", "arriving") for path in (self.var / name).rglob("*") if path.is_file()]
        bucket = self.bucket
        begun = bucket.meta.client.list_multipart_uploads(Bucket=bucket.name).get("Uploads", []) if bucket else []
        there = [each.key for each in bucket.objects.all()] if bucket else []
        return sorted([*map(str, here), *there, *(each["Key"] for each in begun)])

    def opened(self, folder: str = "attachments") -> list[str]:
        """The files of the store that the server holds open, or of what has not arrived."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        found = []
        for each in (each for pid in children for each in Path(f"/proc/{pid}/fd").iterdir()):
            with suppress(FileNotFoundError):
                found.append(str(each.readlink()))
        return [path for path in found if f"/{folder}/" in path]

    def begin(self, length: int) -> socket.socket:
        """A form that says it is so long, and of which the head has been sent."""
        host, port = self.url.removeprefix("http://").split(":")
        found = socket.create_connection((host, int(port)))
        head = f"POST {self.path} HTTP/1.1\r\nHost: {host}:{port}\r\nX-API-Key: {self.headers['X-API-Key']}\r\n"
        head += f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {length}\r\n\r\n"
        part = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
        found.sendall((head + part).encode())
        return found


@pytest.fixture(scope="module", params=["folder", "bucket"])
def site(request, tmp_path_factory):
    port, var = free_port(), tmp_path_factory.mktemp("var")
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    environment |= {"DJANGO_SETTINGS_MODULE": "boardsite.settings", "HOST": "127.0.0.1", "PORT": str(port), "DEMO": "0"}
    environment |= {"SITE_URL": f"http://127.0.0.1:{port}", "VAR_DIR": str(var), "ATTACHMENT_MB": "60"}
    bucket = None
    if request.param == "bucket":
        server = request.getfixturevalue("server")
        bucket = bucket_at(server)
        environment |= {"S3_BUCKET": bucket.name, "S3_ENDPOINT": server, "S3_REGION": "us-east-1"}
        environment |= {"S3_ACCESS_KEY_ID": "testing", "S3_SECRET_ACCESS_KEY": "testing"}
    options = {"env": environment, "cwd": ROOT, "text": True}
    made = subprocess.run([sys.executable, "-c", PREPARE], check=True, stdout=subprocess.PIPE, **options).stdout
    task, secret = made.split()[-2:]
    command = [Path(sys.executable).parent / "gunicorn", "-c", "python:boardsite.server.config"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    try:
        until_up(f"{environment['SITE_URL']}/healthz")
        yield Site(environment["SITE_URL"], process, var, bucket, int(task), secret)
    finally:
        process.kill()
        process.wait()
        if bucket:
            bucket.meta.client.close()


def pieces(size):
    piece = os.urandom(100_000)
    yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
    for _each in range(size // len(piece)):
        yield piece
    yield b"\r\n--x--\r\n"


def until(is_so):
    """Waits for it, as long as a busy machine may need."""
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.1)


FORM = {"Content-Type": "multipart/form-data; boundary=x"}


@pytest.mark.parametrize("announced", [True, False], ids=["length", "chunks"])
def test_a_large_file_arrives_and_leaves_without_memory(site, announced):
    size = 50 * MEGABYTE
    # With the first file the server loads what it sends files to a bucket with.
    site.client.post(site.path, files={"file": ("a.bin", b"First")})
    before = site.memory()
    headers = FORM | ({"Content-Length": str(sum(map(len, pieces(size))))} if announced else {})
    made = site.client.post(site.path, content=pieces(size), headers=headers)
    assert made.status_code == 201 and made.json()["size"] == size
    with site.client.stream("GET", f"/api/v1/attachments/{made.json()['id']}/content") as response:
        assert sum(map(len, response.iter_bytes())) == size
    # A bucket is sent parts of 8 MB, each of which is in memory.
    assert site.memory() - before < (40 if site.bucket else 20) * MEGABYTE
    assert not list((site.var / "arriving").iterdir())


def test_one_that_is_too_large_is_refused_before_it_is_read(site):
    with site.begin(90 * MEGABYTE) as connection:
        connection.settimeout(10)
        assert connection.recv(100).startswith(b"HTTP/1.1 413")


def test_who_may_not_attach_is_refused_before_anything_is_read(site):
    secret, site.headers["X-API-Key"] = site.headers["X-API-Key"], "wrong"
    try:
        with site.begin(50 * MEGABYTE) as connection:
            connection.settimeout(10)
            assert connection.recv(100).startswith(b"HTTP/1.1 401")
    finally:
        site.headers["X-API-Key"] = secret


@pytest.mark.parametrize("length", [1 * MEGABYTE, 50 * MEGABYTE])
def test_an_upload_that_is_cut_off_leaves_no_row_and_no_file(site, length):
    files, rows = site.files(), len(site.client.get(site.path).json()["items"])
    with site.begin(length) as connection:
        connection.sendall(b"x" * (length // 2))
        if length > 2 * MEGABYTE:
            until(lambda: site.opened("arriving"))
    until(lambda: not site.opened("arriving"))
    assert site.files() == files
    assert len(site.client.get(site.path).json()["items"]) == rows


def test_a_download_that_is_broken_off_holds_nothing(site):
    made = site.client.post(site.path, files={"file": ("a.bin", os.urandom(20 * MEGABYTE))})
    for _each in range(5):
        with site.client.stream("GET", f"/api/v1/attachments/{made.json()['id']}/content") as response:
            next(response.iter_bytes())
    until(lambda: not site.opened())
