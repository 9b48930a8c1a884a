"""Of several relays one leads, and another one takes over as soon as it is gone, however it went."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from boards.stream import leading

HOLDS = """
import django, sys, time
django.setup()
from django.conf import settings
from boards.stream import leading
settings.DATABASES["default"]["NAME"] = sys.argv[1]
lease = leading.lease()
print(lease.is_taken(), flush=True)
time.sleep(60)
"""


@pytest.fixture
def other(db, settings):
    """Another process that leads."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "boardsite.settings", "VAR_DIR": str(settings.VAR_DIR)}
    if connection.vendor == "postgresql":
        url = os.environ["DATABASE_URL"]
        environment["DATABASE_URL"] = f"{url.rpartition('/')[0]}/{connection.settings_dict['NAME']}"
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(connection.settings_dict["NAME"])],
        env=environment | {"SECRET_KEY": "unused", "LOG_LEVEL": "ERROR"},
        stdout=subprocess.PIPE,
    )
    assert process.stdout.readline() == b"True\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def taken_within(seconds):
    lease, end = leading.lease(), time.monotonic() + seconds
    try:
        while not (found := lease.is_taken()) and time.monotonic() < end:
            time.sleep(0.05)
        return found and lease.is_held()
    finally:
        lease.end()


def test_one_leads_at_a_time(other):
    assert not taken_within(0.5)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "ended"])
def test_the_next_takes_over(other, how):
    other.send_signal(how)
    assert taken_within(5)


def test_who_gives_it_up_lets_another_lead(db):
    first, second = leading.lease(), leading.lease()
    assert first.is_taken() and not second.is_taken()
    first.end()
    assert not first.is_held()
    assert second.is_taken()
    second.end()


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="a file has no session that could be lost")
def test_a_session_that_is_gone_holds_nothing(db):
    lease = leading.lease()
    assert lease.is_taken() and lease.is_held()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
    assert not lease.is_held()
    lease.end()
