"""The demonstration: five people, a lively board, a personal one and an empty one, all made by the services.

What stands on the boards is in `demo.toml`.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from boards.models import Column, Project, Role, Task, User, Visibility
from boards.services import columns, members, projects, tasks, users
from boards.services.bulk import TagDraft, TaskDraft, create_tasks

NAMES = {
    "owner": "Olivia Brandt",
    "admin": "Adam Novak",
    "member": "Mina Park",
    "viewer": "Victor Lindqvist",
    "outsider": "Oscar Reyes",
}
ROLES = {"admin": Role.ADMIN, "member": Role.MEMBER, "viewer": Role.VIEWER}


@dataclass(frozen=True, kw_only=True)
class Card:
    """A card of `demo.toml`: `due` in days from today, `made` and `done` in days ago, tags with spaces between."""

    column: str
    title: str
    tags: str = ""
    priority: int = 0
    who: str = ""
    due: int | None = None
    progress: int = 0
    text: str = ""
    by: str = "owner"
    made: float = 20
    done: float = 0
    archived: bool = False


@transaction.atomic
def create(password: str) -> None:
    """Make everything, with one password for all five people."""
    content = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    people = _people(password)
    _personal(content["personal"], people["owner"])
    projects.create(**content["empty"], visibility=Visibility.PUBLIC, actor=people["owner"])
    # Last, so that home begins with it and with what people did there.
    _relaunch(content["relaunch"], people)


def _people(password: str) -> dict[str, User]:
    hashed = make_password(password)
    made = users.register(
        people=[
            User(email=f"{key}@example.com", display_name=name, password=hashed, time_zone=settings.TIME_ZONE)
            for key, name in NAMES.items()
        ]
    )
    return dict(zip(NAMES, made, strict=True))


def _relaunch(content: Mapping[str, Any], people: Mapping[str, User]) -> None:
    owner = people["owner"]
    project = projects.create(
        title=content["title"],
        description=content["description"],
        finish_date=owner.today() + datetime.timedelta(days=content["finish"]),
        columns=tuple((name, status) for name, status in content["columns"]),
        actor=owner,
    )
    for key, role in ROLES.items():
        members.add(project=project, user=people[key], role=role, actor=owner)
    for column in project.columns.all():
        if limit := content["limits"].get(column.name):
            columns.update(column=column, name=column.name, status=column.status, wip_limit=limit, actor=owner)
    board = _Board(project, people)
    board.fill(content["cards"], [TagDraft(name, colour) for name, colour in content["tags"].items()])
    board.live_through(content["history"])


def _personal(content: Mapping[str, Any], owner: User) -> None:
    project = projects.create(title=content["title"], description=content["description"], actor=owner)
    _Board(project, {"owner": owner}).fill(content["cards"])


class _Board:
    """A project with its columns and cards by name."""

    def __init__(self, project: Project, people: Mapping[str, User]) -> None:
        self.project, self.people = project, people
        self.columns: dict[str, Column] = {column.name: column for column in project.columns.all()}
        self.tasks: dict[str, Task] = {}
        self.now, self.today = timezone.now(), project.owner.today()

    def fill(self, rows: Iterable[Mapping[str, Any]], tags: Sequence[TagDraft] = ()) -> None:
        """Make the cards, each by its own author."""
        cards = [Card(**row) for row in rows]
        for author in dict.fromkeys(card.by for card in cards):
            drafts = [self._draft(card) for card in cards if card.by == author]
            made = create_tasks(project=self.project, drafts=drafts, tags=tags, actor=self.people[author])
            self.tasks |= {task.title: task for task in made}

    def live_through(self, history: Iterable[Mapping[str, Any]]) -> None:
        """Let the people do what the history tells, one step after the other."""
        for step in history:
            self._step(self.people[step["who"]], self.tasks[step["card"]], dict(step["change"]))

    def _draft(self, card: Card) -> TaskDraft:
        return TaskDraft(
            title=card.title,
            column=self.columns[card.column],
            description=card.text.strip(),
            tags=card.tags.split(),
            priority=card.priority,
            assignee=self.people[card.who] if card.who else None,
            due_date=self._day(card.due) if card.due is not None else None,
            progress=card.progress,
            created_at=self._ago(card.made),
            completed_at=self._ago(card.done) if card.done else None,
            archived=card.archived,
        )

    def _step(self, actor: User, task: Task, change: dict[str, Any]) -> None:
        if "column" in change:
            column = self.columns[change.pop("column")]
            tasks.move(task=task, column_id=column.pk, actor=actor)
        if "archived" in change:
            (tasks.archive if change.pop("archived") else tasks.restore)(task=task, actor=actor)
        if "due" in change:
            change["due_date"] = self._day(change.pop("due"))
        if "assignee" in change:
            change["assignee"] = self.people[change["assignee"]]
        if change:
            tasks.update(task=task, changed=change, seen_version=None, actor=actor)

    def _day(self, days: int) -> datetime.date:
        return self.today + datetime.timedelta(days=days)

    def _ago(self, days: float) -> datetime.datetime:
        return self.now - datetime.timedelta(days=days)
