"""All sockets of a process. Everything here runs in the process's event loop, but for what says otherwise.

The hub knows who is there, and lets them in and go. What they are told is the matter of its parts: `news` (what has
changed), `rights` (who is sent away) and `company` (who is here with whom). Between processes all of it goes over the
`bus`.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import defaultdict
from collections.abc import Callable, Collection, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import close_old_connections

from boards.live import messages
from boards.live.admission import Refused
from boards.live.bus import Bus, Said, reaches_others
from boards.live.change import Change
from boards.live.company import Company
from boards.live.connection import Connection
from boards.live.messages import Code
from boards.live.news import News
from boards.live.presence import Scene
from boards.live.rights import Rights
from boardsite.observing import metrics

T = TypeVar("T")
logger = logging.getLogger("boardsite.live")

# A browser that has said nothing for so long is asked whether it is there, and after `SILENT` seconds it isn't.
QUIET, SILENT = 8.0, 22.0
# How often that is looked at, and others are told that this process lives.
ROUND = 5.0
MOST_OF_A_PERSON = 30
# After a restart so many come back a second, for the first of whom it takes so many milliseconds.
BACK_A_SECOND, BACK_AT_LEAST = 50, 1_000
# Threads that look things up for sockets, however many come at once: pages go first.
THREADS = 2


class Hub:
    """What one process knows of who looks at what."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.boards: dict[int, set[Connection]] = defaultdict(set)
        self.people: dict[int, set[Connection]] = defaultdict(set)
        self.leaving = False
        self.is_live = True
        # How many look-ups wait or run.
        self.asking = 0
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="live")
        self._tasks: set[asyncio.Future[Any]] = set()
        self.reaches_others = reaches_others()
        self.news, self.rights, self.company = News(self), Rights(self), Company(self)
        self._bus = Bus(self._hear, self.news.look_soon)
        for work in (self._bus.listen, self._rounds, self.news.keep_looking):
            self.spawn(work())

    def spawn(self, work: Coroutine[Any, Any, object]) -> None:
        """Do it beside everything else."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def ask(self, look: Callable[..., T], *arguments: object) -> T:
        """Look something up in the database, in one of a few threads."""

        def looked() -> T:
            close_old_connections()
            try:
                return look(*arguments)
            finally:
                close_old_connections()

        self.asking += 1
        try:
            return await self.loop.run_in_executor(self._threads, looked)
        finally:
            self.asking -= 1

    def everybody(self) -> Iterator[Connection]:
        """Each socket of this process; may be sent away meanwhile."""
        return (each for connections in list(self.people.values()) for each in list(connections))

    # --- Coming and going ---------------------------------------------------------------------------------------------

    def join(self, connection: Connection, revisions: Mapping[int, int]) -> None:
        """Somebody has come: greet them with the newest revisions known. Raises Refused where they have too many."""
        if len(self.people.get(connection.user_id, ())) >= MOST_OF_A_PERSON:
            raise Refused(Code.TOO_MANY)
        self.people[connection.user_id].add(connection)
        for project in connection.projects:
            self.boards[project].add(connection)
        metrics.live_connections.inc()
        self._greet(connection, self.news.newest(revisions))
        self.company.stir(connection)

    def _greet(self, connection: Connection, revisions: Mapping[int, int]) -> None:
        values: dict[str, object] = {"you": connection.tab, "live": self.is_live}
        if connection.is_home:
            values["revisions"] = {str(project): revision for project, revision in revisions.items()}
        else:
            ((project, revision),) = revisions.items()
            seen = self.company.on(project)
            values |= {"revision": revision, "within": self.news.within(project)}
            values["people"] = messages.people(seen.here, seen.editing)
        connection.say("hello", messages.text("hello", **values))

    def leave(self, connection: Connection) -> None:
        """Somebody has gone."""
        if connection not in self.people.get(connection.user_id, ()):
            return
        for places, key in ((self.people, connection.user_id), *((self.boards, pk) for pk in connection.projects)):
            places[key].discard(connection)
            if not places[key]:
                del places[key]
        metrics.live_connections.dec()
        self.company.stir(connection)

    def heard(self, connection: Connection, message: Mapping[str, Any]) -> None:
        """A browser has said something. Raises Broken."""
        if connection.hear(message, self.loop.time()):
            self.company.stir(connection)

    def drain(self) -> list[asyncio.Task[None]]:
        """The process is about to end: send everybody away, to come back one after the other."""
        self.leaving = True
        leaving = list(self.everybody())
        longest = max(BACK_AT_LEAST, len(leaving) * 1000 // BACK_A_SECOND)
        self.say_to_others({"over": True})
        return [each.end(Code.RESTART, _later(longest)) for each in leaving]

    # --- From requests, in whatever thread ----------------------------------------------------------------------------

    def tell(self, change: Change) -> None:
        """Something has been changed and committed. Never raises, never waits."""
        self._from_thread(self.news.gather, change)

    def tell_standing(self, user_id: int | None, session_key: str) -> None:
        """Somebody may not be let in any more."""
        self._from_thread(self.rights.look_at, user_id, session_key)

    def tell_inboxes(self, users: Collection[int]) -> None:
        """These people may have something else in their inbox."""
        self._from_thread(self._tell_inboxes, list(users))

    def _tell_inboxes(self, users: list[int], *, ours: bool = True) -> None:
        if ours:
            self.say_to_others({"inbox": users})
        for connection in [each for user in users for each in self.people.get(user, ())]:
            connection.say("inbox", messages.INBOX)

    def _from_thread(self, do: Callable[..., None], *arguments: object) -> None:
        try:
            self.loop.call_soon_threadsafe(do, *arguments)
        except RuntimeError:  # the loop has ended, and with it whoever could hear
            logger.debug("Nobody is told any more.")

    def here(self, project: int) -> Scene:
        """Who is on a board, in all processes."""
        return self.company.on(project)

    # --- Other processes ----------------------------------------------------------------------------------------------

    def say_to_others(self, said: Said) -> None:
        """Over the bus, if anybody else hears it."""
        if self.reaches_others:
            self.spawn(self._bus.say(said))

    def _hear(self, process: str, said: Said) -> None:
        if "change" in said:
            self.news.gather(Change.unpacked(said["change"]), ours=False)
        elif "standing" in said:
            self.rights.look_at(*said["standing"], ours=False)
        elif "inbox" in said:
            self._tell_inboxes(said["inbox"], ours=False)
        elif "over" in said:
            self.company.forget(process)
            self._bus.forget(process)
        elif process:
            self.company.heard(process, said.get("people"))

    async def _rounds(self) -> None:
        """Now and then: say that this process lives, and notice who doesn't."""
        while not self.leaving:
            await asyncio.sleep(ROUND)
            self._ask_the_quiet()
            self.rights.look_again()
            if self.reaches_others:
                self._notice(await self._bus.probe())
                self.company.repeat()
            self.company.forget_silent()

    def _ask_the_quiet(self) -> None:
        now = self.loop.time()
        for connection in self.everybody():
            silence = now - connection.heard
            if silence > SILENT:
                self.leave(connection)
                connection.end(Code.SILENT)
            elif silence > QUIET:
                connection.say("beat", messages.BEAT)

    def _notice(self, works: bool) -> None:
        """Whether messages from other processes arrive; while they don't, the database is asked more often."""
        if works == self.is_live:
            return
        self.is_live = works
        kind, text = ("live", messages.LIVE) if works else ("degraded", messages.DEGRADED)
        for connection in self.everybody():
            connection.say(kind, text)
        self.news.look_soon()


def _later(longest: int) -> str:
    return messages.text("later", after=random.randint(BACK_AT_LEAST // 2, longest))  # noqa: S311  no secret


_hub: Hub | None = None


def attend() -> Hub:
    """The hub of the running loop, made when it is first asked for."""
    global _hub
    loop = asyncio.get_running_loop()
    if _hub is None or _hub.loop is not loop:
        _hub = Hub(loop)
    return _hub


def present() -> Hub | None:
    """The hub of this process, if it has one; from whatever thread."""
    return _hub if _hub is not None and not _hub.loop.is_closed() else None
