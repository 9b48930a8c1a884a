"""Making many tasks, or a whole board, at once: for imports and demonstration data.

One transaction, one lock, one revision, and a number of queries that grows by one for each batch only.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from boards import events
from boards.events import Kind
from boards.exceptions import InvalidInput, NotFound, RuleBroken
from boards.models import Activity, ChecklistItem, Column, Comment, Project, Role, Status, Tag, Task, User, Visibility
from boards.models.tasks import HIGHEST_PRIORITY
from boards.models.users import HUES
from boards.rules import days
from boards.rules.progress import COMPLETE, HIGHEST_OPEN
from boards.rules.text import TITLE_LIMIT, WORD_LIMIT, clean_line, clean_tag, clean_text, fold
from boards.services import (
    bulk_files,
    bulk_links,
    bulk_talk,
    bulk_web_links,
    history_values,
    members,
    positions,
    projects,
    sharing,
    validation,
)
from boards.services.bulk_files import FileDraft
from boards.services.bulk_talk import NOTHING, Talk
from boards.services.bulk_web_links import WebLinkDraft
from boards.services.columns import MOST_COLUMNS, NEEDED, checked_limit
from boards.services.columns import create as create_column
from boards.services.transactions import lock, raise_revision, service
from boardsite.database import loading
from boardsite.database.statistics import refresh_after

BATCH = 500
# So many tasks are made between two words about how far it is.
TOLD_EACH = 1_000
# Of so many tasks all that belongs to them is in memory once more while it is written.
AT_ONCE = 5_000
# The database has room for twice that; tasks that are made later go on from there.
HIGHEST_NUMBER = 999_999_999


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskDraft:
    """A task to be made. Its column decides whether it is completed.

    `number` is for tasks that are known by one already; it must be higher than any number of the project so far.
    `created_at` and `completed_at` are for tasks that were made and done elsewhere; by default it is now.
    """

    title: str
    column: Column
    number: int | None = None
    description: str = ""
    tags: Sequence[str] = ()
    priority: int = 0
    assignee: User | None = None
    others: Sequence[User] = ()
    due_date: datetime.date | None = None
    progress: int = 0
    created_at: datetime.datetime | None = None
    completed_at: datetime.datetime | None = None
    archived: bool = False
    talk: Talk = NOTHING
    files: Sequence[FileDraft] = ()
    web_links: Sequence[WebLinkDraft] = ()


@dataclass(frozen=True)
class ColumnDraft:
    """A column to be made."""

    name: str
    status: Status
    wip_limit: int | None = None


@dataclass(frozen=True)
class TagDraft:
    """A tag to be made; without a colour it gets the next one."""

    name: str
    colour: int | None = None


class Imported(NamedTuple):
    """What an import has made; the tasks are in the order of their drafts."""

    project: Project
    tasks: list[Task]


# Is told how many tasks are made so far; what it raises ends it all.
Tell = Callable[[int], None]


def nobody(_made: int) -> None:
    """Where nobody wants to know how far it is."""


@service
def import_board(
    *,
    title: str,
    description: str = "",
    visibility: str = Visibility.PERSONAL,
    columns: Sequence[ColumnDraft],
    tags: Sequence[TagDraft] = (),
    people: Sequence[User] = (),
    drafts: Callable[[Sequence[Column]], Sequence[TaskDraft]],
    links: Sequence[bulk_links.Pair] = (),
    tell: Tell = nobody,
    actor: User,
) -> Imported:
    """Make a project of the actor's own with all that is in it; the history says that it was imported.

    `drafts` is given the new columns, in their order, and returns the tasks. `people` become members.
    Raises InvalidInput for what doesn't fit, RuleBroken for columns that don't make a board.
    """
    _check_columns(columns)
    limits = [checked_limit(column.wip_limit) for column in columns]
    lanes = tuple((clean_line("column", column.name, WORD_LIMIT), column.status.value) for column in columns)
    with events.by_means("import"):
        project = projects.create(
            title=title, description=description, visibility=visibility, columns=lanes, limits=limits, actor=actor
        )
        _add_people(project, people, actor)
        planned = drafts(list(project.columns.all()))
        made = create_tasks(project=project, drafts=planned, tags=tags, links=links, tell=tell, actor=actor)
    project.refresh_from_db()
    return Imported(project, made)


@service
def import_into(
    *,
    project: Project,
    lanes: Sequence[int | ColumnDraft],
    tags: Sequence[TagDraft] = (),
    people: Sequence[User] = (),
    drafts: Callable[[Sequence[Column]], Sequence[TaskDraft]],
    links: Sequence[bulk_links.Pair] = (),
    tell: Tell = nobody,
    actor: User,
) -> Imported:
    """Put what a file holds below what a project has; the history says that it was imported.

    `lanes` are columns of the project by their ids, or to be made; `drafts` is given them in that order. `people`
    become members unless they are. Raises as `import_board` does.
    """
    project = lock(project.pk)
    with events.by_means("import"):
        _add_people(project, people, actor)
        there = {column.pk: column for column in project.columns.all()}
        found = [_lane(project, there, lane, actor) for lane in lanes]
        made = create_tasks(project=project, drafts=drafts(found), tags=tags, links=links, tell=tell, actor=actor)
    project.refresh_from_db()
    return Imported(project, made)


def _lane(project: Project, there: Mapping[int, Column], lane: int | ColumnDraft, actor: User) -> Column:
    if isinstance(lane, ColumnDraft):
        return create_column(project=project, name=lane.name, status=lane.status, wip_limit=lane.wip_limit, actor=actor)
    if lane not in there:
        raise RuleBroken(_("A column of the project has been removed meanwhile. Look at the preview again."))
    return there[lane]


def _add_people(project: Project, people: Sequence[User], actor: User) -> None:
    there = {project.owner_id, *project.memberships.values_list("user", flat=True)} if people else set()
    for user in people:
        if user.pk not in there:
            members.add(project=project, user=user, role=Role.MEMBER, actor=actor)


@service
def create_tasks(
    *,
    project: Project,
    drafts: Sequence[TaskDraft],
    tags: Sequence[TagDraft] = (),
    links: Sequence[bulk_links.Pair] = (),
    tell: Tell = nobody,
    actor: User,
) -> list[Task]:
    """Make the tasks below those that are there, in the order given. All or nothing.

    `links` are between the new ones, by their places. Tags are found by name or made; `tags` are made even if no task
    has them, and say which colour a new one gets.
    Raises InvalidInput for a value that doesn't fit.
    """
    project = lock(project.pk)
    lanes = _lanes(project, drafts)
    _check_assignees(project, drafts)
    places = _places(lanes, drafts)
    numbers = _numbers(project, drafts)
    made = [
        _task(project, lanes[draft.column.pk], draft, place, number, actor)
        for draft, place, number in zip(drafts, places, numbers, strict=True)
    ]
    bulk_links.count(made, links)
    project.last_number = max([project.last_number, *numbers])
    _write(made, tell)
    sharing.add(made)
    bulk_links.make(made, links, actor)
    bulk_files.make([(task, draft.files) for task, draft in zip(made, drafts, strict=True) if draft.files], actor)
    bulk_web_links.make(((task, draft.web_links) for task, draft in zip(made, drafts, strict=True)), actor)
    for start in range(0, len(made), AT_ONCE):
        end = start + AT_ONCE
        bulk_talk.make((task, draft.talk) for task, draft in zip(made[start:end], drafts[start:end], strict=True))
    _tag(project, made, drafts, tags)
    touched = raise_revision(project, columns=lanes.values(), fields=["last_number"], recount=True)
    tell(len(made))
    events.publish_made((_row(project, task, actor) for task in made), columns=touched)
    refresh_after(len(made), [Task, Task.tags.through, Activity, Comment, ChecklistItem])
    return made


def _write(made: Sequence[Task], tell: Tell) -> None:
    """Write the tasks. The text that they are found by stays in the database, which has it a second time otherwise."""
    for start in range(0, len(made), TOLD_EACH):
        tell(start)
        batch = made[start : start + TOLD_EACH]
        loading.make_all(batch)
        for task in batch:
            # As if it had been deferred: who asks for it gets it.
            del task.search_text
    tell(len(made))


def _check_columns(columns: Sequence[ColumnDraft]) -> None:
    if len(columns) > MOST_COLUMNS:
        raise RuleBroken(_("A board has room for %(count)s columns.") % {"count": MOST_COLUMNS})
    for status in NEEDED:
        if all(column.status != status for column in columns):
            raise RuleBroken(
                _("A board needs at least one column of the status “%(status)s”.") % {"status": status.label}
            )


def _lanes(project: Project, drafts: Sequence[TaskDraft]) -> dict[int, Column]:
    """The columns the drafts go to, by id, as they are under the lock; one query."""
    wanted = {draft.column.pk for draft in drafts}
    found = {column.pk: column for column in project.columns.all() if column.pk in wanted}
    if len(found) < len(wanted):
        raise NotFound
    return found


def _check_assignees(project: Project, drafts: Sequence[TaskDraft]) -> None:
    """All of them may be given tasks here; one query, none if there are no assignees."""
    wanted = {user.pk for draft in drafts for user in (draft.assignee, *draft.others, *draft.talk.assignees) if user}
    if wanted and validation.assignable(project).filter(pk__in=wanted).count() < len(wanted):
        raise InvalidInput("assignee", _("Choose the owner or a member who may work on tasks."))


def _numbers(project: Project, drafts: Sequence[TaskDraft]) -> list[int]:
    """The number of each draft: its own, or the next one above all others."""
    own = [draft.number for draft in drafts if draft.number is not None]
    if len(set(own)) < len(own) or not all(project.last_number < number <= HIGHEST_NUMBER for number in own):
        raise InvalidInput("number", _("Choose numbers that no task of this project has or had."))
    following = count(max([project.last_number, *own]) + 1)
    return [next(following) if draft.number is None else draft.number for draft in drafts]


def _places(lanes: dict[int, Column], drafts: Sequence[TaskDraft]) -> list[str]:
    """A position for each draft, below all cards that its column has."""
    steps = defaultdict(list)
    for index, draft in enumerate(drafts):
        steps[draft.column.pk].append(index)
    places = [""] * len(drafts)
    for column_id, indexes in steps.items():
        for index, place in zip(indexes, positions.many_at_end(lanes[column_id], len(indexes)), strict=True):
            places[index] = place
    return places


def _task(project: Project, column: Column, draft: TaskDraft, position: str, number: int, actor: User) -> Task:
    now = timezone.now()
    completed_at = (draft.completed_at or now) if column.is_completed else None
    task = Task(
        project=project,
        column=column,
        number=number,
        position=position,
        title=clean_line("title", draft.title, TITLE_LIMIT),
        description=clean_text("description", draft.description),
        priority=validation.checked_number("priority", draft.priority, HIGHEST_PRIORITY),
        due_date=days.checked("due_date", draft.due_date),
        progress=COMPLETE if column.is_completed else _open_progress(draft),
        # Never after it was done.
        created_at=min(filter(None, (draft.created_at, completed_at)), default=now),
        completed_at=completed_at,
        archived_at=now if draft.archived else None,
        created_by=actor,
    )
    sharing.settle(task, draft.assignee, draft.others)
    bulk_talk.count(task, draft.talk)
    task.file_count = len(draft.files)
    task.web_link_count = len(draft.web_links)
    task.fill_search_text()
    return task


def _open_progress(draft: TaskDraft) -> int:
    return validation.checked_number("progress", draft.progress, HIGHEST_OPEN)


def _tag(project: Project, made: Sequence[Task], drafts: Sequence[TaskDraft], extra: Sequence[TagDraft]) -> None:
    wanted = {fold(name := clean_tag("tags", tag.name)): (name, tag.colour) for tag in extra}
    keys = [_tag_keys(draft, wanted) for draft in drafts]
    known = {tag.name_key: tag for tag in project.tags.all()}
    colour = len(known)
    fresh: list[Tag] = []
    for key, (name, given) in wanted.items():
        if key not in known:
            chosen = given if given is not None else (colour + len(fresh)) % HUES
            fresh.append(Tag(project=project, name=name, name_key=key, colour=chosen))
    known |= {tag.name_key: tag for tag in Tag.objects.bulk_create(fresh, batch_size=BATCH)}
    through = Task.tags.through
    pairs = ((task.pk, known[key].pk) for task, of in zip(made, keys, strict=True) for key in of)
    while some := [{"task_id": task, "tag_id": tag} for task, tag in islice(pairs, AT_ONCE)]:
        loading.make_rows(through, some)


def _tag_keys(draft: TaskDraft, wanted: dict[str, tuple[str, int | None]]) -> list[str]:
    """The folded names of a draft's tags, each once; names not met before are added to `wanted`."""
    keys: dict[str, None] = {}
    for name in draft.tags:
        cleaned = clean_tag("tags", name)
        wanted.setdefault(fold(cleaned), (cleaned, None))
        keys[fold(cleaned)] = None
    return list(keys)


def _row(project: Project, task: Task, actor: User) -> Activity:
    changes: events.Changes = {"title": [None, task.title], "column": [None, history_values.column_ref(task.column)]}
    return events.row(Kind.TASK_CREATED, project=project, actor=actor, task=task, changes=changes)
