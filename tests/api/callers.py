"""Callers of each kind, around a project that has something of all."""

import re
from http.cookies import SimpleCookie

from django.db import transaction
from django.utils import timezone

from boards.models import Activity, Notification, User
from boards.services import invitations, links, ownership, tasks
from tests.api_caller import Api
from tests.factories import (
    column_of,
    make_attachment,
    make_calendar,
    make_checklist,
    make_column,
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
)

PEOPLE = ("owner", "admin", "member", "viewer", "outsider")


def build_world() -> dict[str, object]:
    """The five and a site administrator around a project; ids by the names that paths use."""
    owner, admin, member, viewer, outsider = (make_user(name=name) for name in PEOPLE)
    staff = make_user(name="staff", is_staff=True, is_superuser=True)
    owner.set_password("correct horse battery")
    owner.save()
    helper, fresh = make_user(name="helper"), make_user(name="fresh")
    make_project(owner=owner, title="Other", roles={admin: "member", fresh: "member"})
    roles = {admin: "admin", member: "member", viewer: "viewer", helper: "member"}
    project = make_project(title="Launch", owner=owner, roles=roles)
    task = make_task(project=project, column=column_of(project=project))
    linked, unlinked = make_task(project=project, title="Linked"), make_task(project=project, title="Not linked")
    told = {"user": owner, "task": task, "project": project, "reason": "changed"}
    now = timezone.now()
    ownership.offer(project=project, to=member, actor=owner)
    tasks.update(task=task, changed={"title": "Renamed"}, seen_version=None, actor=owner)
    return {
        "callers": [Caller(user) for user in (owner, admin, member, viewer, outsider, staff, None)],
        "project": project,
        "ids": {
            "project_id": project.pk,
            "task_id": task.pk,
            "activity_id": Activity.objects.get(kind="task.updated").pk,
            "entry_id": Notification.objects.create(**told, created_at=now, changed_at=now).pk,
            "web_link_id": make_web_link(task=task, actor=owner).pk,
            "attachment_id": make_attachment(task=task, actor=owner).pk,
            "comment_id": make_comment(task=task, actor=owner).pk,
            "checklist_id": (checklist := make_checklist(task=task, texts=["One"])).pk,
            "item_id": checklist.items.get().pk,
            "other_task": make_task(project=project).pk,
            "emoji": "heart",
            "task_link_id": make_link(task=task, other=linked).pk,
            "unlinked_id": unlinked.pk,
            "column_id": make_column(project=project).pk,
            "tag_id": make_tag(project=project).pk,
            "user_id": helper.pk,
            "member": member.pk,
            **make_calendar(owner),
            "import_id": make_import(owner=owner, state="failed").pk,
            **make_webhook(project),
            "group_id": make_group(project=project, people=[helper]).pk,
            "other_group": make_group(name="Others").pk,
            "link_id": links.create(project=project, name="Client", actor=owner).link.pk,
            "invitation_id": invitations.invite(
                project=project, email="invited@example.com", role="member", actor=owner
            ).pk,
        },
    }


class Caller:
    """Somebody who calls, signed in for good: what a call changes is undone, in the cookies too."""

    def __init__(self, user: User | None) -> None:
        self.api = Api(user)
        self.cookies = {name: cookie.value for name, cookie in self.api.client.cookies.items()}

    def status(self, method: str, path: str, body: object) -> int:
        """What one call is answered."""
        return self.answer(method, path, body).status_code

    def answer(self, method: str, path: str, body: object, **headers: str):
        self.api.client.cookies = SimpleCookie(self.cookies)
        with transaction.atomic():
            answer = self.api.call(method, path, body, **headers)
            transaction.set_rollback(True)
        return answer


def filled(value, ids: dict[str, int]):
    if isinstance(value, dict):
        return {name: filled(one, ids) for name, one in value.items()}
    if isinstance(value, list):
        return [filled(one, ids) for one in value]
    found = re.fullmatch(r"{(\w+)}", value) if isinstance(value, str) else None
    return ids[found[1]] if found else value
