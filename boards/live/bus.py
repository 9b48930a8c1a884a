"""From process to process: one group of the channel layer, in which every process of the site is.

A process counts what it says, so that the others notice when they missed something. What is said is JSON in a text:
what a layer does to dictionaries differs from layer to layer.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from channels.layers import InMemoryChannelLayer, get_channel_layer

logger = logging.getLogger("boardsite.live")
GROUP = "live"
# How long Redis may take.
PATIENCE = 3.0
AGAIN = 1.0

Said = dict[str, Any]


def reaches_others() -> bool:
    """Whether there is anybody beside this process who hears."""
    return not isinstance(get_channel_layer(), InMemoryChannelLayer)


async def say_once(said: Said) -> None:
    """From a process that doesn't listen. Raises whatever the layer raises."""
    layer = get_channel_layer()
    body = json.dumps({**said, "process": "", "count": 0})
    await asyncio.wait_for(layer.group_send(GROUP, {"type": "live.said", "body": body}), PATIENCE)


class Bus:
    """Says and hears. `hear` is called with each message of another process; `behind` when some were missed."""

    def __init__(self, hear: Callable[[str, Said], None], behind: Callable[[], None]) -> None:
        self.process = secrets.token_hex(6)
        self.works = True
        self._hear, self._behind = hear, behind
        self._count = 0
        self._heard: dict[str, int] = {}
        self._echo = asyncio.Event()
        self._layer = get_channel_layer()
        self._channel = ""

    async def say(self, said: Said) -> None:
        """Tell the others. A layer that is away costs nobody anything: `works` becomes False."""
        self._count += 1
        body = json.dumps({**said, "process": self.process, "count": self._count})
        await self._tried(lambda: self._layer.group_send(GROUP, {"type": "live.said", "body": body}))

    async def _tried(self, do: Callable[[], Awaitable[object]]) -> None:
        try:
            await asyncio.wait_for(do(), PATIENCE)
        except Exception as error:  # of whatever kind the layer has
            if self.works:
                logger.warning("Messages between processes don't arrive (%s).", type(error).__name__)
            self.works = False

    async def listen(self) -> None:
        """Hear what the others say, for ever; a layer that is away is asked again and again."""
        while True:
            try:
                self._channel = self._channel or await self._layer.new_channel("live")
                await self._join()
                while True:
                    self._take(json.loads((await self._layer.receive(self._channel))["body"]))
            except Exception as error:
                self.works = False
                logger.debug("Not listening (%s).", type(error).__name__)
                await asyncio.sleep(AGAIN)

    async def _join(self) -> None:
        await self._layer.group_add(GROUP, self._channel)

    def _take(self, said: Said) -> None:
        process, count = said["process"], said["count"]
        if process == self.process:
            self._echo.set()
            return
        before = self._heard.get(process)
        self._heard[process] = count
        self._hear(process, said)
        if process and before is not None and count > before + 1:
            self._behind()

    async def probe(self) -> bool:
        """Whether what is said arrives: says that this process lives, and waits to hear it itself.

        The group is joined anew each time, because the layer in memory forgets members after a day.
        """
        if self._channel:
            await self._tried(self._join)
        self._echo.clear()
        await self.say({"alive": True})
        with suppress(TimeoutError):
            await asyncio.wait_for(self._echo.wait(), PATIENCE)
        self.works = self._echo.is_set()
        return self.works

    def forget(self, process: str) -> None:
        """It has gone."""
        self._heard.pop(process, None)
