"""What a worker is given after its browser tests; run in a process of its own by `test_left_loops.py`."""

import asyncio
from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from boards.models import User
from tests.conftest import person
from tests.factories import made_for_all

# All of one kind, or pytest-django puts those with rows before those without.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _loop() -> None:
    """As Playwright leaves one, from the first browser test of a process to its end."""
    asyncio._set_running_loop(asyncio.new_event_loop())


def test_that_leaves_a_loop_running(_loop: None) -> None:
    assert not User.objects.exists()


def test_a_story_runs() -> None:
    async def story() -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()

    assert asyncio.run(story()).is_closed()


@pytest.mark.parametrize("_time", [1, 2])
def test_rows_are_written_and_rolled_back(owner: User, _time: int) -> None:
    # Django keeps one connection for a thread, and another one for a loop that runs in it.
    assert connection.in_atomic_block and User.objects.get() == owner


@pytest.mark.django_db(transaction=True)
def test_rows_are_written_and_cleared_away(owner: User) -> None:
    assert User.objects.get() == owner


class TestWithRowsForAll:
    @pytest.fixture(scope="class")
    def resident(self, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[User]:
        with made_for_all(django_db_blocker, lambda: person("resident")) as resident:
            assert connection.in_atomic_block
            yield resident
            assert connection.in_atomic_block

    def test_they_are_there(self, resident: User) -> None:
        assert resident in User.objects.all()
