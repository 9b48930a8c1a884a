"""What has changed, on its way to whoever looks on.

A change is gathered for a moment with what else changes on its board, and goes to the sockets of this process at once
and to other processes over the bus. What was changed past the services, or told while nobody could hear, is found by
comparing revisions with the database.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from boards.live import admission, messages
from boards.live.change import Change
from boardsite.observing import metrics

if TYPE_CHECKING:
    from boards.live.hub import Hub

logger = logging.getLogger("boardsite.live")

# Changes of one board within so many seconds are told as one.
GATHERED = 0.01
# How often the revisions of open boards are compared with the database: with other processes that tell of changes,
# where there is none that could, and while they can't be heard.
LOOKED, LOOKED_ALONE, LOOKED_WITHOUT = 20.0, 5.0, 2.0
# Up to so many ask at once when something changes; beyond them, each adds so many milliseconds to share.
FEW, MILLISECONDS_EACH = 20, 4


class News:
    """The part of a hub that tells of changes."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        # The newest revision of each project that somebody looks at, or that has changed lately.
        self._told: dict[int, int] = {}
        self._gathered: dict[int, Change] = {}
        self._ours: dict[int, Change] = {}
        # Boards on which is being asked who may still look.
        self._checking: set[int] = set()
        self._looking = asyncio.Event()

    def newest(self, revisions: Mapping[int, int]) -> dict[int, int]:
        """Of what somebody has read just now, and what was told while they read."""
        newest = {project: max(read, self._told.get(project, 0)) for project, read in revisions.items()}
        self._told |= newest
        return newest

    def gather(self, change: Change, *, ours: bool = True) -> None:
        """Something has changed, in this process or in another one."""
        if change.project not in self._gathered:
            self._hub.loop.call_later(GATHERED, self._deliver_gathered, change.project)
        for gathered in (self._gathered, self._ours) if ours else (self._gathered,):
            before = gathered.get(change.project)
            gathered[change.project] = before + change if before else change

    def _deliver_gathered(self, project: int) -> None:
        if project in self._checking:
            # Who is about to be sent away is told nothing of what follows either.
            self._hub.loop.call_later(GATHERED, self._deliver_gathered, project)
            return
        change, ours = self._gathered.pop(project), self._ours.pop(project, None)
        if ours:
            self._hub.say_to_others({"change": ours.packed()})
        if change.rights:
            self._hub.spawn(self._deliver_to_entitled(change))
        else:
            self._deliver(change)

    async def _deliver_to_entitled(self, change: Change) -> None:
        """Who has lost the right to see the project is sent away, and hears nothing more of it; who has won it does."""
        self._checking.add(change.project)
        try:
            await self._hub.rights.look_at_board(change.project)
            await self._hub.rights.look_at_homes(change.project)
        finally:
            self._checking.discard(change.project)
        self._deliver(change)

    def _deliver(self, change: Change) -> None:
        # Also where nobody looks on: whoever is just being let in has read an older one.
        self._told[change.project] = max(change.revision, self._told.get(change.project, 0))
        connections = self._hub.boards.get(change.project, ())
        values: dict[str, object] = {"project": change.project, "revision": change.revision}
        values |= {"columns": messages.ids(change.columns), "tasks": messages.ids(change.tasks)}
        values |= {"by": change.by, "within": self.within(change.project)}
        text = messages.text("changed", **values)
        all_of_it = messages.text("changed", **values | {"columns": None, "tasks": None, "by": ""})
        for connection in connections:
            connection.say(f"changed {change.project}", text, all_of_it)
        metrics.live_deliveries.inc(len(connections))

    def within(self, project: int) -> int:
        """Milliseconds in which all who look at a board should ask for what has changed."""
        looking = len(self._hub.boards.get(project, ())) * (1 + self._hub.company.processes)
        return max(0, looking - FEW) * MILLISECONDS_EACH

    # --- What nobody has told -----------------------------------------------------------------------------------------

    def look_soon(self) -> None:
        """Something may have been missed."""
        self._looking.set()

    async def keep_looking(self) -> None:
        """Compare, for as long as the process runs."""
        while not self._hub.leaving:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._looking.wait(), self._pause())
            self._looking.clear()
            if self._hub.boards:
                await self._look()

    def _pause(self) -> float:
        if not self._hub.reaches_others:
            return LOOKED_ALONE
        return LOOKED if self._hub.is_live else LOOKED_WITHOUT

    async def _look(self) -> None:
        """One query for all boards that somebody looks at."""
        try:
            found = await self._hub.ask(admission.revisions, list(self._hub.boards))
        except Exception as error:  # the database is away, as pages say
            logger.debug("The revisions could not be read (%s).", type(error).__name__)
            return
        for project in list(self._hub.boards):
            revision = found.get(project)
            if revision is None:
                await self._hub.rights.look_at_board(project)
            elif revision > self._told.get(project, 0) and project not in self._gathered:
                self.gather(Change(project, revision, None, None, rights=True), ours=False)
        self._told = {project: told for project, told in self._told.items() if project in self._hub.boards}
