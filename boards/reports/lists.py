"""The tasks that a report names: what changed, what is late or may be, what comes next, who has how much."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import add
from typing import NamedTuple

from boards.models import Project, Status, Task
from boards.reports import flow
from boards.reports.days import DAY, Days, Period
from boards.reports.history import History, State, TaskHistory
from boards.reports.item_work import ItemWork

SOON = 7
NEXT = 14


class TaskLine(NamedTuple):
    """A task as a report tells it. `before` and `after` are what a change was about: columns, people or ISO dates;
    `reason` says why it is at risk: "waiting" (due within a week and not begun) or "ageing" (in progress for longer
    than 85 % of the tasks took)."""

    pk: int
    number: int
    title: str
    status: str
    column_id: int
    column: str
    assignee: str
    priority: int
    progress: int
    due: datetime.date | None
    tags: tuple[str, ...]
    created: datetime.date
    completed: datetime.date | None
    days_late: int = 0
    reason: str = ""
    age: int = 0
    before: str = ""
    after: str = ""

    @property
    def before_date(self) -> datetime.date | None:
        """The due date it had, of a task that was re-dated."""
        return _day(self.before) if self.before else None


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed in the period, from its start to its end: a task that was moved there and back was not moved."""

    created: list[TaskLine]
    completed: list[TaskLine]
    reopened: list[TaskLine]
    moved: list[TaskLine]
    redated: list[TaskLine]
    reassigned: list[TaskLine]
    dropped: list[TaskLine]


@dataclass(frozen=True, slots=True)
class Load:
    """The work of a person, or under a tag; an empty name stands for nobody, or no tag. `shared` are open tasks that a
    person has beside whoever is responsible for them; the other figures are of what they are responsible for."""

    name: str
    open: int
    in_progress: int
    overdue: int
    completed: int
    shared: int = 0


# Whose work it is: what tells them apart, and a name; and what of it counts, in the order of a Load.
_Owner = tuple[int | str, str]
_Counted = tuple[bool, bool, bool, bool, bool]


class _Entry(NamedTuple):
    """A task with its states at both ends of the period, and what of it counts at the end."""

    task: TaskHistory
    before: State | None
    now: State
    is_overdue: bool
    is_completed_within: bool


class Shelf:
    """Makes the lists of one report. One query, for the tags."""

    def __init__(
        self, project: Project, history: History, period: Period, people: dict[int, str], *, risky_age: int | None
    ) -> None:
        self.names, self.people_names, self.period, self.risky_age = history.names, people, period, risky_age
        self.order = {lane.pk: place for place, lane in enumerate(history.lanes)}
        self.start, self.end = period.start.timestamp(), period.end.timestamp()
        self.days = Days(period.first, period.last, period.zone)
        self.entries = [self._entry(task, task.now) for task in history.tasks if task.now is not None]
        self.by_task = {entry.task.pk: entry for entry in self.entries}
        self.of_task = _tags(project)
        # Lines without a reason or a change, by task: most tasks stand in several lists.
        self.plain: dict[int, TaskLine] = {}

    # --- Lists ---

    def changes(self) -> Changes:
        """What changed; tasks that were deleted by the end are named only if they were there at the start."""
        kept = [entry for entry in self.entries if not entry.now.is_deleted]
        both = [(entry, entry.before) for entry in kept if entry.before is not None and not entry.before.is_deleted]
        return Changes(
            created=[self._line(entry) for entry in kept if entry.task.created_at >= self.start],
            completed=self._sorted_by_completion(entry for entry in kept if entry.is_completed_within),
            reopened=[self._line(entry) for entry, before in both if before.is_done and not entry.now.is_done],
            moved=[
                self._line(entry, self.names.get(before.column_id, ""), self.names.get(entry.now.column_id, ""))
                for entry, before in both
                if before.column_id != entry.now.column_id and not entry.is_completed_within
            ],
            redated=[
                self._line(entry, before.due or "", entry.now.due or "")
                for entry, before in both
                if before.due != entry.now.due
            ],
            reassigned=[
                self._line(entry, self._person(before), self._person(entry.now))
                for entry, before in both
                if before.assignee_id != entry.now.assignee_id
            ],
            dropped=[
                self._line(entry)
                for entry in self.entries
                if entry.before is not None and entry.before.stage and not entry.now.stage
            ],
        )

    def overdue(self) -> list[TaskLine]:
        """Open and due before the last day, the latest first."""
        found = [self._line(entry) for entry in self.entries if entry.is_overdue]
        return sorted(found, key=lambda line: (-line.days_late, -line.priority, line.number))

    def at_risk(self) -> list[TaskLine]:
        """Not overdue yet: due within a week and not begun, or in progress for longer than 85 % of the tasks took."""
        found = [self._line(entry, reason=reason) for entry in self._open() if (reason := self._risk(entry))]
        return sorted(found, key=lambda line: (line.due or datetime.date.max, -line.age, line.number))

    def due_next(self) -> list[TaskLine]:
        """Open and due within two weeks from the last day on."""
        first, last = self.period.last, self.period.last + DAY * NEXT
        found = [self._line(entry) for entry in self._open() if entry.now.due and first <= _day(entry.now.due) <= last]
        return sorted(found, key=lambda line: (line.due or datetime.date.max, -line.priority, line.number))

    def tasks(self) -> list[TaskLine]:
        """Every task on the board, by the columns from left to right and by number; removed columns come last."""
        shown = [entry for entry in self.entries if entry.now.is_on_board]
        last = len(self.order)
        shown.sort(
            key=lambda entry: (self.order.get(entry.now.column_id, last), entry.now.column_id, entry.task.number)
        )
        return [self._line(entry) for entry in shown]

    def people(self, items: Iterable[ItemWork] = ()) -> list[Load]:
        """Who has how much, by the number of open tasks and of these items; nobody last. People of one name have a row
        each. Whoever has a task beside the one responsible has it among those that are shared."""
        more = [((item.assignee_id, item.name), one) for item in items if any(one := self._counted_item(item))]
        return self._loads(lambda entry: [self._assignee(entry.now)], [*more, *self._shared()])

    def _shared(self) -> Iterable[tuple[_Owner, _Counted]]:
        for entry in self._open():
            for pk in entry.now.others:
                if pk in self.people_names:
                    yield (pk, self.people_names[pk]), (False, False, False, False, True)

    def tags(self) -> list[Load]:
        """How much is under each tag; a task counts under each of its tags."""
        return self._loads(lambda entry: [(name, name) for name in self.of_task.get(entry.task.pk) or ("",)])

    # --- What they are made of ---

    def _open(self) -> Iterable[_Entry]:
        return (entry for entry in self.entries if entry.now.is_open)

    def _entry(self, task: TaskHistory, now: State) -> _Entry:
        is_completed_within = now.is_done and self.start <= (now.completed_at or 0) < self.end
        return _Entry(task, task.before, now, now.is_overdue(self.period.last), is_completed_within)

    def _sorted_by_completion(self, entries: Iterable[_Entry]) -> list[TaskLine]:
        ordered = sorted(entries, key=lambda entry: (entry.now.completed_at or 0, entry.task.number))
        return [self._line(entry) for entry in ordered]

    def _risk(self, entry: _Entry) -> str:
        if entry.is_overdue:
            return ""
        due = _day(entry.now.due) if entry.now.due else None
        if entry.now.status == Status.PENDING and due is not None and (due - self.period.last).days <= SOON:
            return "waiting"
        age = flow.age(entry.task, entry.now, self.days)
        return "ageing" if self.risky_age is not None and age > self.risky_age else ""

    def _loads(
        self, owners_of: Callable[[_Entry], Iterable[_Owner]], more: Iterable[tuple[_Owner, _Counted]] = ()
    ) -> list[Load]:
        """What each has of whom a task has (key, name): one person, or any number of tags."""
        counts: dict[_Owner, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
        for owner, one in more:
            counts[owner] = [*map(add, counts[owner], one)]
        for entry in self.entries:
            if any(one := self._counted(entry)):
                for owner in owners_of(entry):
                    counts[owner] = [*map(add, counts[owner], one)]
        loads = [Load(name, *counts[key, name]) for key, name in sorted(counts)]
        return sorted(
            loads, key=lambda load: (load.name == "", -load.open, -load.shared, -load.completed, load.name.casefold())
        )

    def _counted_item(self, item: ItemWork) -> _Counted:
        """What an item of a checklist counts as, in the same order: it is as far as its task, or done before it."""
        entry = self.by_task.get(item.task_id)
        if entry is None or entry.now.is_deleted:
            return False, False, False, False, False
        is_open = item.done_at is None and entry.now.is_open
        is_done = item.done_at is not None and self.start <= item.done_at.timestamp() < self.end
        is_late = is_open and item.due is not None and item.due < self.period.last
        return is_open, is_open and entry.now.status == Status.IN_PROGRESS, is_late, is_done, False

    def _counted(self, entry: _Entry) -> _Counted:
        """What a task counts as, in the order of a Load."""
        is_open, is_begun = entry.now.is_open, entry.now.status == Status.IN_PROGRESS
        return is_open, is_open and is_begun, entry.is_overdue, entry.is_completed_within, False

    def _line(self, entry: _Entry, before: str = "", after: str = "", *, reason: str = "") -> TaskLine:
        plain = self.plain.get(entry.task.pk)
        if plain is None:
            plain = self.plain[entry.task.pk] = self._plain(entry)
        if before or after or reason:
            return plain._replace(before=before, after=after, reason=reason)
        return plain

    def _plain(self, entry: _Entry) -> TaskLine:
        now, task = entry.now, entry.task
        due = _day(now.due) if now.due else None
        late = (self.period.last - due).days if due is not None and entry.is_overdue else 0
        return TaskLine(
            pk=task.pk,
            number=task.number,
            title=task.title,
            status=now.status,
            column_id=now.column_id,
            column=self.names.get(now.column_id, ""),
            assignee=self._person(now),
            priority=task.priority,
            progress=now.progress,
            due=due,
            tags=self.of_task.get(task.pk, ()),
            created=self.days.date(task.created_at),
            completed=self.days.date(now.completed_at) if now.completed_at is not None else None,
            days_late=late,
            age=flow.age(task, now, self.days),
        )

    def _person(self, state: State) -> str:
        return self.people_names.get(state.assignee_id, "") if state.assignee_id else ""

    def _assignee(self, state: State) -> tuple[int, str]:
        """Id and name; nobody for a person of whom nothing is left."""
        name = self._person(state)
        return (state.assignee_id or 0, name) if name else (0, "")


def _tags(project: Project) -> dict[int, tuple[str, ...]]:
    """The names of each task's tags; one query."""
    through = Task.tags.through.objects.filter(task__project=project).order_by("tag__name_key", "tag_id")
    found: dict[int, list[str]] = defaultdict(list)
    for task_id, name in through.values_list("task_id", "tag__name"):
        found[task_id].append(name)
    return {task_id: tuple(names) for task_id, names in found.items()}


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)
