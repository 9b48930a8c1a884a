"""What the owner of a file has chosen, as it is kept: small and plain, checked where it is read."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from boards.models import Status, Visibility

if TYPE_CHECKING:
    from boards.transfer.mapping import Mapping


@dataclass(frozen=True, kw_only=True)
class Choices:
    """Everything has a meaning where it is left out.

    `format` is a key of the registry, `board` a place among the boards of the file. `statuses` are of lists, `people`
    of members, by their ids there: somebody's id here, or 0 for nobody. `mapping` is of a table, as JSON.
    """

    format: str = ""
    board: int = 0
    title: str = ""
    visibility: str = Visibility.PERSONAL.value
    statuses: Map[str, str] = field(default_factory=dict)
    people: Map[str, int] = field(default_factory=dict)
    mapping: Map[str, Any] | None = None
    # The earlier import whose project is to be brought up to date, by its id; 0: none.
    update: int = 0
    # Do so with the one that is found.
    updates: bool = False
    # Carry it out once it is read, without being asked again.
    start: bool = False

    def as_json(self) -> dict[str, Any]:
        """To be kept."""
        return asdict(self)

    @classmethod
    def of_json(cls, kept: Map[str, Any]) -> Choices:
        """What was kept; what an older release has kept otherwise is left out."""
        return cls(**{name: value for name, value in kept.items() if name in cls.__dataclass_fields__})

    @property
    def table(self) -> Mapping | None:
        """What the columns of a table mean; None: as it is guessed."""
        from boards.transfer.mapping import Mapping

        try:
            return None if self.mapping is None else Mapping.of_json(self.mapping)
        except (KeyError, TypeError, ValueError):
            return None

    @property
    def lists(self) -> dict[str, Status]:
        """What lists mean."""
        return {key: Status(value) for key, value in self.statuses.items() if value in Status.values}
