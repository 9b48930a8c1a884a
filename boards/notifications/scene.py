"""Who is there when changes are told: the people of their projects, whoever watches, and what each may see."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q

from boards import policy
from boards.models import Activity, Membership, Notification, Project, Reason, Task, User, Watch
from boards.notifications.news import Told
from boards.rules import mentions
from boards.rules.changes import ref_ids


@dataclass
class Watching:
    """Who watches tasks and projects, as far as changes are about them. Grows while changes are gone through."""

    of_task: dict[int, dict[int, Watch]] = field(default_factory=lambda: defaultdict(dict))
    of_project: dict[int, dict[int, Watch]] = field(default_factory=lambda: defaultdict(dict))
    begun: list[Watch] = field(default_factory=list)

    @classmethod
    def of(cls, tasks: Collection[int], projects: Collection[int]) -> Watching:
        """One query."""
        found = cls()
        for watch in Watch.objects.filter(Q(task__in=tasks) | Q(task=None, project__in=projects)):
            by_user = found.of_task[watch.task_id] if watch.task_id else found.of_project[watch.project_id]
            by_user[watch.user_id] = watch
        return found

    def watchers(self, task: int, project: int) -> set[int]:
        """Who hears of a task. What was chosen for the task outweighs the project, and muting what came by itself."""
        of_task, of_project = self.of_task.get(task, {}), self.of_project.get(project, {})
        follows = {user for user, watch in of_project.items() if not watch.is_muted}
        muted = of_project.keys() - follows
        follows |= {user for user, watch in of_task.items() if watch.by_choice or user not in muted}
        return follows - {user for user, watch in of_task.items() if watch.is_muted}

    def is_muted(self, user: int, task: int, project: int) -> bool:
        """Whether somebody wants to hear nothing of a task but what is said to them in person."""
        of_task = self.of_task.get(task, {}).get(user)
        if of_task and (of_task.by_choice or of_task.is_muted):
            return of_task.is_muted
        of_project = self.of_project.get(project, {}).get(user)
        return of_project is not None and of_project.is_muted

    def followers(self, project: int) -> set[int]:
        """Who watches the project as a whole."""
        return {user for user, watch in self.of_project.get(project, {}).items() if not watch.is_muted}

    def begin(self, users: Iterable[int], task: Task) -> None:
        """These take part in the task from now on, and so watch it, unless they have said otherwise."""
        there = self.of_task[task.pk]
        for user in users:
            if user not in there:
                there[user] = Watch(user_id=user, project_id=task.project_id, task_id=task.pk)
                self.begun.append(there[user])


@dataclass(frozen=True)
class Scene:
    """All that is looked up for some changes: three queries, however many they are."""

    projects: Mapping[int, Project]
    # By project: the roles of its members.
    members: Mapping[int, Mapping[int, str]]
    watching: Watching
    people: Mapping[int, User]

    @classmethod
    def of(cls, activities: Sequence[Activity]) -> Scene:
        """As it is now: whatever a change found, whoever may see the project no more is told nothing."""
        projects = {activity.project_id: activity.project for activity in activities}
        tasks = {activity.task_id for activity in activities if activity.task_id}
        return cls._of(projects, tasks, set[int]().union(*map(_named_in, activities)))

    @classmethod
    def around(cls, tasks: Sequence[Task], *others: Project) -> Scene:
        """For tasks, each with its project: whoever has them, or watches them. `others` are looked at beside."""
        projects = {task.project_id: task.project for task in tasks} | {project.pk: project for project in others}
        return cls._of(projects, {task.pk for task in tasks}, {task.assignee_id for task in tasks if task.assignee_id})

    @classmethod
    def _of(cls, projects: Mapping[int, Project], tasks: Collection[int], named: Collection[int]) -> Scene:
        watching, members = Watching.of(tasks, projects), _members(projects)
        users = {*named, *(project.owner_id for project in projects.values())}.union(*members.values())
        for by_user in (*watching.of_task.values(), *watching.of_project.values()):
            users |= by_user.keys()
        people = User.objects.only("display_name", "is_active", "is_staff").in_bulk(users)
        return cls(projects, members, watching, people)

    def sees(self, user: int, project: int) -> bool:
        """Whether somebody may know of a project: all else than this is a matter of what they want to hear."""
        person, board = self.people.get(user), self.projects[project]
        if person is None or not person.is_active or board.deleted_at is not None:
            return False
        return policy.role_in(person, board, self.members.get(project, {}).get(user)) is not None

    def team(self, project: int) -> set[int]:
        """Owner and members."""
        return {self.projects[project].owner_id, *self.members.get(project, {})}

    def told(self, activity: Activity) -> Told:
        """A change, with whom the description or comment names that it is of."""
        before, after = _texts_of(activity)
        return Told(activity, self._named(activity.project_id, before), self._named(activity.project_id, after))

    def _named(self, project: int, text: object) -> frozenset[int]:
        if not isinstance(text, str) or "@" not in text:
            return frozenset()
        names = dict(self._names[project])
        names |= {pk: "" for pk in mentions.picked(text) if pk in self.people and pk not in names}
        return frozenset(mentions.named(text, names))

    @cached_property
    def _names(self) -> Mapping[int, Mapping[int, str]]:
        """What the people of each project are called."""
        return {
            project: {pk: self.people[pk].display_name for pk in self.team(project) if pk in self.people}
            for project in self.projects
        }


def _members(projects: Collection[int]) -> dict[int, dict[int, str]]:
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for project, user, role in Membership.objects.filter(project__in=projects).values_list("project", "user", "role"):
        found[project][user] = role
    return found


def _texts_of(activity: Activity) -> tuple[object, object]:
    """What people have written, before and after."""
    before, after = activity.changes.get("description") or activity.changes.get("text") or (None, None)
    return before, after


def _named_in(activity: Activity) -> set[int]:
    """Whoever a change may be news to, by its own words."""
    names = ("assignee", "item_assignee", "other_assignees", "member", "owner")
    people = {pk for name in names for value in activity.changes.get(name, ()) for pk in ref_ids(value)}
    texts = [text for text in _texts_of(activity) if isinstance(text, str)]
    found = people | set[int]().union(*map(mentions.picked, texts))
    return found | {activity.actor_id} if activity.actor_id else found


def still_open(users: Collection[int], activities: Sequence[Activity], since: datetime.datetime) -> list[Notification]:
    """Entries of these people that a change may still become a part of: made since then, neither mailed nor put away.

    Those that tell of what is undone now are looked for however old they are, as long as nobody has read them.
    """
    mine = Notification.objects.filter(user__in=users, archived_at=None, mailed_at=None, key="")
    projects = {activity.project_id for activity in activities}
    found = list(mine.filter(created_at__gt=since, project__in=projects).order_by("pk"))
    undoing = [activity for activity in activities if activity.undoes_id]
    if not undoing:
        return found
    there = {entry.pk for entry in found}
    tasks, undone = {each.task_id for each in undoing}, {each.undoes_id for each in undoing}
    older = mine.filter(Q(task__in=tasks) | Q(task=None, project__in={each.project_id for each in undoing}))
    older = older.filter(read_at=None, created_at__lte=since).order_by("pk")
    return found + [each for each in older if each.pk not in there and not undone.isdisjoint(each.activities)]


def changes_of(entries: Iterable[Notification], known: Collection[int]) -> dict[int, Activity]:
    """The changes that entries of one task tell of, but those `known`; one query. What tells of many is left out."""
    pks = {pk for entry in entries for pk in entry.activities if entry.task_id or entry.reason in _OF_PROJECT}
    return Activity.objects.in_bulk(pks - set(known)) if pks - set(known) else {}


_OF_PROJECT = {Reason.INVITED, Reason.ROLE_CHANGED, Reason.HANDED_OVER, Reason.ARCHIVED}
