"""One open socket: what its browser says is checked here, and what is said to it never waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from boards.live import messages
from boards.live.admission import Admitted
from boards.live.messages import Code

Send = Callable[[Mapping[str, Any]], Awaitable[None]]

# What a browser may say: so many messages within so many seconds, each of so many letters.
MOST_MESSAGES = 40
WITHIN = 10.0
LONGEST = 200
HIGHEST_ID = 10**18


class Broken(Exception):
    """The browser has said what it must not; `code` says why it is sent away."""

    def __init__(self, code: Code) -> None:
        super().__init__(code.name)
        self.code = code


class Connection:
    """A browser's tab that looks at one project, or at all of a person's.

    One message is on its way at a time. While it is, later ones of the same kind take each other's place: the newest
    `changed` says all that the ones before did, once it names no columns.
    """

    __slots__ = (
        *("_closing", "_left", "_send", "_since", "_task", "_waiting"),
        *("checked", "editing", "heard", "is_home", "may_edit", "projects", "session", "tab", "user_id", "visible"),
    )

    def __init__(self, send: Send, session: str, tab: str, admitted: Admitted, *, is_home: bool, now: float) -> None:
        self._send, self.session, self.tab = send, session, tab
        self.user_id, self.visible = admitted.user_id, admitted.is_visible and not is_home
        self.projects, self.is_home = frozenset(admitted.projects), is_home
        self.may_edit = admitted.may_edit
        self.editing: int | None = None
        self.heard = self.checked = self._since = now
        self._left = MOST_MESSAGES
        self._waiting: dict[str, str] | None = None
        self._task: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None

    @property
    def is_open(self) -> bool:
        """Whether anything can still be said."""
        return self._closing is None

    def say(self, kind: str, text: str, later: str = "") -> None:
        """Hand a message over. `later` is said in its place if it has to wait for another one."""
        if self._closing:
            return
        if self._task is None:
            self._task = asyncio.ensure_future(self._saying(text))
        else:
            self._waiting = self._waiting or {}
            self._waiting[kind] = later or text

    async def _saying(self, text: str) -> None:
        try:
            await self._send({"type": "websocket.send", "text": text})
            while self._waiting:
                waiting, self._waiting = self._waiting, None
                for each in waiting.values():
                    await self._send({"type": "websocket.send", "text": each})
        except (OSError, RuntimeError):  # it has gone; who reads from it hears so too
            self._waiting = None
        finally:
            self._task = None

    def end(self, code: Code, *words: str) -> asyncio.Task[None]:
        """Say these last words and close; what waited is dropped."""
        if self._closing is None:
            self._closing = asyncio.ensure_future(self._ending(code, words))
        return self._closing

    async def _ending(self, code: Code, words: tuple[str, ...]) -> None:
        self._waiting = None
        if self._task:
            self._task.cancel()
        with suppress(OSError, RuntimeError):
            for each in words:
                await asyncio.wait_for(self._send({"type": "websocket.send", "text": each}), 1)
        with suppress(OSError, RuntimeError):
            await self._send({"type": "websocket.close", "code": int(code)})

    def hear(self, message: Mapping[str, Any], now: float) -> bool:
        """Take what the browser has said; returns whether what others see has changed. Raises Broken.

        That a task is edited counts for who may: others can have its form open when they lose their role.
        """
        self._count(now)
        text = message.get("text")
        if not text or len(text) > LONGEST:
            raise Broken(Code.NONSENSE)
        said = messages.heard(text)
        self.heard = now
        if said == {"type": "beat"}:
            return False
        edited = _edited(said)
        before, self.editing = self.editing, edited if self.may_edit else None
        return before != self.editing

    def _count(self, now: float) -> None:
        if now - self._since > WITHIN:
            self._since, self._left = now, MOST_MESSAGES
        self._left -= 1
        if self._left < 0:
            raise Broken(Code.TOO_MANY)


def _edited(said: dict[str, Any] | None) -> int | None:
    """The task that is edited now, None after `idle`. Raises Broken for anything else."""
    if said == {"type": "idle"}:
        return None
    task = said.get("task") if said else None
    if said != {"type": "editing", "task": task} or type(task) is not int or not 0 < task < HIGHEST_ID:
        raise Broken(Code.NONSENSE)
    return task
