"""Who is on a board with whom, told to those who are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from boards.live import messages
from boards.live.connection import Connection
from boards.live.presence import Elsewhere, Scene, scene, together

if TYPE_CHECKING:
    from boards.live.hub import Hub

# Who comes and goes is told so often, in seconds; on a full board less often, by so much for each who looks on.
GATHERED, EACH = 0.1, 0.004


class Company:
    """The part of a hub that knows who is here, in this process and in others."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._elsewhere = Elsewhere()
        self._stirred: set[int] = set()
        self._shown: dict[int, Scene] = {}

    @property
    def processes(self) -> int:
        """How many others there are."""
        return len(self._elsewhere)

    def on(self, project: int) -> Scene:
        """Who is on a board. From whatever thread."""
        return together([self._local(project), *self._elsewhere.on(project)])

    def _local(self, project: int) -> Scene:
        looking = list(self._hub.boards.get(project, ()))
        return scene((each.user_id, each.editing) for each in looking if each.visible)

    def stir(self, connection: Connection) -> None:
        """Somebody has come, gone, or begun something else."""
        for project in () if connection.is_home else connection.projects:
            if project not in self._stirred:
                self._stirred.add(project)
                wait = GATHERED + EACH * len(self._hub.boards.get(project, ()))
                self._hub.loop.call_later(wait, self._settle, project)

    def _settle(self, project: int) -> None:
        self._stirred.discard(project)
        self._say_to_others(project)
        self._show(project)

    def _say_to_others(self, project: int) -> None:
        self._hub.say_to_others({"people": [project, self._local(project).packed()]})

    def _show(self, project: int) -> None:
        connections = self._hub.boards.get(project)
        if not connections:
            self._shown.pop(project, None)
            return
        now = self.on(project)
        if now != self._shown.get(project):
            self._shown[project] = now
            text = messages.text("people", **messages.people(now.here, now.editing))
            for connection in connections:
                if not connection.is_home:
                    connection.say("people", text)

    # --- Other processes ----------------------------------------------------------------------------------------------

    def repeat(self) -> None:
        """Say to others who is here: what was said holds for a while alone, and some have just begun."""
        for project in self._hub.boards:
            self._say_to_others(project)

    def heard(self, process: str, people: list[Any] | None) -> None:
        """Another process lives, and says who is on a board there."""
        now = self._hub.loop.time()
        if people is None:
            self._elsewhere.alive(process, now)
        else:
            project, packed = people
            self._elsewhere.note(process, project, Scene.unpacked(packed), now)
            self._show(project)

    def forget(self, process: str) -> None:
        """A process has ended."""
        for project in self._elsewhere.forget(process):
            self._show(project)

    def forget_silent(self) -> None:
        """Processes that have not been heard of for too long have ended too."""
        for project in self._elsewhere.forget_silent(self._hub.loop.time()):
            self._show(project)
