"""How the server takes memory from the system."""

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Each thread takes memory and keeps it until all have. glibc then writes down what arenas it has.
PROGRAM = """
import ctypes, threading
import boardsite.server.config
met = threading.Barrier(8)
def take():
    kept = [bytes(5_000 + step) for step in range(200)]
    met.wait()
threads = [threading.Thread(target=take) for _ in range(8)]
for each in threads: each.start()
for each in threads: each.join()
libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, out)
libc.fflush(out)
"""


@pytest.mark.once
@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_info"), reason="Only glibc has arenas.")
def test_threads_of_the_server_share_one_arena(tmp_path):
    given = {**os.environ, "SECRET_KEY": "x" * 50, "VAR_DIR": str(tmp_path)}
    run = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, env=given, check=True, capture_output=True)
    assert run.stdout.count(b"<heap nr=") == 1
