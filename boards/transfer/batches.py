"""Rows by so many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most that many, until there are no more."""
    remaining = iter(rows)
    while some := list(islice(remaining, size)):
        yield some
