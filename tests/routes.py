"""The addresses of the pages, and people of each kind who ask for them, around a project that has something of all."""

import re
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from boards.accounts.services import keys
from boards.calendars import services as feeds
from boards.models import Activity, Job, Notification, Task, User
from boards.services import invitations, links, ownership, tasks
from tests.factories import (
    column_of,
    make_attachment,
    make_checklist,
    make_comment,
    make_group,
    make_import,
    make_link,
    make_project,
    make_tag,
    make_task,
    make_user,
    make_web_link,
    make_webhook,
    sign_in,
)


def build_world() -> dict[str, object]:
    """The five and a site administrator around a project, all with a password; ids by the names routes use."""
    owner, admin, member, viewer = (_user(name) for name in ("owner", "admin", "member", "viewer"))
    outsider, staff = _user("outsider"), _user("staff", is_staff=True, is_superuser=True)
    helper, _fresh = make_user(name="helper"), make_user(name="fresh")
    roles = {admin: "admin", member: "member", viewer: "viewer", helper: "member"}
    project = make_project(title="Launch", owner=owner, roles=roles)
    ownership.offer(project=project, to=member, actor=owner)
    task = make_task(project=project, description="- [ ] Box")
    tag, other_tag = make_tag(project=project), make_tag(project=project, name="copy")
    hooks = make_webhook(project)
    linked, unlinked = make_task(project=project, title="Linked"), make_task(project=project, title="Not linked")
    task_link = make_link(task=task, other=linked)
    tasks.update(task=task, changed={"title": "Renamed"}, seen_version=None, actor=owner)
    return {
        "browsers": [Browser(user) for user in (owner, admin, member, viewer, outsider, staff, None)],
        "project": project,
        "ids": {
            "projects": project.pk,
            "columns": task.column_id,
            "tags": tag.pk,
            "tasks": task.pk,
            "account": keys.create(name="Key", can_write=True, expires_at=None, actor=owner).key.pk,
            "calendars": feeds.create(
                name="Phone", project=None, shows="events", with_watched=True, actor=owner
            ).feed.pk,
            "web-links": make_web_link(task=task, actor=owner).pk,
            "attachments": make_attachment(task=task, actor=owner).pk,
            "comments": make_comment(task=task, actor=owner, text="- [ ] Box").pk,
            "checklists": (checklist := make_checklist(task=task, texts=["One", "Two"])).pk,
            "checklist-items": checklist.items.first().pk,
            "other_number": make_task(project=project).number,
            "activity": Activity.objects.filter(kind="task.updated").latest("pk").pk,
            "inbox": _entry(owner, task),
            "user_id": helper.pk,
            "people": helper.pk,
            "imports": make_import(owner=owner, state="undone").pk,
            "jobs": Job.objects.create(
                name="x", queue="mail", state="failed", due_at=timezone.now(), created_at=timezone.now()
            ).pk,
            "devices": UserSession.objects.create(user=owner, session_key="x", ip="127.0.0.1", user_agent="").pk,
            "groups": (group := make_group(project=project, people=[helper]).pk),
            "group_id": group,
            "other_group": make_group(name="Others").pk,
            "link_id": links.create(project=project, name="Client", actor=owner).link.pk,
            "invitation_id": invitations.invite(
                project=project, email="invited@example.com", role="member", actor=owner
            ).pk,
            "task_link_id": task_link.pk,
            "unlinked": unlinked.pk,
            "member": member.pk,
            "other_column": column_of(project=project, status="in_progress").pk,
            "other_tag": other_tag.pk,
            "webhooks": hooks["webhook_id"],
            "deliveries": hooks["delivery_id"],
        },
    }


def _user(name: str, **fields: object) -> User:
    user = make_user(name=name, **fields)
    user.set_password("correct horse")
    user.save()
    return user


def _entry(user: User, task: Task) -> int:
    """Something that a person is told."""
    now = timezone.now()
    made = {"user": user, "task": task, "project": task.project, "reason": "changed"}
    return Notification.objects.create(**made, created_at=now, changed_at=now).pk


class Browser:
    """Somebody's browser, signed in for good: what a request changes is undone, in the cookies too."""

    def __init__(self, user: User | None) -> None:
        self.user = user
        self.client = Client()
        if user is not None:
            sign_in(self.client, user)
        self.cookies = {name: cookie.value for name, cookie in self.client.cookies.items()}

    def status(self, method: str, path: str, data: dict[str, str]) -> int:
        """What one request is answered."""
        return self.answer(method, path, data).status_code

    def answer(self, method: str, path: str, data: dict[str, str]) -> HttpResponse:
        """All of the answer."""
        self.client.cookies = SimpleCookie(self.cookies)
        with transaction.atomic():
            answer = self.client.generic(method, path, **_body(method, data))
            transaction.set_rollback(True)
        return answer


def routes() -> dict[str, str]:
    """Every named route of the pages, by name, as a path with places to fill; the API's are in `tests/api`."""
    others = ("admin/", "api/v1/")
    return {name: path for name, path in walk(get_resolver().url_patterns) if name and not path.startswith(others)}


def walk(patterns, prefix: str = ""):
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from walk(pattern.url_patterns, path)
        else:
            yield pattern.name, path


def address(path: str, ids: dict[str, int]) -> str:
    for name in ("user_id", "link_id", "task_link_id", "invitation_id", "group_id"):
        path = path.replace(f"<pk:{name}>", str(ids[name]))
    path = path.replace("<pk:pk>", str(ids.get(path.split("/")[0], "")))
    path = path.replace("<int:pk>", "1")
    path = re.sub(r"\(\?:.*?\)\)\?", "", path)
    path = re.sub(r"\(\?P<\w+>[^)]*\)", "x", path)
    return "/" + re.sub(r"[\^$]", "", path)


def answers(world: dict[str, object], path: str, method: str, data: dict[str, str]) -> str:
    """The statuses for all people, each from the same state."""
    filled = {name: value.format(**world["ids"]) for name, value in data.items()}
    return " ".join(str(browser.status(method, path, filled)) for browser in world["browsers"])


def _body(method: str, data: dict[str, str]) -> dict[str, str]:
    if method != "POST":
        return {"QUERY_STRING": urlencode(data)}
    return {"data": urlencode(data), "content_type": "application/x-www-form-urlencoded"}
