"""From process to process, over a Redis of its own that is stopped and started."""

import asyncio
import logging
import time

import pytest
from django.test import override_settings

from boards.live import bus
from boards.live.bus import Bus, say_once
from tests.live.conftest import PATIENCE
from tests.servers import start_redis

pytestmark = [pytest.mark.once, pytest.mark.long]

REDIS_LAYER = "channels_redis.pubsub.RedisPubSubChannelLayer"


def layer_in(url):
    return {
        "default": {"BACKEND": REDIS_LAYER, "CONFIG": {"hosts": [url], "prefix": "test"}},
    }


@pytest.fixture
def redis():
    with start_redis() as server, override_settings(CHANNEL_LAYERS=layer_in(server.url)):
        yield server


class Ear:
    """A process on the bus, and what it has heard."""

    def __init__(self):
        self.heard, self.missed = [], 0
        self.bus = Bus(self._hear, self._behind)
        self._task = asyncio.ensure_future(self.bus.listen())

    def _hear(self, process, said):
        # Signs of life come at any time: each story's beginning waits for one's own alone, not for the other's.
        if "alive" not in said:
            self.heard.append(said)

    def _behind(self):
        self.missed += 1

    async def hears(self, count):
        end = time.monotonic() + PATIENCE
        while len(self.heard) < count and time.monotonic() < end:
            await asyncio.sleep(0.01)
        assert len(self.heard) >= count
        return self.heard

    async def works(self, wanted=True):
        end = time.monotonic() + 3 * PATIENCE
        while await self.bus.probe() is not wanted:
            assert time.monotonic() < end
            await asyncio.sleep(0.05)

    async def end(self):
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


def run(story):
    """A story of two processes."""

    async def told():
        one, other = Ear(), Ear()
        try:
            for each in (one, other):
                await each.works()
            await story(one, other)
        finally:
            for each in (one, other):
                await each.end()

    asyncio.run(told())


def test_others_hear_and_oneself_does_not(redis):
    async def story(one, other):
        await one.bus.say({"change": {"project": 3}})
        (heard,) = await other.hears(1)
        assert heard["change"] == {"project": 3} and not one.heard

    run(story)


def test_a_process_that_does_not_listen_is_heard(redis):
    async def story(one, other):
        await say_once({"standing": [4, ""]})
        assert {"standing": [4, ""], "process": "", "count": 0} in await one.hears(1)

    run(story)


def test_redis_that_stops_costs_nothing_and_comes_back_by_itself(redis, monkeypatch):
    monkeypatch.setattr(bus, "PATIENCE", 0.5)

    async def story(one, other):
        redis.stop()
        await one.bus.say({"change": {}})
        await one.works(wanted=False)
        redis.start()
        await one.works()
        await other.works()
        before = len(other.heard)
        await one.bus.say({"change": {"project": 3}})
        await other.hears(before + 1)

    run(story)


def test_redis_that_stops_is_said_once(redis, monkeypatch, caplog):
    monkeypatch.setattr(bus, "PATIENCE", 0.3)

    async def story(one, other):
        redis.stop()
        for _each in range(3):
            await one.works(wanted=False)
        redis.start()
        await one.works()

    run(story)
    from_bus = [record.getMessage() for record in caplog.records if record.name == "boardsite.live"]
    assert len([line for line in from_bus if "don't arrive" in line]) <= 2, "one of each process at most"
    assert not logging.getLogger("channels_redis.pubsub").isEnabledFor(logging.ERROR)


def test_redis_that_hangs_is_noticed_and_waited_for_no_longer_than_is_said(redis, monkeypatch):
    monkeypatch.setattr(bus, "PATIENCE", 0.3)

    async def story(one, other):
        frozen = redis.freeze()
        start = time.monotonic()
        await one.bus.say({"change": {}})
        assert time.monotonic() - start < 2 and not one.bus.works
        redis.thaw(frozen)
        await one.works()

    run(story)


def test_what_was_missed_meanwhile_is_noticed(redis, monkeypatch):
    """A short absence between two probes, in which something was said."""
    monkeypatch.setattr(bus, "PATIENCE", 0.5)

    async def story(one, other):
        redis.stop()
        await one.bus.say({"change": {}})
        redis.start()
        await one.works()
        await other.works()
        await one.works()
        assert other.missed

    run(story)


def test_redis_that_is_away_at_the_start_is_asked_again(monkeypatch):
    monkeypatch.setattr(bus, "PATIENCE", 0.3)
    monkeypatch.setattr(bus, "AGAIN", 0.05)
    with start_redis() as server:
        pass
    port = int(server.url.rpartition(":")[2].partition("/")[0])
    with override_settings(CHANNEL_LAYERS=layer_in(server.url)):

        async def story():
            ear = Ear()
            await ear.works(wanted=False)
            with start_redis(port):
                await ear.works()
            await ear.end()

        asyncio.run(story())


def test_two_sites_on_one_redis_do_not_hear_each_other(redis):
    """Publishing knows no numbers of databases."""

    async def story():
        one = Ear()
        await one.works()
        with override_settings(
            CHANNEL_LAYERS={
                "default": {
                    "BACKEND": REDIS_LAYER,
                    "CONFIG": {"hosts": [redis.url[:-1] + "1"], "prefix": "other"},
                }
            }
        ):
            await say_once({"change": {}})
        await one.works()
        assert one.heard == []
        await one.end()

    asyncio.run(story())


def test_in_memory_there_is_nobody_else():
    with override_settings(CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}):
        assert not bus.reaches_others()
