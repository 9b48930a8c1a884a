"""Many changes to tasks of one project, made as one: read first, decided in memory, written at the end.

The rules are those of `services.tasks`, and each step of each task gets its history row; but there is one revision and
one recount, and a number of statements that does not grow with the tasks.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from boards import events
from boards.events import Kind
from boards.exceptions import InvalidInput, NotFound, ProjectArchived, TaskArchived, TaskLocked
from boards.models import Activity, Column, Project, Status, Tag, Task, User
from boards.models.users import HUES
from boards.queries import task_links
from boards.rules.changes import ref_id
from boards.rules.progress import COMPLETE
from boards.rules.text import fold
from boards.services import blocking, editing, history_values, moving, positions, sharing, tags, validation
from boards.services.lanes import Lanes
from boards.services.transactions import raise_revision
from boardsite.database import loading, statements
from boardsite.database.statements import together

BATCH = 500
# Field → [before, after], to be saved: tags are rows, of which some have no id yet.
Unsaved = dict[str, list[Any]]
# What is written of every task that changed; its place and its texts only where they did.
FIELDS = (
    "progress",
    "completed_at",
    "priority",
    "assignee",
    "due_date",
    "follows_items",
    "archived_at",
    "version",
    "updated_at",
)
TEXTS = frozenset({"title", "description"})


@dataclass(frozen=True, kw_only=True)
class TaskChange:
    """`values` as `tasks.update` takes them, but people by their ids. A status alone means its first column."""

    values: dict[str, Any] = field(default_factory=dict)
    version: int | None = None
    completed: bool | None = None
    status: str | None = None
    column: int | None = None
    archived: bool | None = None
    even_if_blocked: bool = False

    def over(self, defaults: Mapping[str, object]) -> TaskChange:
        """The same with defaults for what it does not name."""
        return replace(self, values={**defaults, **self.values})

    @property
    def people(self) -> list[int]:
        """The ids of those who are to have it."""
        responsible = self.values.get("assignee")
        return [*self.values.get(sharing.OTHERS, ()), *([] if responsible is None else [responsible])]

    @property
    def asks_completion(self) -> bool:
        """Whether the task is to be completed, in whatever column."""
        return bool(self.completed) or self.status == Status.COMPLETED

    def refuse_contradiction(self, column: Column | None) -> None:
        """InvalidInput when what is said about completion disagrees with the column."""
        if column is None:
            return
        if self.status is not None and self.status != column.status:
            raise InvalidInput("status", _("The column has another status."))
        if self.completed is not None and self.completed != column.is_completed:
            raise InvalidInput("completed", _("The column says something else."))
        progress = self.values.get("progress")
        if progress is not None and (progress == COMPLETE) != column.is_completed and (progress or column.is_completed):
            raise InvalidInput("progress", _("The column says something else."))


@dataclass(frozen=True)
class Step:
    """A history row to be. Tags are in `changes` as they are, for some of them have no id yet."""

    task: Task
    kind: Kind
    changes: Unsaved
    version: int


class Batch:
    """Tasks of one project while they are changed. The caller holds the lock, calls `apply` for each, then `save`."""

    def __init__(self, project: Project, lanes: Lanes, wanted: Sequence[tuple[int, TaskChange]], actor: User) -> None:
        self.project, self.lanes, self.actor = project, lanes, actor
        named = {name for _pk, change in wanted for name in change.values}
        self.tasks = self._tasks({pk for pk, _change in wanted}, named)
        self.tags: dict[str, Tag] = {}
        self.tags_of: dict[int, list[Tag]] = {}
        if "tags" in named:
            self._read_tags()
        if sharing.FIELDS & named:
            sharing.read(list(self.tasks.values()))
        self.people = self._people(pk for _pk, change in wanted for pk in change.people)
        self.history = self._history(wanted)
        self.blockers = task_links.open_blockers(self.tasks.values(), actor)
        self.steps: dict[int, list[Step]] = defaultdict(list)
        self.arrived: dict[int, list[Step]] = defaultdict(list)
        self.touched: dict[int, Column] = {}
        self.versioned = replace(editing.VERSIONED, dump=self._dump, later=self._since, comparable=_comparable)

    # What is read

    def _tasks(self, pks: Collection[int], named: Collection[str]) -> dict[int, Task]:
        texts = () if TEXTS & set(named) else ("description",)
        rows = Task.objects.filter(project=self.project, pk__in=pks, deleted_at=None).select_related("assignee")
        found = {task.pk: task for task in rows.defer("search_text", *texts)}
        for task in found.values():
            task.project, task.column = self.project, self.lanes.one(task.column_id)
        return found

    def _read_tags(self) -> None:
        self.tags = {tag.name_key: tag for tag in self.project.tags.all()}
        by_id = {tag.pk: tag for tag in self.tags.values()}
        self.tags_of = {pk: [] for pk in self.tasks}
        for task_id, tag_id in self._links().values_list("task_id", "tag_id"):
            self.tags_of[task_id].append(by_id[tag_id])

    def _links(self) -> QuerySet[Any]:
        return Task.tags.through.objects.filter(task_id__in=self.tasks)

    def _people(self, wanted: Iterable[int]) -> dict[int, User]:
        ids = set(wanted)
        return {user.pk: user for user in validation.assignable(self.project).filter(pk__in=ids)} if ids else {}

    def _history(self, wanted: Iterable[tuple[int, TaskChange]]) -> dict[int, list[tuple[int, events.Changes]]]:
        """(version, changes) of what has happened since the oldest version that somebody has seen, newest first."""
        seen: dict[int, int] = {}
        for pk, change in wanted:
            if pk in self.tasks and change.version is not None and change.version < self.tasks[pk].version:
                seen[pk] = min(change.version, seen.get(pk, change.version))
        found: dict[int, list[tuple[int, events.Changes]]] = defaultdict(list)
        if seen:
            rows = Activity.objects.filter(task__in=seen, task_version__gt=min(seen.values())).order_by("-pk")
            for row in rows.only("task_id", "task_version", "changes"):
                found[row.task_id or 0].append((row.task_version or 0, row.changes))
        return found

    def _since(self, task: Task, version: int) -> Iterator[events.Changes]:
        """What has been changed since the version, newest first."""
        yield from (step.changes for step in reversed(self.steps[task.pk]) if step.version > version)
        yield from (changes for at, changes in self.history[task.pk] if at > version)

    # What is decided

    def apply(self, pk: int, change: TaskChange) -> None:
        """Write fields, complete or move, archive or restore, as far as the change says so.

        A completed task stays completed: it is reopened by the actions made for that. Raises what these actions raise.
        """
        if self.project.archived_at:
            raise ProjectArchived
        task = self.tasks.get(pk)
        if task is None:
            raise NotFound
        if change.archived is False and task.is_archived:
            self._mark(task, None, Kind.TASK_RESTORED)
        target = self._target(task, change)
        written = self._values(task, change, target)
        if (written or target) and task.is_archived:
            raise TaskArchived
        if written:
            self._write(task, written, change)
        if target is not None and target.pk != task.column_id:
            self._refuse_blocked(task, change, completes=target.is_completed and not task.is_completed)
            changes = self._transfer(task, target)
            self._note(task, moving.kind_of(changes), changes)
        if change.archived and not task.is_archived:
            self._mark(task, timezone.now(), Kind.TASK_ARCHIVED)

    def _target(self, task: Task, change: TaskChange) -> Column | None:
        """The column to move to; None if the task stays, or is completed by its progress."""
        column = self.lanes.meant(change.column, change.status, now=task.column)
        change.refuse_contradiction(column)
        stays_open = change.completed is False or (column is not None and not column.is_completed)
        if task.is_completed and (stays_open or change.status not in (None, Status.COMPLETED)):
            raise TaskLocked
        if column is None or column.pk == task.column_id:
            return None
        return column if self._is_free_to_move(task, column, change) else None

    def _is_free_to_move(self, task: Task, column: Column, change: TaskChange) -> bool:
        """False if the caller only repeats where they saw the task; EditConflict if both have moved it."""
        before = task.column_id
        for changes in self._since(task, change.version) if change.version is not None else ():
            before = ref_id(changes["column"][0]) or before if "column" in changes else before
        if before == task.column_id:
            return True
        if before == column.pk:
            return False
        conflict = (before, history_values.column_ref(task.column), history_values.column_ref(column))
        raise self.versioned.conflict(task, {"column": conflict}, change.values)

    def _values(self, task: Task, change: TaskChange, target: Column | None) -> dict[str, Any]:
        written = dict(change.values)
        if "assignee" in written:
            written["assignee"] = chosen(self.people, written["assignee"], task)
        if sharing.OTHERS in written:
            written[sharing.OTHERS] = several(self.people, written[sharing.OTHERS], task)
        if target is None and change.asks_completion:
            written["progress"] = COMPLETE
        return written

    def _refuse_blocked(self, task: Task, change: TaskChange, *, completes: bool) -> None:
        """TaskBlocked for one that waits for others, but for those that have been completed just before it."""
        if completes and not change.even_if_blocked and task.pk in self.blockers:
            done = {pk for pk, each in self.tasks.items() if each.is_completed}
            left = [blocker for blocker in self.blockers[task.pk] if blocker.pk not in done]
            blocking.refuse_known(task, {task.pk: left})

    def _write(self, task: Task, given: dict[str, Any], change: TaskChange) -> None:
        merged = self.versioned.merge(task, given, change.version)
        editing.refuse_collision(task, merged, given, versioned=self.versioned)
        if not merged.changes:
            return
        self._refuse_blocked(task, change, completes=editing.completes(task, merged.changes))
        before = self.versioned.dumped(task, sharing.both(merged.changes))
        if "tags" in merged.changes:
            self._retag(task, merged.changes["tags"], given["tags"])
        editing.assign(task, merged.changes, given)
        changes = editing.recorded(self.versioned, task, before)
        if editing.completes(task, merged.changes):
            changes |= self._transfer(task, self.lanes.first(Status.COMPLETED))
        if changes:
            self._note(task, Kind.TASK_COMPLETED if "completed_at" in changes else Kind.TASK_UPDATED, changes)

    def _dump(self, task: Task, name: str) -> object:
        return list(self.tags_of[task.pk]) if name == "tags" else history_values.dump(task, name)

    def _retag(self, task: Task, keys: Collection[str], typed: Iterable[str]) -> None:
        """Give the task its tags, of which some may be new."""
        names = editing.spelled(self.tags_of[task.pk], keys, typed)
        tags.refuse_too_many(names)
        for name in names:
            colour = len(self.tags) % HUES
            made = Tag(project=self.project, name=name, name_key=fold(name), colour=colour)
            self.tags.setdefault(made.name_key, made)
        self.tags_of[task.pk] = [self.tags[fold(name)] for name in names]

    def _transfer(self, task: Task, target: Column) -> Unsaved:
        """Put the task on top of a column; which position that is, is worked out for all arrivals together."""
        self.touched[task.column_id] = task.column
        position = [task.position, ""]
        return {**moving.transfer(task, target, ""), "position": position}

    def _mark(self, task: Task, moment: datetime.datetime | None, kind: Kind) -> None:
        before = history_values.dump(task, "archived_at")
        task.archived_at = moment
        self._note(task, kind, {"archived_at": [before, history_values.dump(task, "archived_at")]})

    def _note(self, task: Task, kind: Kind, changes: Unsaved) -> None:
        task.version += 1
        step = Step(task, kind, changes, task.version)
        self.steps[task.pk].append(step)
        self.touched[task.column_id] = task.column
        if "column" in changes:
            self.arrived[task.column_id].append(step)

    # What is written

    def save(self) -> None:
        """Write rows, revision and history; nothing if nothing changed."""
        steps = [step for found in self.steps.values() for step in found]
        if not steps:
            return
        changed = {name for step in steps for name in step.changes}
        if "tags" in changed:
            self._save_tags()
        self._place()
        self._save_tasks()
        recount = not changed.isdisjoint({"progress", "archived_at"})
        columns = raise_revision(self.project, columns=self.touched.values(), recount=recount)
        events.publish_many([self._row(step) for step in steps], columns=columns)

    def _save_tags(self) -> None:
        new = [tag for tag in self.tags.values() if tag.pk is None]
        Tag.objects.bulk_create(new, batch_size=BATCH)
        through = Task.tags.through
        wanted = {(pk, tag.pk) for pk, of_task in self.tags_of.items() for tag in of_task}
        stored = {(task_id, tag_id): pk for pk, task_id, tag_id in self._links().values_list("pk", "task_id", "tag_id")}
        gone = [pk for link, pk in stored.items() if link not in wanted]
        if gone:
            through.objects.filter(pk__in=gone).delete()
        new_links = sorted(wanted - stored.keys())
        loading.make_rows(through, [{"task_id": task_id, "tag_id": tag_id} for task_id, tag_id in new_links])

    def _place(self) -> None:
        """Give the arrivals of each column their positions, the last of them on top."""
        for column_id, steps in self.arrived.items():
            for step, position in zip(steps, positions.many_at_top(self.lanes.one(column_id), len(steps)), strict=True):
                step.changes["position"][1] = position
        for step in (step for steps in self.steps.values() for step in steps if "position" in step.changes):
            # Empty if it came there by an earlier step.
            step.changes["position"][0] = step.changes["position"][0] or step.task.position
            step.task.position = step.changes["position"][1]

    def _save_tasks(self) -> None:
        """At most three statements for each 500 tasks."""
        named = {pk: {name for step in steps for name in step.changes} for pk, steps in self.steps.items() if steps}
        for pk in named:
            self.tasks[pk].updated_at = timezone.now()
        changed = {"version", "updated_at"}.union(*named.values())
        used = [name for name in FIELDS if name in changed]
        self._save([self.tasks[pk] for pk in named], used)
        self._save([self.tasks[pk] for pk, names in named.items() if "column" in names], ("column", "position"))
        told = [self.tasks[pk] for pk, names in named.items() if TEXTS & names]
        for task in told:
            task.fill_search_text()
        self._save(told, (*TEXTS, "search_text"))
        if sharing.FIELDS & changed:
            sharing.save([self.tasks[pk] for pk in named])

    def _save(self, rows: Sequence[Task], names: Iterable[str]) -> None:
        together(*statements.saving_each(rows, names))

    def _row(self, step: Step) -> Activity:
        changes = {
            name: [history_values.tag_refs(each) for each in pair] if name == "tags" else pair
            for name, pair in step.changes.items()
        }
        row = events.row(step.kind, project=self.project, actor=self.actor, task=step.task, changes=changes)
        row.task_version = step.version
        return row


def chosen(people: Mapping[int, User], user_id: int | None, task: Task | None = None) -> User | None:
    """The person by id, out of those who can be given tasks; whoever has the task already may keep it."""
    if user_id is None:
        return None
    there = sharing.holders(task) if task is not None else {}
    return there.get(user_id) or validation.known_assignee(people.get(user_id))


def several(people: Mapping[int, User], user_ids: Iterable[int], task: Task | None = None) -> list[User]:
    """The same for those who are to have it beside the one responsible."""
    there = sharing.holders(task) if task is not None else {}
    known = {pk: there.get(pk) or validation.known_assignee(people.get(pk), sharing.OTHERS) for pk in user_ids}
    return list(known.values())


def _comparable(name: str, value: object) -> object:
    """As `editing.comparable`, for tags as rows too."""
    if isinstance(value, list) and any(isinstance(each, Tag) for each in value):
        return frozenset(each.name_key for each in value)
    return editing.comparable(name, value)
