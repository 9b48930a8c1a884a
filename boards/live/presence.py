"""Who is on which board and edits what, in all processes. Kept in memory alone.

Each process says who is with it, when that changes and now and then; what it said holds for a while, so that the
people of a process that died are gone soon.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

People = dict[int, set[int]]
# How long a process is believed that has not said anything since, in seconds; it says all of it every ten seconds.
BELIEVED = 25.0


@dataclass(slots=True)
class Scene:
    """Who is on one board, and by the id of a task who edits it."""

    here: set[int] = field(default_factory=set)
    editing: People = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.here)

    def packed(self) -> dict[str, object]:
        """For the bus."""
        return {"here": sorted(self.here), "editing": {str(task): sorted(who) for task, who in self.editing.items()}}

    @classmethod
    def unpacked(cls, packed: Mapping[str, Mapping[str, list[int]] | list[int]]) -> Scene:
        """As it was."""
        editing = packed["editing"]
        assert isinstance(editing, Mapping)  # noqa: S101  as `packed` makes it
        return cls(set(packed["here"]), {int(task): set(who) for task, who in editing.items()})  # type: ignore[arg-type]


def scene(seen: Iterable[tuple[int, int | None]]) -> Scene:
    """Of pairs of person and edited task."""
    found = Scene()
    for user_id, task in seen:
        found.here.add(user_id)
        if task is not None:
            found.editing.setdefault(task, set()).add(user_id)
    return found


class Elsewhere:
    """What other processes have said, by process and project."""

    def __init__(self) -> None:
        self._scenes: dict[str, dict[int, Scene]] = defaultdict(dict)
        self._heard: dict[str, float] = {}

    def note(self, process: str, project: int, seen: Scene, now: float) -> None:
        """One board of a process."""
        self._heard[process] = now
        if seen:
            self._scenes[process][project] = seen
        else:
            self._scenes[process].pop(project, None)

    def alive(self, process: str, now: float) -> None:
        """The process has said something."""
        self._heard[process] = now

    def forget(self, process: str) -> set[int]:
        """The process has gone; returns the boards on which somebody was."""
        self._heard.pop(process, None)
        return set(self._scenes.pop(process, {}))

    def forget_silent(self, now: float) -> set[int]:
        """Drop the processes that have not been heard of for too long; returns the boards this concerns."""
        silent = [process for process, heard in self._heard.items() if now - heard > BELIEVED]
        return {project for process in silent for project in self.forget(process)}

    def on(self, project: int) -> list[Scene]:
        """What others say of a board."""
        # A copy: views ask too, from their own threads.
        return [scenes[project] for scenes in list(self._scenes.values()) if project in scenes]

    def __len__(self) -> int:
        return len(self._heard)


def together(scenes: Iterable[Scene]) -> Scene:
    """All of them as one."""
    whole = Scene()
    for each in scenes:
        whole.here |= each.here
        for task, who in each.editing.items():
            whole.editing.setdefault(task, set()).update(who)
    return whole
