"""Rendered fragments, kept under keys that a later change can't address.

A key holds what the fragment depends on: release, language, the reader's day, the column and the column's
own revision, which lives in the database. So a stale fragment is never found, whatever happens to the cache;
dropping old ones after a change only frees memory. It also holds the project's epoch, which a restored backup
has anew: there the same revision may mean something else.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from django.conf import settings
from django.core.cache import caches
from django.utils import timezone
from django.utils.translation import get_language

from boards.models import Column, Project, Role
from boards.policy import Rights
from boardsite.observing import metrics

# What has been made and is not kept yet, by how long it is to be, while more is made of it.
_made: ContextVar[dict[int, dict[str, object]] | None] = ContextVar("made", default=None)
T = TypeVar("T")
K = TypeVar("K", int, str)

# Fragments show the day ("tomorrow"), so none is of use for longer than the day lasts anywhere.
LIFETIME = 26 * 3600
# Figures of a report are large, and each period has its own: for as long as somebody looks at them in turn.
REPORT_LIFETIME = 20 * 60
# So are windows further down: nobody drops them when the column changes.
WINDOW_LIFETIME = 20 * 60
# Whoever has a board open asks within seconds.
CHANGES_LIFETIME = 60
# What a whole board depends on beside its project: the role, and whether one may leave.
RIGHTS = [f"{role}{joined}" for role in Role.values for joined in ("", "-joined")]


def column_key(epoch: str, column_id: int, revision: int, today: datetime.date) -> str:
    """The address of the first window of a column as somebody sees it whose day is `today`."""
    return _column_key(epoch, get_language() or settings.LANGUAGE_CODE, today, column_id, revision)


def _column_key(epoch: str, language: str, today: datetime.date, column_id: int, revision: int) -> str:
    return f"column:{settings.RELEASE}:{epoch}:{language}:{today.isoformat()}:{column_id}:{revision}"


def menus_key(epoch: str, project_id: int, revision: int) -> str:
    """The address of what the menus of a board offer."""
    return f"menus:{settings.RELEASE}:{epoch}:{project_id}:{revision}"


def menus(project: Project, load: Callable[[], T]) -> T:
    """What the menus of a board offer (tags and people), as of the project's revision."""
    return _kept("menus", menus_key(project.epoch, project.pk, project.revision), load)


def _kept(fragment: str, key: str, load: Callable[[], T], lifetime: int = LIFETIME) -> T:
    kept: T | None = caches["fragments"].get(key)
    metrics.looked_up(fragment, hits=int(kept is not None), misses=int(kept is None))
    if kept is None:
        with _keeping(lifetime) as fresh:
            kept = fresh[key] = load()
    return kept


@contextmanager
def _keeping(lifetime: int) -> Iterator[dict[str, object]]:
    """What is put into it is kept; what is made of parts that are kept for as long is written together with them."""
    outer: dict[int, dict[str, object]] | None = _made.get()
    made = {} if outer is None else outer
    token = _made.set(made)
    try:
        yield made.setdefault(lifetime, {})
    finally:
        _made.reset(token)
    if outer is None:
        for seconds, fresh in made.items():
            caches["fragments"].set_many(fresh, seconds)


def report(project: Project, parts: tuple[object, ...], load: Callable[[], T]) -> T:
    """The figures of a report, as of the project's revision; `parts` are what else they depend on."""
    return _kept("report", report_key(project, parts), load, REPORT_LIFETIME)


def reports(
    projects: Iterable[Project], parts: tuple[object, ...], load: Callable[[list[Project]], dict[int, T]]
) -> dict[int, T]:
    """The same of many projects by their ids, with one look-up."""
    by_id = {project.pk: project for project in projects}
    keys = {pk: report_key(project, parts) for pk, project in by_id.items()}
    return _kept_many("report", keys, lambda missing: load([by_id[pk] for pk in missing]), REPORT_LIFETIME)


def report_key(project: Project, parts: tuple[object, ...]) -> str:
    """The address of a report's figures: whatever else they depend on goes into a digest."""
    digest = hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()
    return f"report:{settings.RELEASE}:{project.epoch}:{project.pk}:{project.revision}:{digest}"


def board_key(project: Project, rights: Rights, today: datetime.date) -> str:
    """The address of a whole board without a filter, as those see it who have these rights."""
    seen_by = f"{rights.role}{'-joined' if rights.has_joined else ''}"
    language = get_language() or settings.LANGUAGE_CODE
    return _board_key(project.epoch_as_seen, language, today, project.pk, project.revision, seen_by)


def _board_key(epoch: str, language: str, today: datetime.date, project_id: int, revision: int, rights: str) -> str:
    return f"board:{settings.RELEASE}:{epoch}:{language}:{today.isoformat()}:{project_id}:{revision}:{rights}"


def frame_key(*parts: object) -> str:
    """The address of a page's frame, which depends on these alone."""
    return f"frame:{settings.RELEASE}:{hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()}"


def pieces(keys: dict[str, str], make: dict[str, Callable[[], object]]) -> dict[str, object]:
    """The pieces of a board by their names: those that have a key are kept under it, with one look-up for all."""
    kept = _kept_many("board", keys, lambda missing: {name: make[name]() for name in missing}) if keys else {}
    return {name: kept[name] if name in kept else maker() for name, maker in make.items()}


def changes(
    project: Project, rights: Rights, today: datetime.date, parts: tuple[object, ...], render: Callable[[], T]
) -> T:
    """What an open board without a filter has to lay anew, as of the project's revision: many ask for it at once."""
    key = f"{board_key(project, rights, today)}:{hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()}"
    return _kept("changes", key.replace("board:", "changes:", 1), render, CHANGES_LIFETIME)


def drop(replaced: Iterable[tuple[int, int]], project_id: int, epoch: str, revision: int) -> None:
    """Forget the fragments of (column id, revision), for every language and for each day it is somewhere now.

    `revision` is the project's after the change: the menus and the whole boards of the one before go too.
    """
    replaced, now = list(replaced), timezone.now()
    # From the west of the date line to the east of it: two days, and for two hours of the day three.
    days = {(now + datetime.timedelta(hours=hours)).date() for hours in (-12, 0, 14)}
    keys = [menus_key(epoch, project_id, revision - 1)]
    for language, _name in settings.LANGUAGES:
        for day in days:
            keys += [_column_key(epoch, language, day, column_id, old) for column_id, old in replaced]
            keys += [_board_key(epoch, language, day, project_id, revision - 1, rights) for rights in RIGHTS]
    caches["fragments"].delete_many(keys)


def columns(
    wanted: Iterable[Column], today: datetime.date, render: Callable[[list[Column]], dict[int, T]]
) -> dict[int, T]:
    """The fragment of each column by its id; those that are not kept are rendered together, once, and kept.

    The columns know their project already; one query more for each that doesn't.
    """
    by_id = {column.pk: column for column in wanted}
    keys = {pk: column_key(column.project.epoch_as_seen, pk, column.revision, today) for pk, column in by_id.items()}
    return _kept_many("column", keys, lambda missing: render([by_id[pk] for pk in missing]))


def window(column: Column, today: datetime.date, after: tuple[str, int], render: Callable[[], tuple[T, bool]]) -> T:
    """The window of a column below a (position, id). `render` also tells whether to keep it: anybody can ask for any
    place, and only those that pages name are worth the memory."""
    position, pk = after
    key = f"{column_key(column.project.epoch_as_seen, column.pk, column.revision, today)}:{position}~{pk}"
    kept: T | None = caches["fragments"].get(key)
    metrics.looked_up("window", hits=int(kept is not None), misses=int(kept is None))
    if kept is not None:
        return kept
    made, is_worth_keeping = render()
    if is_worth_keeping:
        caches["fragments"].set(key, made, WINDOW_LIFETIME)
    return made


def _kept_many(
    fragment: str, keys: dict[K, str], load: Callable[[list[K]], dict[K, T]], lifetime: int = LIFETIME
) -> dict[K, T]:
    """What is kept under each key by its id; one look-up, and what is missing is loaded and kept together."""
    kept = caches["fragments"].get_many(keys.values())
    found: dict[K, T] = {pk: kept[key] for pk, key in keys.items() if key in kept}
    missing = [pk for pk in keys if pk not in found]
    metrics.looked_up(fragment, hits=len(found), misses=len(missing))
    if missing:
        with _keeping(lifetime) as kept_now:
            fresh = load(missing)
            kept_now |= {keys[pk]: fresh[pk] for pk in missing}
        found |= fresh
    return found
