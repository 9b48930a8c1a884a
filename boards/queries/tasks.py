"""Tasks as rows of a table: over all projects, or within one."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils import timezone

from boards.models import Priority, Project, Role, Task, User
from boards.models.tasks import others_along
from boards.policy import Action, can, role_in, stored_role
from boards.queries import formatting, sayings, task_links
from boards.queries.card_parts import Due
from boards.queries.icons import PRIORITY_ICONS, STATUS_ICONS
from boards.queries.sayings import Said
from boards.queries.task_links import NONE, Counts
from boards.rules.progress import COMPLETE

PAGE = 50
# The days that "Next 7 days" covers, today included.
WEEK = 7


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task, ready for a row of a table or a list."""

    pk: int
    number: int
    title: str
    tags: list[tuple[str, int]]
    project_id: int
    project_title: str
    status: str
    column: str
    priority: int
    priority_text: str
    due: Due | None
    percent: int
    completed: bool
    archived: bool
    assignee: User | None
    others: list[User]
    updated_at: datetime.datetime
    updated_text: str
    can_edit: bool = False
    can_move: bool = False
    # Where it was said what is searched for.
    said: Said | None = None
    links: Counts = NONE

    @property
    def is_blocked(self) -> bool:
        """Whether it waits for another task that the reader may see."""
        return bool(self.links.open_blockers) and not self.completed

    @property
    def status_icon(self) -> str:
        """The icon of its status."""
        return STATUS_ICONS[self.status]

    @property
    def updated_mark(self) -> str:
        """When it was last changed, for machines."""
        return timezone.localtime(self.updated_at).isoformat()

    @property
    def updated_full(self) -> str:
        """The same, for hover."""
        return formatting.moment(self.updated_at)

    @property
    def priority_icon(self) -> str:
        """The icon of its priority."""
        return PRIORITY_ICONS[self.priority]


@dataclass(frozen=True)
class Table:
    """A page of tasks, with what leads to the other pages."""

    rows: list[TaskRow]
    page: Page
    count: int


def visible_to(person: User) -> QuerySet[Task]:
    """Every task the person may see, archived ones included."""
    return Task.objects.visible_to(person)


def of_project(project: Project) -> QuerySet[Task]:
    """Every task of a project, archived ones included."""
    return Task.objects.filter(project=project, deleted_at=None)


def table(tasks: QuerySet[Task], number: str | None, person: User, *, searched: str = "") -> Table:
    """A page of the tasks in their order; four queries (count, tasks, tags, people). Beyond the last it is the last.

    With the text that is `searched`, each says in which comment that stands; two queries more.
    """
    wanted = (
        tasks.select_related("project", "column", "assignee")
        .prefetch_related("tags", others_along())
        .annotate(stored_role=stored_role(person.pk, "project_id"))
        .defer("description", "search_text", "project__description")
    )
    paginator = Paginator(wanted, PAGE)
    page = paginator.get_page(number)
    today = person.today()
    shown = list(page.object_list)
    said, links = sayings.of([task.pk for task in shown], searched), task_links.counts(shown, person)
    rows = [
        replace(
            row(task, today, role=role_in(person, task.project, task.stored_role), links=links.get(task.pk, NONE)),
            said=said.get(task.pk),
        )
        for task in shown
    ]
    return Table(rows, page, paginator.count)


def row(task: Task, today: datetime.date, *, role: Role | None, links: Counts = NONE) -> TaskRow:
    """One row; needs project, column and assignee loaded along. With the reader's `role` it knows what they may change,
    its tags and who else has it; None is for rows that only lead to their tasks."""
    takes_changes = not task.is_archived and not task.project.is_archived
    return TaskRow(
        pk=task.pk,
        number=task.number,
        title=task.title,
        tags=[(tag.name, tag.colour) for tag in task.tags.all()] if role else [],
        project_id=task.project_id,
        project_title=task.project.title,
        status=task.column.status,
        column=task.column.name,
        priority=min(task.priority, Priority.URGENT),
        priority_text=formatting.priority(task.priority) if task.priority else "",
        due=due(task, today),
        percent=task.progress if 0 < task.progress < COMPLETE else 0,
        completed=task.is_completed,
        archived=task.is_archived,
        assignee=task.assignee,
        others=task.others if role else [],
        updated_at=task.updated_at,
        updated_text=formatting.day(timezone.localtime(task.updated_at).date(), today),
        can_edit=role is not None and takes_changes and not task.is_completed and can(role, Action.EDIT_TASK),
        can_move=role is not None and takes_changes and can(role, Action.MOVE_TASK),
        links=links,
    )


def due(task: Task, today: datetime.date) -> Due | None:
    """The due date as its badge shows it; a completed task shows the date alone."""
    if task.due_date is None:
        return None
    return Due(
        task.due_state(today) or "future", formatting.day(task.due_date, today), formatting.full_day(task.due_date)
    )
