"""A worker that has run browser tests may be given others after them: those meet no event loop of Playwright's."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PLAIN = ["-q", "-p", "no:randomly", "-p", "no:cacheprovider", "-p", "no:cov", "-p", "no:xdist"]


@pytest.mark.long
@pytest.mark.once
@pytest.mark.unmeasured
def test_others_run_though_a_loop_was_left_running() -> None:
    """In a process of its own: this one may have a loop of Playwright's indeed, and its order is nobody's."""
    command = [sys.executable, "-m", "pytest", *PLAIN, str(Path(__file__).with_name("left_loops.py"))]
    # As where a browser has been: Django is told that a loop in this thread is nobody's.
    env = os.environ | {"DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
    ran = subprocess.run(command, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == 0, ran.stdout
    assert "6 passed" in ran.stdout
