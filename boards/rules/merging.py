"""Three-way merge of fields: base, what is stored now, what a person sends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, TypeVar

from boards.rules.differing import MOST_COMPARED

T = TypeVar("T")
# A place in each of three texts.
Places = tuple[int, int, int]


@dataclass(frozen=True)
class Merge:
    """`changes`: fields to write. `conflicts`: field → (base, theirs, mine), both sides changed it."""

    changes: dict[str, Any] = field(default_factory=dict)
    conflicts: dict[str, tuple[object, object, object]] = field(default_factory=dict)


def merge(base: Mapping[str, object], theirs: Mapping[str, object], mine: Mapping[str, object]) -> Merge:
    """Merge `mine` into `theirs`. A field of mine that equals its base was not touched.

    Sets (tags) merge word by word and never conflict.
    """
    result = Merge()
    for name, value in mine.items():
        is_set = isinstance(value, frozenset)
        if isinstance(value, frozenset):
            value = merge_sets(_words(base[name]), _words(theirs[name]), value)
        untouched = not is_set and value == base[name]
        if untouched or value == theirs[name]:
            continue
        if theirs[name] == base[name] or is_set:
            result.changes[name] = value
        else:
            result.conflicts[name] = (base[name], theirs[name], value)
    return result


def _words(value: object) -> frozenset[object]:
    return frozenset(value) if isinstance(value, Iterable) else frozenset()


def merge_sets(base: Iterable[T], theirs: Iterable[T], mine: Iterable[T]) -> frozenset[T]:
    """Their set, with what I added to the base added, and what I took away taken away."""
    return (frozenset(theirs) | (frozenset(mine) - frozenset(base))) - (frozenset(base) - frozenset(mine))


def merge_lines(base: str, theirs: str, mine: str) -> str:
    """One line with both: each once if they say the same, or if one of them was not changed."""
    kept = dict.fromkeys(text for text in (theirs, mine) if text and text != base)
    return " / ".join(kept) or theirs


def merge_texts(base: str, theirs: str, mine: str) -> str:
    """One text with what each side has changed of `base`, line by line.

    Where both have changed the same place theirs comes first, then mine, with an empty line between them. Texts too
    long to be compared stand one after the other as a whole.
    """
    old, left, right = (text.split("\n") for text in (base, theirs, mine))
    if len(old) * max(len(left), len(right)) > MOST_COMPARED:
        return "\n".join(_both(old, left, right))
    merged: list[str] = []
    at = (0, 0, 0)
    for start, end in _stable(old, left, right):
        merged += _both(*(lines[since:now] for lines, since, now in zip((old, left, right), at, start, strict=True)))
        merged += old[start[0] : end[0]]
        at = end
    return "\n".join(merged)


def _stable(old: Sequence[str], left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[Places, Places]]:
    """The stretches of lines that neither side has touched, as places in all three texts; the last is the end."""
    places = [
        {block.a + step: block.b + step for block in blocks for step in range(block.size)}
        for blocks in (SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks() for new in (left, right))
    ]
    for line in range(len(old)):
        if all(line in found for found in places):
            start = (line, places[0][line], places[1][line])
            yield start, (start[0] + 1, start[1] + 1, start[2] + 1)
    end = (len(old), len(left), len(right))
    yield end, end


def _both(old: Sequence[str], left: Sequence[str], right: Sequence[str]) -> list[str]:
    """One stretch of three texts as one."""
    if left == right or right == old:
        return list(left)
    if left == old:
        return list(right)
    return [*left, *([""] if any(left) and any(right) else []), *right]
