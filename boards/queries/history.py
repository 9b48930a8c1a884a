"""The history in words: rows of Activity as sentences, newest first.

Two queries for a page of it, whatever it holds: the rows with their actors and tasks, and the people they name.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from boards.models import Activity, Kind, Project, Role, Task, User
from boards.policy import Action, can
from boards.queries import formatting, history_words
from boards.queries.history_words import Detail, Teller
from boards.rules import differing
from boards.rules.changes import ref_ids

# How far back it is looked for what concerns an open task.
NEWEST = 100
PAGE = 50
# The texts of one page that are compared, in characters: above this a change is told without its diff.
MOST_COMPARED = 400_000


@dataclass(frozen=True)
class Entry:
    """One change. `sentence` is safe HTML and names the actor; `details` spell several fields out."""

    id: int
    actor: User | None
    sentence: SafeString
    at: datetime.datetime
    means: str
    details: list[Detail] = field(default_factory=list)
    diff: list[differing.Part] = field(default_factory=list)
    # Named where changes of several projects stand together.
    project: Project | None = None
    # Whether the reader may take it back here: a deletion of theirs, which is all that a toast alone would leave.
    can_undo: bool = False


@dataclass(frozen=True)
class Day:
    """The changes of one day, in the reader's zone."""

    heading: str
    date: datetime.date
    entries: list[Entry]


@dataclass(frozen=True)
class Page:
    """A window of a history; `before` leads to the next older one, None at the end."""

    days: list[Day]
    before: int | None


def of_project(project: Project, *, reader: User, role: Role, before: int | None = None, limit: int = PAGE) -> Page:
    """The history of a project with all its tasks; the reader's role decides what of deleted tasks is told."""
    rows = _rows().filter(project=project).select_related("actor", "task", "undone_by")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: limit + 1])
    shown = found[:limit]
    entries = [
        replace(entry, can_undo=_may_bring_back(row, project, reader, role))
        for entry, row in zip(_entries(shown, hide_deleted=not can(role, Action.EDIT_TASK)), shown, strict=True)
    ]
    return Page(days=_days(entries), before=shown[-1].pk if len(found) > limit else None)


def of_task(task: Task, limit: int = PAGE) -> list[Entry]:
    """The latest changes of one task."""
    return _entries(list(_rows().filter(task=task)[:limit]), about=task)


def of_task_since(task: Task, revision: int, limit: int = 3) -> list[Entry]:
    """What has happened to a task since that revision of its project, the latest of it."""
    return _entries(list(_rows().filter(task=task, project_revision__gt=revision)[:limit]), about=task)


def concerns(task: Task, revision: int) -> bool:
    """Whether anything has happened since that revision to the task, or to what its project lends it; one query.

    Looks at the newest changes alone: after more than that, it is taken for granted.
    """
    newest = Activity.objects.filter(project=task.project_id).order_by("-pk").values_list("task", "project_revision")
    since = [about for about, at in newest[:NEWEST] if at > revision]
    return len(since) == NEWEST or task.pk in since or None in since


def across_projects(user: User, limit: int = 20) -> list[Day]:
    """What changed lately wherever the person takes part, with its project; deleted tasks without their titles."""
    mine = Project.objects.alive().taken_part_in_by(user).values("pk")
    rows = list(_rows().filter(project__in=mine).select_related("actor", "task", "project")[:limit])
    entries = _entries(rows, hide_deleted=True)
    return _days(replace(entry, project=row.project) for entry, row in zip(entries, rows, strict=True))


def _may_bring_back(row: Activity, project: Project, reader: User, role: Role) -> bool:
    is_own_deletion = row.kind == Kind.TASK_DELETED and row.actor_id == reader.pk
    if not is_own_deletion or project.is_archived or not can(role, Action.DELETE_TASK):
        return False
    return row.task is not None and row.task.deleted_at is not None and not hasattr(row, "undone_by")


def _rows() -> QuerySet[Activity]:
    return (
        Activity.objects.select_related("actor", "task").defer("task__description", "task__search_text").order_by("-pk")
    )


def _entries(rows: Sequence[Activity], *, about: Task | None = None, hide_deleted: bool = False) -> list[Entry]:
    people = User.objects.in_bulk(people_in(rows))
    teller = Teller(people=people, about=about, today=timezone.localdate(), hide_deleted=hide_deleted)
    allowance = MOST_COMPARED
    entries = []
    for row in rows:
        text = teller.text_change(row)
        allowance -= sum(map(len, text)) if text else 0
        entries.append(_entry(teller, row, text if allowance >= 0 else None))
    return entries


def _entry(teller: Teller, row: Activity, text: tuple[str, str] | None) -> Entry:
    return Entry(
        id=row.pk,
        actor=row.actor,
        sentence=teller.sentence(row),
        at=row.created_at,
        means=history_words.means(row.means),
        details=teller.details(row),
        diff=differing.shortened(differing.parts(*text)) if text else [],
    )


def people_in(rows: Iterable[Activity]) -> set[int]:
    """The ids of the people whom these rows name, for a `Teller`."""
    return {
        pk
        for row in rows
        for name in history_words.PEOPLE
        for value in row.changes.get(name, ())
        for pk in ref_ids(value)
    }


def _days(entries: Iterable[Entry]) -> list[Day]:
    today = timezone.localdate()
    grouped = groupby(entries, lambda entry: timezone.localtime(entry.at).date())
    return [Day(_heading(date, today), date, list(group)) for date, group in grouped]


def _heading(date: datetime.date, today: datetime.date) -> str:
    near = {0: _("Today"), 1: _("Yesterday")}
    return near.get((today - date).days) or formatting.named_day(date, today)
