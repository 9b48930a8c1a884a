"""What the clock tells: that a task is due tomorrow, and that it is overdue since today, by each person's own days.

Told once in the morning of whoever has the task, or watches it by choice: the key of an entry names task and day, so
neither two clocks nor an hour that comes twice tell it again. Where the morning was missed it is told later that day,
of what had that date by then. What somebody has in the checklists of a task has days of its own: they are one entry a
task (`item_days`), and none where the task itself reminds of the same.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone

from boards.models import Notification, Reason, Task, TaskAssignee, User, Watch
from boards.notifications import preferences
from boards.notifications.queries import item_days
from boards.notifications.scene import Scene
from boards.notifications.services import entries

# The hour of the morning, and how long what is new by then still counts.
MORNING, UNTIL = datetime.time(8), datetime.time(9)


@dataclass(frozen=True)
class _Place:
    """Time zones in which it is the same day, and morning by now."""

    today: datetime.date
    # What has been changed after this moment is no news to anybody any more.
    until: datetime.datetime | None
    zones: tuple[str, ...]


class _Reminder(NamedTuple):
    """Whom to tell that a task, or what they have in its checklists, has this day."""

    task: int
    user: int
    day: str
    of_items: bool = False


def remind(now: datetime.datetime | None = None) -> int:
    """Tell what is due; some queries for each day that it is somewhere. Returns how many entries were written."""
    now = now or timezone.now()
    return sum(_remind(place, now) for place in _places(now))


def _places(now: datetime.datetime) -> Iterator[_Place]:
    """Where it is morning or later, of all zones that people live in."""
    found: dict[tuple[datetime.date, datetime.datetime | None], list[str]] = defaultdict(list)
    for name in User.objects.filter(is_active=True).order_by().values_list("time_zone", flat=True).distinct():
        zone = User(time_zone=name).zone
        local = now.astimezone(zone)
        if local.time() >= MORNING:
            late = datetime.datetime.combine(local.date(), UNTIL, zone) if local.time() >= UNTIL else None
            found[local.date(), late].append(name)
    for (today, until), zones in found.items():
        yield _Place(today, until, tuple(zones))


def _remind(place: _Place, now: datetime.datetime) -> int:
    one = datetime.timedelta(days=1)
    days = {str(place.today + one): Reason.DUE_TOMORROW, str(place.today - one): Reason.OVERDUE}
    tasks = Task.objects.alive().filter(due_date__in=days, project__archived_at=None)
    tasks = tasks.filter(completed_at=None, archived_at=None).select_related("project")
    if place.until is not None:
        tasks = tasks.filter(updated_at__lt=place.until)
    by_id = {task.pk: task for task in tasks.defer("description", "search_text")}
    wanted = _wanted(by_id, place.zones) if by_id else set()
    wanted |= _of_items(place, days, {(each.task, each.user, each.day) for each in wanted})
    if not wanted:
        return 0
    missing = {each.task for each in wanted} - by_id.keys()
    by_id |= _others(missing) if missing else {}
    return entries.remind(entries=list(_entries(_entitled(wanted, by_id), by_id, days, now)))


def _of_items(place: _Place, days: Collection[str], told: Collection[tuple[int, int, str]]) -> set[_Reminder]:
    """What is due in checklists, but for what is told of the task."""
    due = item_days.due_on(days, place.zones, place.until)
    return {_Reminder(each.task, each.user, each.day, of_items=True) for each in due if each not in told}


def _others(pks: Collection[int]) -> dict[int, Task]:
    """Tasks that are not due themselves; one query."""
    return Task.objects.select_related("project").defer("description", "search_text").in_bulk(pks)


def _wanted(tasks: Mapping[int, Task], zones: Collection[str]) -> set[_Reminder]:
    """Those of whoever has one of these tasks, or watches it by choice."""
    watches = Watch.objects.filter(task__in=tasks, by_choice=True, is_muted=False).values_list("task", "user")
    beside = TaskAssignee.objects.filter(task__in=tasks).values_list("task", "user")
    found = {*watches, *beside, *((task.pk, task.assignee_id) for task in tasks.values() if task.assignee_id)}
    people = User.objects.filter(pk__in={user for _task, user in found}, time_zone__in=zones)
    there = set(people.values_list("pk", flat=True))
    return {_Reminder(task, user, str(tasks[task].due_date)) for task, user in found if user in there}


def _entitled(wanted: set[_Reminder], tasks: Mapping[int, Task]) -> list[_Reminder]:
    """Without those who may not see the project, or have muted it or the task."""
    there = Scene.around([tasks[pk] for pk in {each.task for each in wanted}])

    def is_told(task: int, user: int, project: int) -> bool:
        return there.sees(user, project) and not there.watching.is_muted(user, task, project)

    return sorted(each for each in wanted if is_told(each.task, each.user, tasks[each.task].project_id))


def _entries(
    wanted: Sequence[_Reminder], tasks: Mapping[int, Task], days: Mapping[str, Reason], now: datetime.datetime
) -> Iterator[Notification]:
    chosen = preferences.chosen_by({each.user for each in wanted})
    for pk, user, day, of_items in wanted:
        task, reason = tasks[pk], days[day]
        ways = preferences.ways(chosen, user, reason)
        yield Notification(
            user_id=user,
            project_id=task.project_id,
            task=task,
            reason=reason,
            key=item_days.key_of(reason, pk, day) if of_items else f"{reason}:{pk}:{day}",
            created_at=now,
            changed_at=now,
            in_inbox=ways.in_inbox,
            by_email=ways.by_email,
        )
