"""Edits of fields that several people may write at once: the one way for every noun that has a version.

Clean what was sent, dump what is stored, walk that back to the version the person has seen, merge the three
(`rules.merging`), and record what was written. What differs from noun to noun stands in its `Versioned`; the caller
holds the project's lock and writes the row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from boards.exceptions import EditConflict, Noun
from boards.models import Checklist, ChecklistItem, Comment, Project, Task, WebLink
from boards.rules import merging

Row = TypeVar("Row", bound=Project | Task | Comment | Checklist | ChecklistItem | WebLink)


def same(_field: str, value: object) -> object:
    """Values that are compared as the history keeps them."""
    return value


@dataclass(frozen=True)
class Versioned(Generic[Row]):
    """How the fields of a noun are edited.

    `cleaners` make of what a person sent what is compared, or raise InvalidInput; `dump` gives the present value of a
    field as the history keeps it; `later` the changes of a row since a version, the newest first; `comparable` makes of
    a value of the history what a cleaner would have made of it.
    """

    noun: Noun
    cleaners: Mapping[str, Callable[[Any], object]]
    dump: Callable[[Row, str], object]
    later: Callable[[Row, int], Iterable[Mapping[str, Any]]]
    comparable: Callable[[str, object], object] = same

    def merge(self, row: Row, changed: Mapping[str, object], seen_version: int | None) -> merging.Merge:
        """What of `changed` remains to be written, and what collides with changes made since `seen_version`.

        Without a version, the last write wins.
        """
        mine = {field: self.cleaners[field](value) for field, value in changed.items()}
        theirs = {field: self.comparable(field, self.dump(row, field)) for field in mine}
        return merging.merge(self._base(row, theirs, seen_version), theirs, mine)

    def seen(self, row: Row, field: str, version: int | None) -> str:
        """A text as it was at that version; as it is now without one."""
        return str(self._base(row, {field: self.dump(row, field)}, version)[field] or "")

    def _base(self, row: Row, theirs: Mapping[str, object], seen_version: int | None) -> dict[str, object]:
        """The fields as they were at that version: those of today walked back through the history."""
        found = dict(theirs)
        if seen_version is not None and seen_version < row.version:
            for changes in self.later(row, seen_version):
                found.update(
                    (field, self.comparable(field, before))
                    for field, (before, _after) in changes.items()
                    if field in found
                )
        return found

    def refuse_conflicts(self, row: Row, merged: merging.Merge, changed: Mapping[str, object]) -> None:
        """EditConflict where somebody else has changed the same fields to something else."""
        if merged.conflicts:
            raise self.conflict(row, merged.conflicts, changed)

    def conflict(
        self, row: Row, conflicts: Mapping[str, tuple[object, object, object]], changed: Mapping[str, object]
    ) -> EditConflict:
        """The conflict, which says what it is of."""
        return EditConflict(self.noun, row, conflicts, changed)

    def dumped(self, row: Row, fields: Iterable[str]) -> dict[str, object]:
        """The present values of fields, to be recorded once they are written."""
        return {field: self.dump(row, field) for field in fields}

    def recorded(self, row: Row, before: Mapping[str, object]) -> dict[str, list[Any]]:
        """Each field with what it was before and what it is now, as the history keeps it."""
        return {field: [old, self.dump(row, field)] for field, old in before.items()}
