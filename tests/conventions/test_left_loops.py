"""A worker that has run browser tests may be given others after them: those meet no event loop of Playwright's."""

import asyncio
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module")
def _loop_left_running() -> Iterator[asyncio.AbstractEventLoop]:
    """As Playwright leaves one in the thread, from the first browser test of a process to its end."""
    before, loop = asyncio._get_running_loop(), asyncio.new_event_loop()
    asyncio._set_running_loop(loop)
    yield loop
    assert asyncio._get_running_loop() is loop
    # Perhaps there is one of Playwright's indeed, which goes on.
    asyncio._set_running_loop(before)
    loop.close()


def test_a_story_runs_though_a_loop_was_left_running(_loop_left_running: asyncio.AbstractEventLoop) -> None:
    async def story() -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()

    assert asyncio.run(story()) is not _loop_left_running
