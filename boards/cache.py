"""Rendered fragments, kept under keys that a later change can't address.

A key holds what the fragment depends on: release, language, the reader's day, the column and the column's
own revision, which lives in the database. So a stale fragment is never found, whatever happens to the cache;
dropping old ones after a change only frees memory.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import caches
from django.utils import timezone
from django.utils.translation import get_language

from boards.models import Column, Project

T = TypeVar("T")

# Fragments show the day ("tomorrow"), so none is of use for longer than the day lasts anywhere.
LIFETIME = 26 * 3600


def column_key(column_id: int, revision: int, today: datetime.date) -> str:
    """The address of the first window of a column as somebody sees it whose day is `today`."""
    return _column_key(get_language() or settings.LANGUAGE_CODE, today, column_id, revision)


def _column_key(language: str, today: datetime.date, column_id: int, revision: int) -> str:
    return f"column:{settings.RELEASE}:{language}:{today.isoformat()}:{column_id}:{revision}"


def menus_key(project_id: int, revision: int) -> str:
    """The address of what the menus of a board offer."""
    return f"menus:{settings.RELEASE}:{project_id}:{revision}"


def menus(project: Project, load: Callable[[], T]) -> T:
    """What the menus of a board offer (tags and people), as of the project's revision."""
    key = menus_key(project.pk, project.revision)
    kept: T | None = caches["fragments"].get(key)
    if kept is None:
        kept = load()
        caches["fragments"].set(key, kept, LIFETIME)
    return kept


def drop(replaced: Iterable[tuple[int, int]], project_id: int, revision: int) -> None:
    """Forget the fragments of (column id, revision), for every language and for each day it is somewhere now.

    `revision` is the project's after the change: the menus of the one before go too.
    """
    replaced, now = list(replaced), timezone.now()
    days = [(now + datetime.timedelta(days=step)).date() for step in (-1, 0, 1)]
    keys = [
        _column_key(language, day, column_id, revision)
        for language, _name in settings.LANGUAGES
        for day in days
        for column_id, revision in replaced
    ]
    caches["fragments"].delete_many([*keys, menus_key(project_id, revision - 1)])


def columns(
    wanted: Iterable[Column], today: datetime.date, render: Callable[[list[Column]], dict[int, Any]]
) -> dict[int, Any]:
    """The fragment of each column by its id; those that are not kept are rendered together, once, and kept."""
    keys = {column_key(column.pk, column.revision, today): column for column in wanted}
    kept = caches["fragments"].get_many(keys)
    found = {keys[key].pk: value for key, value in kept.items()}
    missing = [column for column in keys.values() if column.pk not in found]
    if missing:
        fresh = render(missing)
        by_key = {column_key(column.pk, column.revision, today): fresh[column.pk] for column in missing}
        caches["fragments"].set_many(by_key, LIFETIME)
        found |= fresh
    return found
