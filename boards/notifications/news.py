"""What changes amount to for one person: why they are told, and of which; nothing where all was taken back.

Pure: no database, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from boards.models import Activity, Kind, Reason
from boards.rules.changes import Change, Changes, Value, ref_id, ref_ids

# What whoever watches a task hears of. Progress is no news by itself, and the description where it names somebody.
WATCHED = ("title", "due_date", "priority", "column", "completed_at", "comment", "attachment", "linked", "web_link")
# Rows that come and go by themselves.
_EACH = ("comment", "attachment", "item", "item_assignee", "linked", "web_link")
# Of these people heard when they were new.
_SAID = ("comment", "attachment", "item", "web_link")
# Moments are as good as each other.
_MOMENTS = {"completed_at", "archived_at"}


# A value as far as it counts; several people are a tuple of ids.
Known: TypeAlias = Value | tuple[int, ...]


class News(NamedTuple):
    """Why, and the ids of the changes that are left to be told of."""

    reason: Reason
    activities: list[int]


@dataclass(frozen=True)
class Told:
    """One change, with the people that the text it changes names before and after it."""

    activity: Activity
    named_before: frozenset[int] = frozenset()
    named_after: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Reader:
    """Whom it is told, and whether they watch the task."""

    user: int
    watches: bool = False


@dataclass
class _Net:
    """What is left of several changes, by field."""

    fields: dict[str, tuple[Known, Known]] = field(default_factory=dict)

    def add(self, name: str, change: Change) -> None:
        before, after = _known(name, change[0]), _known(name, change[1])
        self.fields[name] = (self.fields[name][0] if name in self.fields else before, after)

    def changed(self) -> set[str]:
        return {
            name.partition(" ")[0]
            for name, (before, after) in self.fields.items()
            if before != after and not (name.startswith(("comment ", "attachment ", "web_link ")) and after is None)
        }


def of_task(changes: Sequence[Told], reader: Reader) -> News | None:
    """What changes of one task, in their order, amount to."""
    rows = [told for told in _without_undone(changes) if not _is_said_again(told.activity)]
    net = _net(told.activity for told in rows)
    changed = net.changed()
    concerned = {name for name in WATCHED if name in changed} if reader.watches else set[str]()
    if reason := _given_or_taken(net, reader.user):
        return _news(reason, rows, concerned | {"assignee", "other_assignees"})
    if reader.user in _newly_named(rows):
        return _news(Reason.MENTIONED, rows, concerned | {"description", "comment"})
    if reader.user in _given_items(net):
        return _news(Reason.ITEM_ASSIGNED, rows, concerned | {"item_assignee"})
    return _news(Reason.COMMENTED if "comment" in concerned else Reason.CHANGED, rows, concerned)


def _given_or_taken(net: _Net, user: int) -> Reason | None:
    """Whether somebody has a task now that they had not, or is responsible where they were not; or has it no more."""
    responsible = net.fields.get("assignee", (None, None))
    beside = net.fields.get("other_assignees", ((), ()))
    had, has = (
        user == one or (isinstance(others, tuple) and user in others)
        for one, others in zip(responsible, beside, strict=True)
    )
    is_newly_responsible = responsible[1] == user != responsible[0]
    if has and (not had or is_newly_responsible):
        return Reason.ASSIGNED
    return Reason.UNASSIGNED if had and not has else None


def others_of(changes: Changes) -> tuple[set[int], set[int]]:
    """Whoever has a task no more beside the one responsible, and whoever is new there."""
    before, after = (set(ref_ids(value)) for value in changes.get("other_assignees", ((), ())))
    return before - after, after - before


def of_role(changes: Sequence[Told], reader: Reader) -> News | None:
    """What changes of a person's part in a project amount to."""
    net = _net(told.activity for told in changes)
    before, after = net.fields.get("role", (None, None))
    return (
        _news(Reason.INVITED if before is None else Reason.ROLE_CHANGED, changes, {"role"}) if before != after else None
    )


def of_owner(changes: Sequence[Told], _reader: Reader) -> News | None:
    """Whether, after all, a project was handed over."""
    return _news(Reason.HANDED_OVER, changes, _net_of(changes) & {"owner"})


def of_use(changes: Sequence[Told], _reader: Reader) -> News | None:
    """Whether, after all, a project was put away, or taken back into use."""
    rows = _without_undone(changes)
    return _news(Reason.ARCHIVED, rows, _net_of(rows) & {"archived_at"})


def _net_of(rows: Iterable[Told]) -> set[str]:
    return _net(told.activity for told in rows).changed()


def _news(reason: Reason, rows: Iterable[Told], concerned: set[str]) -> News | None:
    left = [told.activity.pk for told in rows if not concerned.isdisjoint(told.activity.changes)]
    return News(reason, left) if left else None


def _without_undone(changes: Sequence[Told]) -> list[Told]:
    """Without what was taken back, and the taking back of it, where both are here."""
    there = {told.activity.pk for told in changes}
    pairs = {told.activity.undoes_id: told.activity.pk for told in changes if told.activity.undoes_id in there}
    gone = pairs.keys() | set(pairs.values())
    return [told for told in changes if told.activity.pk not in gone]


def _is_said_again(row: Activity) -> bool:
    """Whether it brings back a comment, a file or an item, of which people heard when it was new."""
    return row.kind == Kind.UNDONE and any(row.changes.get(name, (0, 0))[0] is None for name in _SAID)


def _net(rows: Iterable[Activity]) -> _Net:
    net = _Net()
    for row in rows:
        for name, change in row.changes.items():
            net.add(_apart(name, change, row), change)
    return net


def _apart(name: str, change: Change, row: Activity) -> str:
    """Each comment, file, link and item of a checklist counts by itself: what was said and taken back takes no others
    along."""
    of = row.changes.get("item", change) if name == "item_assignee" else change
    return f"{name} {ref_id(of[0]) or ref_id(of[1])}" if name in _EACH else name


def _given_items(net: _Net) -> set[Known]:
    """Who has an item now that they had not before."""
    given = {name: change for name, change in net.fields.items() if name.startswith("item_assignee ")}
    gone = {name.partition(" ")[2] for name, (_old, new) in net.fields.items() if name.startswith("item ") and not new}
    return {new for name, (old, new) in given.items() if old != new and name.partition(" ")[2] not in gone}


def _newly_named(rows: Sequence[Told]) -> frozenset[int]:
    """Who is named after all of these, and was not before."""
    described = [told for told in rows if "description" in told.activity.changes]
    named = described[-1].named_after - described[0].named_before if described else frozenset[int]()
    said = [told.named_after - told.named_before for told in rows if "comment" in told.activity.changes]
    return named.union(*said)


def _known(name: str, value: Value) -> Known:
    """What counts of a value: of rows their ids, of moments that there is one."""
    if name == "other_assignees":
        return tuple(ref_ids(value))
    if name in _MOMENTS:
        return int(bool(value))
    return ref_id(value) or value if isinstance(value, dict) else value
