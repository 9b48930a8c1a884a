"""The throw-away servers."""

import subprocess
import sys

import psycopg
import pytest
import redis

from tests.servers import free_port, start_postgres, start_redis

pytestmark = [pytest.mark.long, pytest.mark.once]


def test_postgres_starts_empty_and_stops():
    with start_postgres() as server:
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT lower('ÄÖ')").fetchone() == ("äö",)
        server.stop()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(server.url, connect_timeout=2)


def test_redis_comes_back_on_its_port():
    port = free_port()
    for _ in range(2):
        with start_redis(port) as server, redis.Redis.from_url(server.url) as client:
            assert client.set("a", "b", nx=True)
    assert server.process.poll() is not None


def test_code_of_the_command_is_returned():
    command = [sys.executable, "-m", "tests.servers", "--", "sh", "-c", 'test -n "$DATABASE_URL$REDIS_URL" && exit 7']
    assert subprocess.run(command, check=False).returncode == 7
