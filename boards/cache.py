"""Rendered fragments, kept under keys that a later change can't address.

A key holds what the fragment depends on: release, language, the reader's day, the column and the column's
own revision, which lives in the database. So a stale fragment is never found, whatever happens to the cache;
dropping old ones after a change only frees memory.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import caches
from django.utils import timezone
from django.utils.translation import get_language

from boards.models import Column, Project, Role

T = TypeVar("T")

# Fragments show the day ("tomorrow"), so none is of use for longer than the day lasts anywhere.
LIFETIME = 26 * 3600
# What a whole board depends on beside its project: the role, and whether one may leave.
RIGHTS = [f"{role}{joined}" for role in Role.values for joined in ("", "-joined")]


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
    return _kept(menus_key(project.pk, project.revision), load)


def _kept(key: str, load: Callable[[], T]) -> T:
    kept: T | None = caches["fragments"].get(key)
    if kept is None:
        kept = load()
        caches["fragments"].set(key, kept, LIFETIME)
    return kept


def report(project: Project, parts: tuple[Any, ...], load: Callable[[], T]) -> T:
    """The figures of a report, as of the project's revision; `parts` are what else they depend on."""
    return _kept(report_key(project, parts), load)


def report_key(project: Project, parts: tuple[Any, ...]) -> str:
    """The address of a report's figures: whatever else they depend on goes into a digest."""
    digest = hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()
    return f"report:{settings.RELEASE}:{project.pk}:{project.revision}:{digest}"


def board_key(project: Project, today: datetime.date) -> str:
    """The address of a whole board without a filter, as those see it whose rights are the reader's."""
    rights = f"{project.role}{'-joined' if project.membership_role else ''}"
    return _board_key(get_language() or settings.LANGUAGE_CODE, today, project.pk, project.revision, rights)


def _board_key(language: str, today: datetime.date, project_id: int, revision: int, rights: str) -> str:
    return f"board:{settings.RELEASE}:{language}:{today.isoformat()}:{project_id}:{revision}:{rights}"


def board(project: Project, today: datetime.date, render: Callable[[], T]) -> T:
    """A whole board without a filter, as of the project's revision."""
    return _kept(board_key(project, today), render)


def drop(replaced: Iterable[tuple[int, int]], project_id: int, revision: int) -> None:
    """Forget the fragments of (column id, revision), for every language and for each day it is somewhere now.

    `revision` is the project's after the change: the menus and the whole boards of the one before go too.
    """
    replaced, now = list(replaced), timezone.now()
    days = [(now + datetime.timedelta(days=step)).date() for step in (-1, 0, 1)]
    keys = [menus_key(project_id, revision - 1)]
    for language, _name in settings.LANGUAGES:
        for day in days:
            keys += [_column_key(language, day, column_id, old) for column_id, old in replaced]
            keys += [_board_key(language, day, project_id, revision - 1, rights) for rights in RIGHTS]
    caches["fragments"].delete_many(keys)


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
