"""The history in words: rows of Activity as sentences, newest first.

Four queries at most for a page of it, whatever it holds: the rows with their actors and tasks, the people and the
comments they name, and what stands in the way of taking back what is the reader's own. Long texts stay in the database
until somebody opens the change (`queries.history_change`).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from boards.models import Activity, Project, Role, Task, User
from boards.policy import Action, can, may_delete_comment
from boards.queries import formatting, history_rows, history_words
from boards.queries.history_rows import Remark, comment_of
from boards.queries.history_undo import undoable
from boards.queries.history_words import Detail, Teller
from boards.rules.changes import ref_id, ref_ids

# How far back it is looked for what concerns an open task.
NEWEST = 100
PAGE = 50
# Which rows: all of them.
ALL = Q()


@dataclass(frozen=True)
class Entry:
    """One change. `sentence` is safe HTML and names the actor; `details` spell several fields out."""

    id: int
    actor: User | None
    sentence: SafeString
    at: datetime.datetime
    means: str
    details: list[Detail] = field(default_factory=list)
    # Named where changes of several projects stand together.
    project: Project | None = None
    # Whether the reader may take it back, as a toast would offer it.
    can_undo: bool = False
    # Whether there are texts that the reader may compare.
    has_texts: bool = False
    # Where the comment is that it was a change of; empty once that is deleted.
    comment_url: str = ""


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

    @property
    def actors(self) -> set[User]:
        """Who made the changes of the page."""
        return {entry.actor for day in self.days for entry in day.entries if entry.actor is not None}


EMPTY = Page([], None)


@dataclass(frozen=True)
class _Reader:
    """Who reads the history of a project, and what they are in it."""

    user: User
    role: Role
    project: Project


def of_project(
    project: Project,
    *,
    reader: User,
    role: Role,
    before: int | None = None,
    limit: int = PAGE,
    chosen: Q = ALL,
) -> Page:
    """The history of a project with all its tasks; the reader's role decides what of deleted tasks is told.

    `before` is the id of the change above the page, `chosen` what the rows must meet.
    """
    return _page(Q(project=project), _Reader(reader, role, project), None, before=before, limit=limit, chosen=chosen)


def of_task(task: Task, *, reader: User, role: Role, limit: int = PAGE) -> list[Entry]:
    """The latest changes of one task."""
    page = page_of_task(task, reader=reader, role=role, limit=limit)
    return [entry for day in page.days for entry in day.entries]


def page_of_task(
    task: Task, *, reader: User, role: Role, before: int | None = None, limit: int = PAGE, chosen: Q = ALL
) -> Page:
    """The same as a page, of those rows that meet what is `chosen`."""
    return _page(Q(task=task), _Reader(reader, role, task.project), task, before=before, limit=limit, chosen=chosen)


def _page(about: Q, by: _Reader, task: Task | None, *, before: int | None, limit: int, chosen: Q) -> Page:
    wanted = about & chosen if before is None else about & chosen & Q(pk__lt=before)
    found = history_rows.read(_told(task).filter(wanted)[: limit + 1])
    shown = found[:limit]
    is_newest = before is None and not chosen
    entries = _for_reader(shown, by, task, all_later=found if is_newest else None)
    return Page(days=_days(entries), before=shown[-1].pk if len(found) > limit else None)


def _for_reader(
    rows: Sequence[Activity], by: _Reader, about: Task | None, *, all_later: Sequence[Activity] | None
) -> list[Entry]:
    """The entries of these rows, with what the reader may do to each."""
    comments = history_rows.remarks(rows)
    offered = undoable(rows, by.project, comments, reader=by.user, role=by.role, all_later=all_later)
    hide_deleted = not can(by.role, Action.EDIT_TASK)
    entries = _entries(rows, by.user, about=about, hide_deleted=hide_deleted)
    return [
        replace(
            entry,
            can_undo=row.pk in offered,
            has_texts=_has_texts(row, by, comments) and not _is_hidden(row, hide_deleted=hide_deleted),
            comment_url=_comment_url(row, comments),
        )
        for entry, row in zip(entries, rows, strict=True)
    ]


def _has_texts(row: Activity, by: _Reader, comments: Mapping[int, Remark]) -> bool:
    """Whether a text was another before that this reader may see (`history_change` shows it)."""
    if "comment" in row.changes:
        comment = comments.get(comment_of(row) or 0)
        edited = None not in row.changes["comment"] and comment is not None and comment.deleted_at is None
        return edited and comment is not None and may_delete_comment(by.user, comment.author_id, by.role)
    if row.kind in history_words.MAKING:
        return False
    return "description" in row.changes or row.changes.get("title", (None,))[0] is not None


def _is_hidden(row: Activity, *, hide_deleted: bool) -> bool:
    return hide_deleted and row.task is not None and row.task.deleted_at is not None


def _comment_url(row: Activity, comments: Mapping[int, Remark]) -> str:
    comment = comments.get(comment_of(row) or 0)
    if comment is None or comment.deleted_at or row.task is None or row.task.deleted_at:
        return ""
    return f"/tasks/{row.task_id}/?comment={comment.pk}#comment-{comment.pk}"


def of_task_since(task: Task, revision: int, limit: int = 3, *, reader: User | None = None) -> list[Entry]:
    """What has happened to a task since that revision of its project, the latest of it."""
    rows = history_rows.newest().filter(task=task, project_revision__gt=revision)
    return _entries(history_rows.read(rows[:limit]), reader, about=task)


def concerns(task: Task, revision: int) -> bool:
    """Whether anything has happened since that revision to the task, or to what its project lends it; one query.

    Looks at the newest changes alone: after more than that, it is taken for granted, as it is for a task with links,
    which shows how far others are.
    """
    if task.link_count:
        return True
    newest = Activity.objects.filter(project=task.project_id).order_by("-pk").values_list("task", "project_revision")
    since = [about for about, at in newest[:NEWEST] if at > revision]
    return len(since) == NEWEST or task.pk in since or None in since


def across_projects(user: User, limit: int = 20) -> list[Day]:
    """What changed lately wherever the person takes part, with its project; deleted tasks without their titles."""
    mine = Project.objects.alive().taken_part_in_by(user).values("pk")
    latest = _told(None).select_related("actor", "task", "project", "undone_by").filter(project__in=mine)
    rows = history_rows.read(latest[:limit])
    entries = _entries(rows, user, hide_deleted=True)
    return _days(replace(entry, project=row.project) for entry, row in zip(entries, rows, strict=True))


def entry_of(row: Activity, *, hide_deleted: bool, today: datetime.date) -> Entry:
    """One change; one query."""
    people = User.objects.in_bulk(people_in([row]))
    return _entry(Teller(people=people, about=None, today=today, hide_deleted=hide_deleted), row)


def _told(about: Task | None) -> QuerySet[Activity]:
    """The newest, without what went along with another change that tells of it, as of each person of a group."""
    rows = history_rows.newest()
    return rows if about is not None else rows.exclude(changes__has_key="along")


def _entries(
    rows: Sequence[Activity], reader: User | None, *, about: Task | None = None, hide_deleted: bool = False
) -> list[Entry]:
    people, linked = User.objects.in_bulk(people_in(rows)), tasks_linked_in(rows, reader)
    teller = Teller(people=people, about=about, today=timezone.localdate(), hide_deleted=hide_deleted, linked=linked)
    return [_entry(teller, row) for row in rows]


def _entry(teller: Teller, row: Activity) -> Entry:
    return Entry(
        id=row.pk,
        actor=row.actor,
        sentence=teller.sentence(row),
        at=row.created_at,
        means=history_words.means(row.means),
        details=teller.details(row),
    )


def tasks_linked_in(rows: Iterable[Activity], reader: User | None) -> dict[int, Task]:
    """The tasks that changes of links name, of those that the reader may see, for a `Teller`. One query, none for none.
    Nobody in particular sees those of the same project."""
    named = {
        (pk, row.project_id)
        for row in rows
        for side in row.changes.get("linked", ())
        if (pk := ref_id(side)) is not None
    }
    if not named:
        return {}
    visible = Task.objects.visible_to(reader) if reader else Task.objects.alive()
    found = visible.filter(pk__in={pk for pk, _project in named}).only("pk", "number", "title", "project_id")
    return {task.pk: task for task in found if reader or (task.pk, task.project_id) in named}


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
