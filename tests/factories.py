"""Makes what tests need: keyword-only functions, through the services where there is one, the same data each time.

Every argument has a plain default, so a test names only what it is about: `make_task(project=project, due_date=today)`.
"""

import datetime
import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.utils import timezone
from PIL import Image

from boards.calendars import services as calendars
from boards.models import (
    Attachment,
    Checklist,
    Column,
    Comment,
    DeliveryState,
    Group,
    Import,
    Project,
    Role,
    Status,
    Tag,
    Task,
    TaskLink,
    User,
    WebhookDelivery,
    WebLink,
)
from boards.rules.checklists import Line
from boards.services import (
    attachments,
    checklists,
    columns,
    comments,
    groups,
    members,
    projects,
    stored_files,
    tags,
    task_links,
    tasks,
    web_links,
)
from boards.services.bulk_creation import TaskDraft, create_tasks
from boards.webhooks.services import deliveries, webhooks

T = TypeVar("T")


@contextmanager
def made_for_all(blocker: Any, make: Callable[[], T]) -> Iterator[T]:
    """What `make` gives, once for all tests of a module, each of which sees it from a transaction of its own."""
    with blocker.unblock(), transaction.atomic():
        yield make()
        transaction.set_rollback(True)


def make_user(*, name: str = "somebody", **fields: object) -> User:
    """The person NAME@example.com with that name, capitalised; the one there is, if it was made before."""
    found = User.objects.filter(email=f"{name}@example.com").first()
    return found or User.objects.create_user(**{"email": f"{name}@example.com", "display_name": name.title(), **fields})


def make_group(
    *, name: str = "Designers", people: Iterable[User] = (), project: Project | None = None, role: str = "member"
) -> Group:
    """A group of these people, with that role in the project if there is one."""
    actor = project.owner if project else make_user(name="founder")
    group = groups.create(name=name, actor=actor)
    groups.add(group=group, users=list(people), actor=actor)
    if project is not None:
        groups.give_role(project=project, group=group, role=role, actor=actor)
    return group


def make_project(
    *,
    owner: User | None = None,
    title: str = "Project",
    description: str = "",
    visibility: str = "personal",
    finish_date: datetime.date | None = None,
    columns: tuple[tuple[str, str], ...] | None = None,
    roles: dict[User, str] | None = None,
) -> Project:
    """A project with the three usual columns (or these (name, status)), and these people in these roles."""
    owner = owner or make_user(name="founder")
    project = projects.create(
        title=title,
        description=description,
        visibility=visibility,
        finish_date=finish_date,
        columns=columns,
        actor=owner,
    )
    for user, role in (roles or {}).items():
        members.add(project=project, user=user, role=role, actor=owner)
    return fresh(project)


def make_member(*, project: Project, name: str = "helper", role: str = Role.MEMBER) -> User:
    """The person NAME@example.com, in the project by that role."""
    user = make_user(name=name)
    members.add(project=project, user=user, role=role, actor=project.owner)
    return user


def make_column(
    *, project: Project, name: str = "Review", status: str = Status.IN_PROGRESS, wip_limit: int | None = None
) -> Column:
    """One more column of the board."""
    return columns.create(project=project, name=name, status=status, wip_limit=wip_limit, actor=project.owner)


def make_tag(*, project: Project, name: str = "bug", colour: int | None = None) -> Tag:
    """A tag of the project."""
    return tags.create(project=project, name=name, colour=colour, actor=project.owner)


def make_task(
    *,
    project: Project,
    title: str = "Task",
    column: Column | None = None,
    description: str = "",
    tag_names: Iterable[str] = (),
    priority: int = 0,
    assignee: User | None = None,
    others: Iterable[User] = (),
    due_date: datetime.date | None = None,
    progress: int = 0,
    actor: User | None = None,
) -> Task:
    """A card at the end of the column (the first pending one); in a completed column it is completed."""
    made = tasks.create(
        project=project,
        title=title,
        column=column,
        description=description,
        tag_names=tag_names,
        priority=priority,
        assignee=assignee,
        others=list(others),
        due_date=due_date,
        progress=progress,
        actor=actor or project.owner,
    )
    return fresh(made)


def make_tasks(*, project: Project, count: int, column: Column | None = None, title: str = "Task") -> list[Task]:
    """Many cards (“Task 1”, “Task 2” …) in one column, in a few queries."""
    column = column or column_of(project=project)
    drafts = [TaskDraft(title=f"{title} {number}", column=column) for number in range(1, count + 1)]
    return create_tasks(project=project, drafts=drafts, actor=project.owner)


def make_web_link(
    *, task: Task, url: str = "https://example.com/prices", title: str = "Price list", actor: User | None = None
) -> WebLink:
    return web_links.add(task=task, url=url, title=title, actor=actor or task.project.owner)


def make_attachment(
    *, task: Task, actor: User | None = None, name: str = "notes.txt", content: bytes = b"Notes"
) -> Attachment:
    """A file of that person's, or of the project's owner."""
    stored = stored_files.keep(ContentFile(content))
    return attachments.add(task=task, stored=stored, name=name, actor=actor or task.project.owner)


def picture(*, size: tuple[int, int] = (80, 60), mode: str = "RGB", kind: str = "PNG", **options: object) -> bytes:
    """The content of a picture."""
    made = io.BytesIO()
    Image.new(mode, size, color=options.pop("color", 0)).save(made, kind, **options)
    return made.getvalue()


def pdf(script: str = "") -> bytes:
    """The content of a PDF with one page of red, and a script that is to run when it is opened."""
    action = f" /OpenAction << /S /JavaScript /JS ({script}) >>" if script else ""
    drawn = "1 0 0 rg 0 0 300 300 re f"
    parts = (
        f"<< /Type /Catalog /Pages 2 0 R{action} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources << >> >>",
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
    )
    body = "".join(f"{at} 0 obj\n{part}\nendobj\n" for at, part in enumerate(parts, 1))
    return f"%PDF-1.4\n{body}trailer << /Size 5 /Root 1 0 R >>\n%%EOF".encode()


def make_comment(*, task: Task, actor: User | None = None, text: str = "Said") -> Comment:
    """A comment of that person's, or of the project's owner."""
    return comments.add(task=task, text=text, actor=actor or task.project.owner)


def make_import(*, owner: User, state: str = "ready", project: Project | None = None) -> Import:
    """A file that somebody has brought, at some stage; it lies nowhere."""
    now = timezone.now()
    return Import.objects.create(
        owner=owner, name="board.json", state=state, project=project, created_at=now, changed_at=now, finished_at=now
    )


def make_calendar(user: User, project: Project | None = None) -> dict[str, int]:
    """A calendar link of a person's; its id by the name that paths use."""
    made = calendars.create(name="Phone", project=project, shows="events", with_watched=False, actor=user)
    return {"calendar_id": made.feed.pk}


def make_checklist(
    *, task: Task, title: str = "To do", texts: Iterable[str] = (), done: int = 0, actor: User | None = None
) -> Checklist:
    """A checklist with these items, of which the first `done` ones are ticked."""
    lines = [Line(text, is_done=index < done) for index, text in enumerate(texts)]
    return checklists.create(task=task, title=title, lines=lines, actor=actor or task.project.owner)


def make_link(*, task: Task, other: Task, relation: str = "relates", actor: User | None = None) -> TaskLink:
    """What the other task is to this one, said by that person, or by the owner of the task's project."""
    return task_links.add(task=task, relation=relation, other=other, actor=actor or task.project.owner)


def make_webhook(project: Project) -> dict[str, int]:
    """A webhook of the project with a delivery that failed; their ids by the names that paths use."""
    made = webhooks.create(project=project, name="Chat", address="https://example.com/hook", actor=project.owner)
    delivery = deliveries.test(webhook=made.webhook, actor=project.owner)
    WebhookDelivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.FAILED)
    return {"webhook_id": made.webhook.pk, "delivery_id": delivery.pk}


def column_of(*, project: Project, status: str = Status.PENDING) -> Column:
    """The first column of that status."""
    return project.columns.filter(status=status)[0]


def fresh(row):
    """The row as the database has it now."""
    return type(row).objects.get(pk=row.pk)


def sign_in(client: Client, user: User) -> None:
    """Sign in as pages do: django-allauth keeps the device of every session (Django's test client doesn't)."""
    client.force_login(user)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    UserSession.objects.create(user=user, session_key=key, ip="127.0.0.1", user_agent="")
