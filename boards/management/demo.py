"""The demonstration: five people, a lively board, a personal one and an empty one, all made by the services.

What stands on the boards is in `demo.toml`.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from boards.accounts.services import users
from boards.management import demo_files
from boards.models import Activity, ChecklistItem, Column, Project, Role, Status, Task, User, Visibility
from boards.notifications import telling as news
from boards.notifications.services import entries
from boards.rules.checklists import lines_of
from boards.services import (
    backdating,
    checklist_items,
    checklists,
    columns,
    comments,
    groups,
    members,
    projects,
    task_links,
    tasks,
    telling,
    web_links,
)
from boards.services.bulk_creation import TagDraft, TaskDraft, create_tasks

NAMES = {
    "owner": "Olivia Brandt",
    "admin": "Adam Novak",
    "member": "Mina Park",
    "viewer": "Victor Lindqvist",
    "outsider": "Oscar Reyes",
}
# The last steps were taken within so many days.
LATELY = 2.4
# What people were told of, and what of that they have read.
TOLD, READ = datetime.timedelta(days=9), datetime.timedelta(days=1.5)
ROLES = {"admin": Role.ADMIN, "member": Role.MEMBER, "viewer": Role.VIEWER}


@dataclass(frozen=True, kw_only=True)
class Card:
    """A card of `demo.toml`: `due` in days from today; `made`, `began`, `done` in days ago; tags, and those who
    have it `along` with `who`, with spaces between."""

    column: str
    title: str
    tags: str = ""
    priority: int = 0
    who: str = ""
    along: str = ""
    due: int | None = None
    progress: int = 0
    text: str = ""
    by: str = "owner"
    made: float = 20
    began: float = 0
    done: float = 0
    archived: bool = False


@dataclass(frozen=True)
class Step:
    """What somebody did to a card, so many days ago: `change` as in `demo.toml`, or the card itself to be made."""

    ago: float
    who: str
    card: str
    change: dict[str, Any]
    made: Card | None = None


@transaction.atomic
def create(password: str) -> None:
    """Make everything, with one password for all five people."""
    content = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    people = _people(password)
    _personal(content["personal"], people["owner"])
    projects.create(**content["empty"], visibility=Visibility.PUBLIC, actor=people["owner"])
    # Last, so that home begins with it and with what people did there.
    _relaunch(content["relaunch"], people)
    _tell()


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
    team = groups.create(name=content["group"], actor=owner)
    groups.add(group=team, users=[people["admin"], people["member"]], actor=owner)
    groups.give_role(project=project, group=team, role=Role.MEMBER, actor=owner)
    for column in project.columns.all():
        if limit := content["limits"].get(column.name):
            columns.update(column=column, name=column.name, status=column.status, wip_limit=limit, actor=owner)
    board = _Board(project, people, [TagDraft(name, colour) for name, colour in content["tags"].items()])
    board.live_through([Card(**row) for row in content["cards"]], content["history"])


def _personal(content: Mapping[str, Any], owner: User) -> None:
    project = projects.create(title=content["title"], description=content["description"], actor=owner)
    _Board(project, {"owner": owner}).live_through([Card(**row) for row in content["cards"]])


def _tell() -> None:
    """Let the people have been told of it at its time: what is older than a day and a half they have read."""
    since = timezone.now() - TOLD
    rows = Activity.objects.select_related("project", "task", "actor").order_by("created_at", "pk")
    news.take_part(list(rows.filter(created_at__lte=since)))
    last = 0
    for _key, told in groupby(rows.filter(created_at__gt=since), key=lambda row: (row.task_id, row.created_at)):
        changes = list(told)
        news.consume(changes)
        moment = changes[-1].created_at
        last = entries.date_back(after=last, moment=moment, is_read=moment < timezone.now() - READ)
    telling.take_all_as_told()


class _Board:
    """A project with its columns and cards by name, and a past that people live through in the order of time."""

    def __init__(self, project: Project, people: Mapping[str, User], tags: Sequence[TagDraft] = ()) -> None:
        self.project, self.people, self.tags = project, people, tags
        self.columns: dict[str, Column] = {column.name: column for column in project.columns.all()}
        self.tasks: dict[str, Task] = {}
        self.now, self.today = timezone.now(), project.owner.today()
        self.moments: dict[int, datetime.datetime] = {}

    def live_through(self, cards: Sequence[Card], history: Sequence[Mapping[str, Any]] = ()) -> None:
        """Make the cards, take them their way, and do what the history tells, each thing at its time."""
        steps = [step for card in cards for step in self._life(card)]
        for place, told in enumerate(history):
            ago = LATELY * (len(history) - place) / len(history)
            steps.append(Step(ago, told["who"], told["card"], dict(told["change"])))
        steps.sort(key=lambda step: -step.ago)
        self._note(steps[0].ago + 1)
        for step in steps:
            self._take(step)
            self._note(step.ago)
        backdating.date_back(project=self.project, moments=self.moments)

    def _life(self, card: Card) -> Iterator[Step]:
        """From the last pending column through those in progress to where it stands."""
        lanes = list(self.columns.values())
        target = self.columns[card.column]
        begun = [lane for lane in lanes if lane.status == Status.IN_PROGRESS]
        way = begun[:1] if target.is_completed else begun[: begun.index(target) + 1] if target in begun else []
        start = [lane for lane in lanes if lane.status == Status.PENDING][-1] if way else target
        yield Step(card.made, card.by, card.title, {}, replace(card, column=start.name))
        who, began = card.who or card.by, card.began or (card.made + card.done) / 2
        for place, lane in enumerate(way):
            yield Step(began * (1 - place / len(way)), who, card.title, {"column": lane.name})
        if card.progress:
            yield Step(began / max(len(way), 1), who, card.title, {"progress": card.progress})
        if target.is_completed:
            yield Step(card.done, who, card.title, {"column": target.name})
        if card.archived:
            yield Step((card.done or card.made) * 0.7, "owner", card.title, {"archived": True})

    def _take(self, step: Step) -> None:
        if step.made is None:
            self._step(self.people[step.who], self.tasks[step.card], step.change)
            return
        actor, drafts = self.people[step.who], [self._draft(step.made)]
        made = create_tasks(project=self.project, drafts=drafts, tags=self.tags, actor=actor)
        self.tasks[step.card] = made[0]

    def _note(self, days: float) -> None:
        """Remember the changes made since the last call as made so many days ago."""
        seen = max(self.moments, default=0)
        new = Activity.objects.filter(project=self.project, pk__gt=seen).values_list("pk", flat=True)
        self.moments |= dict.fromkeys(new, self.now - datetime.timedelta(days=days))

    def _draft(self, card: Card) -> TaskDraft:
        return TaskDraft(
            title=card.title,
            column=self.columns[card.column],
            description=card.text.strip(),
            tags=card.tags.split(),
            priority=card.priority,
            assignee=self.people[card.who] if card.who else None,
            others=[self.people[name] for name in card.along.split()],
            due_date=self._day(card.due) if card.due is not None else None,
        )

    def _step(self, actor: User, task: Task, change: dict[str, Any]) -> None:
        if "column" in change:
            column = self.columns[change.pop("column")]
            tasks.move(task=task, column_id=column.pk, actor=actor)
        if "archived" in change:
            (tasks.archive if change.pop("archived") else tasks.restore)(task=task, actor=actor)
        if "checklist" in change:
            lines = lines_of("items", change.pop("items"))
            checklists.create(task=task, title=change.pop("checklist"), lines=lines, actor=actor)
        if "tick" in change:
            item = ChecklistItem.objects.select_related("checklist__task").get(
                checklist__task=task, text=change.pop("tick")
            )
            checklist_items.tick(item=item, done=True, actor=actor)
        if "comment" in change:
            comments.add(task=task, text=change.pop("comment").strip(), actor=actor)
        if "link" in change:
            relation, _name, other = change.pop("link").partition(": ")
            task_links.add(task=task, relation=relation, other=self.tasks[other], actor=actor)
        if "web_link" in change:
            title, _bar, url = change.pop("web_link").rpartition(" | ")
            web_links.add(task=task, url=url, title=title, actor=actor)
        if "file" in change:
            demo_files.attach(task, change.pop("file"), actor)
        if "cover" in change:
            demo_files.show(task, change.pop("cover"), actor)
        if "due" in change:
            change["due_date"] = self._day(change.pop("due"))
        if "assignee" in change:
            change["assignee"] = self.people[change["assignee"]]
        if "along" in change:
            change["other_assignees"] = [self.people[name] for name in change.pop("along").split()]
        if change:
            tasks.update(task=task, changed=change, seen_version=None, actor=actor)

    def _day(self, days: int) -> datetime.date:
        return self.today + datetime.timedelta(days=days)
