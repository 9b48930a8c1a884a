"""Whether a connection to PostgreSQL that was kept is believed."""

import fcntl
import resource
import socket

import psycopg
import pytest

from boardsite.database.postgresql.base import is_alive


class Kept:
    """A connection of psycopg, as far as it is looked at."""

    def __init__(self, number, error=None):
        self.pgconn, self.socket, self.asked, self.error = self, number, 0, error

    def execute(self, _statement):
        self.asked += 1
        if self.error:
            raise self.error


class Closed(Kept):
    """psycopg raises when the socket of a closed connection is looked for."""

    @property
    def socket(self):
        raise psycopg.OperationalError("the connection is lost")

    @socket.setter
    def socket(self, _number):
        pass


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_silence_is_believed(pair):
    kept = Kept(pair[0].fileno())
    assert is_alive(kept) and not kept.asked


@pytest.mark.parametrize("error", [None, psycopg.OperationalError("gone")])
def test_who_has_something_to_say_is_asked(pair, error):
    pair[1].send(b"x")
    kept = Kept(pair[0].fileno(), error)
    assert is_alive(kept) == (error is None) and kept.asked == 1


def test_closed_by_the_server_is_asked(pair):
    pair[1].close()
    kept = Kept(pair[0].fileno(), psycopg.OperationalError("gone"))
    assert not is_alive(kept)


def test_closed_by_ourselves_is_not_alive():
    assert not is_alive(Closed(0))


def test_a_process_may_have_more_than_a_thousand_open_sockets(pair):
    """As one with many open boards has."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < 1200:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(1200, hard) if hard != resource.RLIM_INFINITY else 1200, hard))
    high = fcntl.fcntl(pair[0].fileno(), fcntl.F_DUPFD, 1100)
    with socket.socket(fileno=high):
        assert is_alive(Kept(high))
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
