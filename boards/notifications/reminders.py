"""What the clock tells: that a task is due tomorrow, and that it is overdue since today, by each person's own days.

Told once in the morning of whoever has the task, or watches it by choice: the key of an entry names task and day, so
neither two clocks nor an hour that comes twice tell it again. Where the morning was missed it is told later that day,
of what had that date by then.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from boards.models import Notification, Reason, Task, TaskAssignee, User, Watch
from boards.notifications import preferences
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
    if not wanted:
        return 0
    return entries.remind(entries=list(_entries(_entitled(wanted, by_id), by_id, days, now)))


def _wanted(tasks: Mapping[int, Task], zones: Collection[str]) -> set[tuple[int, int]]:
    """(task, person) of whoever has one of these tasks, or watches it by choice."""
    watches = Watch.objects.filter(task__in=tasks, by_choice=True, is_muted=False).values_list("task", "user")
    beside = TaskAssignee.objects.filter(task__in=tasks).values_list("task", "user")
    found = {*watches, *beside, *((task.pk, task.assignee_id) for task in tasks.values() if task.assignee_id)}
    people = User.objects.filter(pk__in={user for _task, user in found}, time_zone__in=zones)
    there = set(people.values_list("pk", flat=True))
    return {(task, user) for task, user in found if user in there}


def _entitled(wanted: set[tuple[int, int]], tasks: Mapping[int, Task]) -> list[tuple[int, int]]:
    """Without those who may not see the project, or have muted it or the task."""
    there = Scene.around([tasks[pk] for pk in {pk for pk, _user in wanted}])
    return sorted(
        (pk, user)
        for pk, user in wanted
        if there.sees(user, tasks[pk].project_id) and not there.watching.is_muted(user, pk, tasks[pk].project_id)
    )


def _entries(
    wanted: Sequence[tuple[int, int]], tasks: Mapping[int, Task], days: Mapping[str, Reason], now: datetime.datetime
) -> Iterator[Notification]:
    chosen = preferences.chosen_by({user for _task, user in wanted})
    for pk, user in wanted:
        task, day = tasks[pk], str(tasks[pk].due_date)
        ways = preferences.ways(chosen, user, days[day])
        yield Notification(
            user_id=user,
            project_id=task.project_id,
            task=task,
            reason=days[day],
            key=f"{days[day]}:{pk}:{day}",
            created_at=now,
            changed_at=now,
            in_inbox=ways.in_inbox,
            by_email=ways.by_email,
        )
