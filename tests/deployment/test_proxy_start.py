"""The proxy's start script follows the addresses of `web`, with stand-ins for getent and nginx."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

START = Path(__file__).resolve().parents[2] / "deploy" / "nginx" / "start.sh"
NGINX = """#!/bin/sh
echo "$@" >> {folder}/calls
case "$*" in *reload) ;; *) exec sleep 30 ;; esac
"""


@pytest.fixture
def proxy(tmp_path):
    """A folder with `addresses`, which getent tells, and `calls`, which nginx gets; the script runs there."""
    if not shutil.which("cmp"):
        pytest.skip("cmp is not installed")
    script = tmp_path / "start.sh"
    script.write_text(START.read_text().replace("/tmp/", f"{tmp_path}/").replace("sleep 2;", "sleep 0.05;"))
    (tmp_path / "addresses").write_text("10.0.0.2 STREAM web\n10.0.0.2 DGRAM\n10.0.0.1 STREAM\n")
    (tmp_path / "getent").write_text(f"#!/bin/sh\ncat {tmp_path}/addresses\n")
    (tmp_path / "nginx").write_text(NGINX.format(folder=tmp_path))
    for name in ("getent", "nginx"):
        (tmp_path / name).chmod(0o755)
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    process = subprocess.Popen(["/bin/sh", script], env=environment, start_new_session=True)
    try:
        yield tmp_path
    finally:
        os.killpg(process.pid, 9)
        process.wait()


def until(true):
    for _ in range(200):
        if true():
            return True
        time.sleep(0.05)
    return False


def calls(folder):
    path = folder / "calls"
    return path.read_text().splitlines() if path.exists() else []


def test_new_addresses_are_read_and_a_silent_name_server_changes_nothing(proxy):
    servers = proxy / "upstream.conf"
    assert until(lambda: len(calls(proxy)) == 1)
    assert servers.read_text() == "server 10.0.0.1:8000 max_fails=0;\nserver 10.0.0.2:8000 max_fails=0;\n"
    (proxy / "addresses").write_text("")
    (proxy / "next").write_text("10.0.0.3 STREAM web\n")
    (proxy / "next").rename(proxy / "addresses")
    assert until(lambda: len(calls(proxy)) == 2)
    assert servers.read_text() == "server 10.0.0.3:8000 max_fails=0;\n"
    assert calls(proxy)[1].endswith("-s reload")
