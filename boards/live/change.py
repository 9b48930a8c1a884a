"""A change as it goes from process to process: ids only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """What has changed in a project. `columns` and `tasks` are None where it could be any.

    `by` is the tab that did it. `rights`: who may see the project may be others now, fewer or more.
    """

    project: int
    revision: int
    columns: frozenset[int] | None = frozenset()
    tasks: frozenset[int] | None = frozenset()
    by: str = ""
    rights: bool = False

    def __add__(self, later: Change) -> Change:
        """Both in one."""
        return Change(
            self.project,
            max(self.revision, later.revision),
            _both(self.columns, later.columns),
            _both(self.tasks, later.tasks),
            self.by if self.by == later.by else "",
            self.rights or later.rights,
        )

    def packed(self) -> dict[str, object]:
        """For the bus: nothing that JSON would change."""
        return {
            "project": self.project,
            "revision": self.revision,
            "columns": None if self.columns is None else sorted(self.columns),
            "tasks": None if self.tasks is None else sorted(self.tasks),
            "by": self.by,
            "rights": self.rights,
        }

    @classmethod
    def unpacked(cls, packed: Mapping[str, Any]) -> Change:
        """As it was."""
        columns, tasks = packed["columns"], packed["tasks"]
        return cls(
            packed["project"],
            packed["revision"],
            None if columns is None else frozenset(columns),
            None if tasks is None else frozenset(tasks),
            packed["by"],
            packed["rights"],
        )


def _both(one: frozenset[int] | None, other: frozenset[int] | None) -> frozenset[int] | None:
    return None if one is None or other is None else one | other
