"""Home: what a person has to do, their projects, and what changed lately."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from boards.models import OwnershipOffer, Task, User
from boards.queries import history, ownership, projects, task_links, tasks
from boards.queries.history import Day
from boards.queries.projects import ProjectCard
from boards.queries.tasks import WEEK, TaskRow

MOST_TASKS = 30
MOST_PROJECTS = 6
MOST_CHANGES = 15


@dataclass(frozen=True)
class Group:
    """Tasks that are due at about the same time."""

    key: str
    heading: str
    rows: list[TaskRow]
    is_cut: bool = False


@dataclass(frozen=True)
class Home:
    """Everything home shows."""

    groups: list[Group]
    has_more_tasks: bool
    projects: list[ProjectCard]
    has_more_projects: bool
    changes: list[Day]
    offers: list[OwnershipOffer]


def home(person: User, today: datetime.date) -> Home:
    """A person's own page; a constant number of queries."""
    rows, more_tasks = _assigned(person, today)
    cards, more_projects = projects.lately_changed(person, today, MOST_PROJECTS)
    return Home(
        groups=_grouped(rows, today, more_tasks=more_tasks),
        has_more_tasks=more_tasks,
        projects=cards,
        has_more_projects=more_projects,
        changes=history.across_projects(person, MOST_CHANGES),
        offers=ownership.to_person(person),
    )


def _assigned(person: User, today: datetime.date) -> tuple[list[tuple[datetime.date | None, TaskRow]], bool]:
    """Open tasks of the person by date, then by urgency, and whether there are more; one query, more if
    one of them has links."""
    found = (
        Task.objects.visible_to(person)
        .on_board()
        .open()
        .assigned_to([person.pk])
        .filter(project__archived_at=None)
        .select_related("project", "column", "assignee")
        .defer("description", "search_text", "project__description")
        .order_by(F("due_date").asc(nulls_last=True), "-priority", "pk")
    )
    rows = list(found[: MOST_TASKS + 1])
    links = task_links.counts(rows, person)
    shown = [(task, links.get(task.pk, task_links.NONE)) for task in rows[:MOST_TASKS]]
    found_rows = [(task.due_date, tasks.row(task, today, role=None, links=each)) for task, each in shown]
    return found_rows, len(rows) > MOST_TASKS


def _grouped(
    rows: Sequence[tuple[datetime.date | None, TaskRow]], today: datetime.date, *, more_tasks: bool
) -> list[Group]:
    headings = {
        "overdue": _("Overdue"),
        "today": _("Today"),
        "week": _("Next 7 days"),
        "later": _("Later"),
        "none": _("No date"),
    }
    sorted_rows: dict[str, list[TaskRow]] = {key: [] for key in headings}
    for date, row in rows:
        sorted_rows[_group_of(date, today)].append(row)
    shown = [key for key in headings if sorted_rows[key]]
    return [Group(key, headings[key], sorted_rows[key], is_cut=more_tasks and key == shown[-1]) for key in shown]


def _group_of(date: datetime.date | None, today: datetime.date) -> str:
    if date is None:
        return "none"
    if date <= today:
        return "overdue" if date < today else "today"
    return "week" if (date - today).days < WEEK else "later"
