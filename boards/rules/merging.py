"""Three-way merge of fields: base, what is stored now, what a person sends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Merge:
    """`changes`: fields to write. `conflicts`: field → (base, theirs, mine), both sides changed it."""

    changes: dict[str, Any] = field(default_factory=dict)
    conflicts: dict[str, tuple[Any, Any, Any]] = field(default_factory=dict)


def merge(base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> Merge:
    """Merge `mine` into `theirs`. A field of mine that equals its base was not touched.

    Sets (tags) merge word by word and never conflict.
    """
    result = Merge()
    for name, value in mine.items():
        if isinstance(value, frozenset):
            value = merge_sets(base[name], theirs[name], value)
        untouched = not isinstance(value, frozenset) and value == base[name]
        if untouched or value == theirs[name]:
            continue
        if theirs[name] == base[name] or isinstance(value, frozenset):
            result.changes[name] = value
        else:
            result.conflicts[name] = (base[name], theirs[name], value)
    return result


def merge_sets(base: Iterable[Any], theirs: Iterable[Any], mine: Iterable[Any]) -> frozenset[Any]:
    """Their set, with what I added to the base added, and what I took away taken away."""
    return (frozenset(theirs) | (frozenset(mine) - frozenset(base))) - (frozenset(base) - frozenset(mine))
