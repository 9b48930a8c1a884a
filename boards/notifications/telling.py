"""Whom each change is news to: what the history hands over here (`events.subscribe_durably`) becomes entries.

For some hundred changes at a time and whoever they concern, with a number of statements that grows with neither.
Nobody is told what they did themselves, nor what they may not see. Changes of one task within `WINDOW` are one entry,
and what was taken back meanwhile is none. More than `MOST_APART` entries of the same kind in one project are one.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils import timezone

from boards.models import Activity, Kind, Notification, Reason
from boards.notifications import news, preferences, scene
from boards.notifications.news import News, Reader, Told
from boards.notifications.preferences import Chosen
from boards.notifications.scene import Scene
from boards.notifications.services import entries, watching
from boards.rules.changes import ref_id

WINDOW = datetime.timedelta(minutes=2)
MOST_APART = 10

# What entries of a kind are about: those of one person about the same are one.
_TOPICS = {
    Reason.INVITED: "role",
    Reason.ROLE_CHANGED: "role",
    Reason.HANDED_OVER: "owner",
    Reason.ARCHIVED: "use",
}
_AMOUNTS: Mapping[str, Callable[[Sequence[Told], Reader], News | None]] = {
    "task": news.of_task,
    "role": news.of_role,
    "owner": news.of_owner,
    "use": news.of_use,
}


# Which changes of a task make its own reminders moot, and which may do so to those of its items.
_MOOT = ("due_date", "completed_at", "archived_at", "deleted_at")
_MOOT_OF_ITEMS = ("item", "items", "checklist", *_MOOT[1:])


class Key(NamedTuple):
    """What becomes one entry. The topic of many tasks at once is the reason."""

    user: int
    project: int
    task: int | None
    topic: str

    @classmethod
    def of(cls, entry: Notification) -> Key:
        """That of an entry that is there, of a project."""
        topic = "task" if entry.task_id else _TOPICS.get(Reason(entry.reason), entry.reason)
        return cls(entry.user_id, entry.project_id or 0, entry.task_id, topic)


def consume(activities: Sequence[Activity]) -> None:
    """Note for whom these changes are news. In the transaction of the caller."""
    alive = [each for each in activities if each.project.deleted_at is None]
    if not alive:
        return
    there = Scene.of(alive)
    bundles = _bundles(alive, there)
    watching.begin(watches=[watch for watch in there.watching.begun if there.sees(watch.user_id, watch.project_id)])
    entries.withdraw_reminders(tasks=_changed(alive, _MOOT))
    entries.withdraw_item_reminders(tasks=_changed(alive, _MOOT_OF_ITEMS))
    if bundles:
        _Telling(there, bundles, alive).write()


def take_part(activities: Sequence[Activity]) -> None:
    """Have people watch what they took part in, and tell nobody: for changes of long ago."""
    there = Scene.of(activities)
    for activity in activities:
        _concerned_by_task(there.told(activity), there)
    watching.begin(watches=there.watching.begun)


def _changed(activities: Iterable[Activity], names: Iterable[str]) -> set[int]:
    """Tasks of which one of these was changed: what they remind of may hold no more, or be of another day."""
    return {each.task_id for each in activities if each.task_id and any(name in each.changes for name in names)}


def _bundles(activities: Iterable[Activity], there: Scene) -> dict[Key, list[Told]]:
    """Which changes concern whom, in their order."""
    found: dict[Key, list[Told]] = defaultdict(list)
    for activity in activities:
        told = there.told(activity)
        for user, topic in _concerned(told, there):
            if user != activity.actor_id and there.sees(user, activity.project_id):
                found[Key(user, activity.project_id, activity.task_id, topic)].append(told)
    return found


def _concerned(told: Told, there: Scene) -> Iterator[tuple[int, str]]:
    """Who may want to hear of a change, and of what it is a part."""
    activity = told.activity
    if activity.task_id is not None:
        yield from ((user, "task") for user in _concerned_by_task(told, there))
        return
    yield from ((user, "role") for user in {ref_id(value) for value in activity.changes.get("member", ())} if user)
    followers = there.watching.followers(activity.project_id)
    if activity.kind == Kind.PROJECT_TRANSFERRED:
        owners = {ref_id(value) for value in activity.changes["owner"]}
        yield from ((user, "owner") for user in owners | followers if user)
    elif "archived_at" in activity.changes:
        yield from ((user, "use") for user in there.team(activity.project_id) | followers)


def _concerned_by_task(told: Told, there: Scene) -> set[int]:
    activity = told.activity
    task, changes = activity.task, activity.changes
    if task is None or task.deleted_at is not None or not changes.keys() - {"position"}:
        return set()
    before, after = (ref_id(value) for value in changes.get("assignee", (None, None)))
    left, come = news.others_of(changes)
    watchers = there.watching.watchers(task.pk, activity.project_id) if changes.keys() & set(news.WATCHED) else set()
    had, given = (ref_id(value) for value in changes.get("item_assignee", (None, None)))
    taking_part = {activity.actor_id, after, given, *come, *(told.named_after - told.named_before)}
    there.watching.begin((user for user in taking_part if user), task)
    concerned = {user for user in (before, after, had, given) if user} | left | come
    return concerned | (told.named_after ^ told.named_before) | watchers


@dataclass
class _Plan:
    """What is to be written. `users` are those whose inbox it changes."""

    made: list[Notification] = field(default_factory=list)
    changed: list[Notification] = field(default_factory=list)
    gone: list[Notification] = field(default_factory=list)


class _Telling:
    """Some changes while they are made entries of."""

    def __init__(self, there: Scene, bundles: dict[Key, list[Told]], activities: Sequence[Activity]) -> None:
        self.there, self.bundles, self.now, self.plan = there, bundles, timezone.now(), _Plan()
        users = {key.user for key in bundles}
        self.chosen: Chosen = preferences.chosen_by(users)
        found = scene.still_open(users, activities, self.now - WINDOW)
        self.known = {each.pk: there.told(each) for each in activities}
        self.known |= {pk: there.told(each) for pk, each in scene.changes_of(found, self.known).items()}
        self.recent = {Key.of(each): each for each in found if each.created_at > self.now - WINDOW}
        self.entries = found
        self.by_project: dict[tuple[int, int], list[Key]] = defaultdict(list)
        for key in bundles:
            self.by_project[key.user, key.project].append(key)

    def write(self) -> None:
        """Work out what each is told, and write it."""
        self._take_back()
        for key, changes in self.bundles.items():
            self._tell(key, changes)
        self._gather()
        entries.write(made=self.plan.made, changed=self.plan.changed, gone=self.plan.gone)

    def _take_back(self) -> None:
        """What is undone now disappears from entries that told of it and have not been read; then both are no news.

        Entries that the change is going to be a part of anyway see to that themselves.
        """
        for entry in self.entries:
            for place in self._places_of(entry):
                undoing = [told for told in self.bundles.get(place, ()) if told.activity.undoes_id in entry.activities]
                if undoing and entry is not self.recent.get(place):
                    self.bundles[place] = [told for told in self.bundles[place] if told not in undoing]
                    self._shorten(entry, place, {told.activity.undoes_id for told in undoing})

    def _places_of(self, entry: Notification) -> list[Key]:
        """Where changes are that may undo what an entry tells of."""
        key = Key.of(entry)
        return [key] if key.topic in _AMOUNTS else self.by_project[key.user, key.project]

    def _shorten(self, entry: Notification, place: Key, undone: set[int | None]) -> None:
        left = [pk for pk in entry.activities if pk not in undone]
        if Key.of(entry).topic in _AMOUNTS:
            amount = self._amount(place, [self.known[pk] for pk in left if pk in self.known])
            left = amount.activities if amount else []
            entry.reason = amount.reason if amount else entry.reason
        self._replace(entry, left)

    def _amount(self, key: Key, changes: Sequence[Told]) -> News | None:
        watches = key.task is not None and key.user in self.there.watching.watchers(key.task, key.project)
        return _AMOUNTS[key.topic](changes, Reader(key.user, watches))

    def _tell(self, key: Key, changes: Sequence[Told]) -> None:
        entry = self.recent.get(key)
        if not changes:
            return
        before = [self.known[pk] for pk in entry.activities if pk in self.known] if entry else []
        ordered = {told.activity.pk: told for told in sorted([*before, *changes], key=lambda each: each.activity.pk)}
        amount = self._amount(key, list(ordered.values()))
        if entry is None:
            if amount is not None:
                self._add(key, amount)
        elif amount is None:
            self._replace(entry, [])
        else:
            self._renew(entry, amount)

    def _add(self, key: Key, amount: News) -> None:
        ways = preferences.ways(self.chosen, key.user, amount.reason)
        last = self.known[amount.activities[-1]].activity
        self.plan.made.append(
            Notification(
                user_id=key.user,
                project_id=key.project,
                task_id=key.task,
                actor_id=last.actor_id,
                reason=amount.reason,
                activities=amount.activities,
                created_at=self.now,
                changed_at=self.now,
                in_inbox=ways.in_inbox,
                by_email=ways.by_email,
            )
        )

    def _renew(self, entry: Notification, amount: News) -> None:
        ways = preferences.ways(self.chosen, entry.user_id, amount.reason)
        entry.in_inbox, entry.by_email = preferences.stronger(preferences.Ways(entry.in_inbox, entry.by_email), ways)
        entry.reason, entry.actor_id = amount.reason, self.known[amount.activities[-1]].activity.actor_id
        entry.changed_at, entry.read_at = self.now, None
        self._replace(entry, amount.activities)

    def _replace(self, entry: Notification, left: list[int]) -> None:
        entry.activities = left
        (self.plan.changed if left else self.plan.gone).append(entry)

    def _gather(self) -> None:
        """Many of a kind at once, as when a board is rearranged, are one entry of the project."""
        alike: dict[Key, list[Notification]] = defaultdict(list)
        for entry in self.plan.made:
            if entry.task_id:
                alike[Key.of(entry)._replace(task=None, topic=entry.reason)].append(entry)
        for key, several in alike.items():
            there = self.recent.get(key)
            if there is None and len(several) <= MOST_APART:
                continue
            gathered = set(map(id, several))
            self.plan.made = [entry for entry in self.plan.made if id(entry) not in gathered]
            amount = News(Reason(key.topic), [pk for entry in several for pk in entry.activities])
            if there is None:
                self._add(key, amount)
            else:
                self._renew(there, News(amount.reason, [*there.activities, *amount.activities]))
