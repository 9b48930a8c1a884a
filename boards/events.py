"""What has happened: every change is published here, kept in the history, and told to those who subscribed.

`publish` writes the Activity in the transaction of the change; subscribers (see `reactions`) are called
after commit, so they never act on something that was rolled back. `announce_standing` tells the same way that somebody
may have lost their way in, `announce_jobs` that there is work for later, `announce_inbox` that somebody has news.

What must not be missed is told by the history itself, after the request: see `subscribe_durably`. What has to change
along with a change, in its transaction, follows by `follow`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from itertools import islice

from django.db import transaction

from boards.models import Activity, Column, Kind, Project, Task, User
from boards.rules.changes import Changes
from boardsite.database import loading, statements
from boardsite.database.statements import Found, Statement, together

__all__ = [
    "Changes",
    "Consumer",
    "Event",
    "Kind",
    "Standing",
    "announce",
    "announce_beside",
    "announce_inbox",
    "announce_jobs",
    "announce_standing",
    "by_means",
    "durable_subscribers",
    "follow",
    "in_tab",
    "publish",
    "publish_made",
    "publish_many",
    "publish_tasks",
    "row",
    "subscribe",
    "subscribe_durably",
    "subscribe_to_inboxes",
    "subscribe_to_jobs",
    "subscribe_to_standing",
    "through_key",
]


logger = logging.getLogger("boardsite.events")


@dataclass(frozen=True, slots=True)
class Event:
    """A change that has been committed; carries ids only. `columns`: (id, the revision that it replaced).

    `follows`: it is part of a change of many tasks, and the first of its events has told what concerns the project.
    `tab`: the browser's tab it was made in, as that tab calls itself; empty for programs and jobs.
    """

    kind: Kind
    activity_id: int
    project_id: int
    project_epoch: str
    project_revision: int
    task_id: int | None
    columns: tuple[tuple[int, int], ...]
    follows: bool = False
    tab: str = ""


@dataclass(frozen=True)
class Standing:
    """What a person may see or do has changed beside any project: switched off, another password, signed out …

    Names the account, or one session of whomever.
    """

    user_id: int | None = None
    session_key: str = ""


_means: ContextVar[str] = ContextVar("means", default="page")
_key: ContextVar[int | None] = ContextVar("key", default=None)
_tab: ContextVar[str] = ContextVar("tab", default="")
# Gets rows of the history, in their order, each with its project, task and actor.
Consumer = Callable[[Sequence[Activity]], None]
_followers: list[Consumer] = []
_subscribers: list[Callable[[Event], None]] = []
_standing_subscribers: list[Callable[[Standing], None]] = []
_durable_subscribers: dict[str, Consumer] = {}
# Queue and id; None where the database didn't say the id.
_job_subscribers: list[Callable[[Sequence[tuple[str, int | None]]], None]] = []
_inbox_subscribers: list[Callable[[Collection[int]], None]] = []
# So many rows of new tasks are there at once while they are written.
BATCH = 2_000
# Made by these means a change is no news to anybody.
_NO_NEWS = {"import"}


@contextmanager
def by_means(name: str) -> Iterator[None]:
    """Say by which means (page, api, import, job, shell) the changes inside are made."""
    means, key = _means.set(name), _key.set(_key.get())
    try:
        yield
    finally:
        _means.reset(means)
        _key.reset(key)


@contextmanager
def in_tab(name: str) -> Iterator[None]:
    """Say in which tab of a browser the changes inside are made."""
    token = _tab.set(name)
    try:
        yield
    finally:
        _tab.reset(token)


def through_key(key_id: int) -> None:
    """Say which API key the changes in the present `by_means` are made with."""
    _key.set(key_id)


def subscribe(reaction: Callable[[Event], None]) -> None:
    """Call `reaction` with each event after its transaction has been committed, in the order of subscription."""
    if reaction not in _subscribers:
        _subscribers.append(reaction)


def follow(follower: Consumer) -> None:
    """Call `follower` with the rows of each change in its transaction and under its lock.

    For figures that are kept elsewhere of what has changed: whoever makes a change need not know of them.
    """
    if follower not in _followers:
        _followers.append(follower)


def _followed(rows: Sequence[Activity]) -> None:
    for follower in _followers:
        follower(rows)


def publish(
    kind: Kind,
    *,
    project: Project,
    actor: User | None,
    task: Task | None = None,
    changes: Changes | None = None,
    columns: Iterable[Column] = (),
    undoes: Activity | None = None,
    along: Sequence[Statement] = (),
) -> Activity:
    """Write the history row and announce the change. The caller has already raised the project's revision.

    What is still to be written of the change goes `along`, in one message; the task itself, if it is new.
    """
    activity = row(kind, project=project, actor=actor, task=task, changes=changes, undoes=undoes)
    found: dict[str, Found] = {"task": _id_of(task)} if task is not None and task.pk is None else {}
    together(*along, statements.making(activity, found))
    activity.task = task
    (task or project).last_activity_id = activity.pk
    announce(activity, columns)
    _followed([activity])
    return activity


def _id_of(task: Task) -> Found:
    """The id of a task that is written in the same message: its number is its own in the project."""
    return Found("(SELECT id FROM boards_task WHERE project_id = %s AND number = %s)", [task.project_id, task.number])


def publish_many(rows: Sequence[Activity], *, columns: Iterable[Column] = ()) -> None:
    """Write the history rows of one change of many tasks, and announce each; the first tells which columns changed."""
    _tell_all(_written(rows, columns, 0))
    _followed(rows)


def publish_made(rows: Iterable[Activity], *, columns: Iterable[Column] = ()) -> None:
    """The same for tasks that are all new, however many: their rows are made as they are written, and followed a part
    at a time."""
    told: list[Event] = []
    making = iter(rows)
    while batch := list(islice(making, BATCH)):
        told += _written(batch, columns, len(told))
        _followed(batch)
    _tell_all(told)


def _written(rows: Sequence[Activity], columns: Iterable[Column], before: int) -> list[Event]:
    loading.make_all(rows)
    return [
        _event(row, row.project, row.task_id, () if place else columns, follows=bool(place))
        for place, row in enumerate(rows, before)
    ]


def publish_tasks(
    kind: Kind,
    changed: Iterable[tuple[Task, Changes]],
    *,
    project: Project,
    actor: User | None,
    columns: Iterable[Column] = (),
) -> None:
    """Write the history rows of tasks that something else has changed, such as a tag that was merged."""
    rows = [row(kind, project=project, actor=actor, task=task, changes=changes) for task, changes in changed]
    publish_many(rows, columns=columns)


def row(
    kind: Kind,
    *,
    project: Project,
    actor: User | None,
    task: Task | None = None,
    changes: Changes | None = None,
    undoes: Activity | None = None,
) -> Activity:
    """An unsaved history row."""
    return Activity(
        kind=kind,
        project=project,
        actor=actor,
        means=_means.get(),
        api_key_id=_key.get(),
        task=task,
        task_version=task.version if task else None,
        project_revision=project.revision,
        changes=dict(changes or {}),
        undoes=undoes,
        is_told=_means.get() in _NO_NEWS,
    )


def announce(activity: Activity, columns: Iterable[Column], *, follows: bool = False) -> None:
    """Register every subscriber for after the commit; one that fails does not stop the others."""
    _tell(_event(activity, activity.project, activity.task_id, columns, follows=follows))


def announce_beside(activity: Activity, project: Project, tasks: Iterable[int], columns: Iterable[Column]) -> None:
    """Announce what a change has changed of other tasks, perhaps of another project, without a row of their own.

    The tab it was made in is told too: the answer it gets holds nothing of them.
    """
    for place, task_id in enumerate(tasks):
        event = _event(activity, project, task_id, () if place else columns, follows=bool(place))
        _tell(replace(event, tab=""))


def _event(
    activity: Activity, project: Project, task_id: int | None, columns: Iterable[Column], *, follows: bool
) -> Event:
    return Event(
        kind=Kind(activity.kind),
        activity_id=activity.pk,
        project_id=project.pk,
        project_epoch=project.epoch,
        project_revision=project.revision,
        task_id=task_id,
        columns=tuple((column.pk, column.replaced_revision) for column in columns),
        follows=follows,
        tab=_tab.get(),
    )


def _tell(event: Event) -> None:
    for subscriber in _subscribers:

        def react(subscriber: Callable[[Event], None] = subscriber) -> None:
            subscriber(event)

        transaction.on_commit(react, robust=True)


def _tell_all(told: Sequence[Event]) -> None:
    """The same of each, by one hook a subscriber: a hook an event would take more memory than what has changed. One
    event that a subscriber can't take does not stop the others."""
    if len(told) == 1:
        _tell(told[0])
        return
    for subscriber in _subscribers if told else ():

        def react(subscriber: Callable[[Event], None] = subscriber) -> None:
            for event in told:
                try:
                    subscriber(event)
                except Exception:
                    logger.exception("What follows from a change has failed.")

        transaction.on_commit(react, robust=True)


def subscribe_to_standing(reaction: Callable[[Standing], None]) -> None:
    """Call `reaction` with each `Standing` after its transaction has been committed."""
    if reaction not in _standing_subscribers:
        _standing_subscribers.append(reaction)


def announce_standing(*, user_id: int | None = None, session_key: str = "") -> None:
    """Say after the commit that this account, or this session, may not be let in any more."""
    standing = Standing(user_id, session_key)
    for subscriber in _standing_subscribers:

        def react(subscriber: Callable[[Standing], None] = subscriber) -> None:
            subscriber(standing)

        transaction.on_commit(react, robust=True)


def subscribe_durably(name: str, consumer: Consumer) -> None:
    """Call `consumer` with every row of the history once, beside requests, in the transaction that marks them as told.

    In the order of the history of each project. It writes what follows (rows, jobs) and calls nobody; if it raises,
    it gets the rows again one by one, and one that it can't take later on. `name` must stay the same over releases.
    What is imported is not told.
    """
    _durable_subscribers[name] = consumer


def durable_subscribers() -> dict[str, Consumer]:
    """Those who subscribed so, by name."""
    return _durable_subscribers


def subscribe_to_jobs(reaction: Callable[[Sequence[tuple[str, int | None]]], None]) -> None:
    """Call `reaction` with the jobs that are due, as queue and id, after they have been committed."""
    if reaction not in _job_subscribers:
        _job_subscribers.append(reaction)


def announce_jobs(jobs: Sequence[tuple[str, int | None]]) -> None:
    """Say after the commit that these jobs may be done."""
    for subscriber in _job_subscribers if jobs else ():

        def react(subscriber: Callable[[Sequence[tuple[str, int | None]]], None] = subscriber) -> None:
            subscriber(jobs)

        transaction.on_commit(react, robust=True)


def subscribe_to_inboxes(reaction: Callable[[Collection[int]], None]) -> None:
    """Call `reaction` with the ids of people whose inbox may have changed, after that has been committed."""
    if reaction not in _inbox_subscribers:
        _inbox_subscribers.append(reaction)


def announce_inbox(users: Collection[int]) -> None:
    """Say after the commit that there may be something else in the inbox of these people."""
    for subscriber in _inbox_subscribers if users else ():

        def react(subscriber: Callable[[Collection[int]], None] = subscriber) -> None:
            subscriber(users)

        transaction.on_commit(react, robust=True)
