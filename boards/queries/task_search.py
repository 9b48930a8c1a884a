"""Finding another task by what somebody types: `#12`, `project#12`, its address, or words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.db.models import F, QuerySet

from boards.models import Relation, Task, User
from boards.queries import references
from boards.queries.icons import STATUS_ICONS
from boards.queries.task_links import CHOICES
from boards.rules.text import fold

# So many are offered.
MOST = 8
# Words beyond these don't narrow the search.
MOST_WORDS = 8
_ADDRESS = re.compile(r"/tasks/([1-9][0-9]{0,17})/?(?:[?#].*)?$", re.ASCII)


@dataclass(frozen=True)
class FoundTask:
    """A task that is offered. `project` is the title of its project, empty for that of who asks."""

    pk: int
    number: int
    title: str
    project: str
    column: str
    status: str

    @property
    def status_icon(self) -> str:
        """The icon of its status."""
        return STATUS_ICONS[self.status]


def find(task: Task, typed: str, reader: User) -> tuple[list[FoundTask], bool]:
    """The tasks that what was typed beside a task may mean, and whether it names one; three queries at most."""
    typed = typed.strip()
    if not typed:
        return [], False
    if (named := _named(task, typed, reader)) is not None:
        return _views(task, _visible(reader).filter(pk=named)), True
    words = fold(typed).split()[:MOST_WORDS]
    found = _visible(reader).exclude(pk=task.pk).filter(archived_at=None, project__archived_at=None)
    for word in words:
        found = found.filter(search_text__contains=word)
    found = found.order_by(F("completed_at").asc(nulls_first=True), "-updated_at", "-pk")
    here = _views(task, found.filter(project=task.project_id)[:MOST])
    there = _views(task, found.exclude(project=task.project_id)[: MOST - len(here)]) if len(here) < MOST else []
    return [*here, *there], False


def _named(task: Task, typed: str, reader: User) -> int | None:
    """The id of the task that is named as texts name it, or by its address; None for words."""
    if address := _ADDRESS.search(typed):
        return int(address[1])
    name = f"#{typed}" if re.fullmatch(r"[1-9][0-9]{0,8}", typed, re.ASCII) else typed
    known = references.resolved([name.replace(" ", "-")], task.project, reader)
    return next((found.pk for found in known.values()), None) if len(known) == 1 else None


def _visible(reader: User) -> QuerySet[Task]:
    return Task.objects.visible_to(reader).select_related("column", "project").defer("description", "search_text")


def _views(task: Task, rows: QuerySet[Task]) -> list[FoundTask]:
    return [
        FoundTask(
            pk=row.pk,
            number=row.number,
            title=row.title,
            project=row.project.title if row.project_id != task.project_id else "",
            column=row.column.name,
            status=row.column.status,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class NewLink:
    """The form for a link, as it is shown."""

    relation: str = Relation.BLOCKED_BY
    other: str = ""
    error: str = ""
    found: list[FoundTask] = field(default_factory=list)
    is_searched: bool = False

    @property
    def relations(self) -> list[tuple[str, str]]:
        """What a task can be to another one, in words."""
        return [(relation.value, str(label)) for relation, label in CHOICES.items()]
