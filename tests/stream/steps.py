"""What several tests of the stream do: changes of every kind, and events as consumers read them."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence

from boards.models import Activity, Project, Task
from boards.queries import change_records
from boards.services import checklist_items, checklists, columns, comments, members, projects, tags, tasks, undo
from boards.services.checklist_items import Draft
from boards.stream import cloud_events
from boards.stream.services import positions
from tests.factories import (
    column_of,
    fresh,
    make_checklist,
    make_column,
    make_comment,
    make_member,
    make_project,
    make_tag,
    make_task,
    make_user,
)
from tests.jobs.processes import eventually

SECRET = "Geheimnis"


def changes_of_every_kind(project: Project) -> Task:
    """At least one row of each kind of the history, with SECRET in every text."""
    owner = project.owner
    projects.update(
        project=project, changed={"title": f"{SECRET} title", "description": SECRET}, seen_version=None, actor=owner
    )
    member = make_member(project=project, name="eve")
    members.change_role(project=project, user=member, role="viewer", actor=owner)
    lane = make_column(project=project, name="Review")
    columns.update(column=lane, name="Looking", status=lane.status, wip_limit=3, actor=owner)
    columns.move(column=lane, after=None, actor=owner)
    tag, other = make_tag(project=project, name="press"), make_tag(project=project, name="print")
    task = make_task(
        project=project,
        title=f"{SECRET} 1",
        description=SECRET,
        tag_names=["press"],
        priority=2,
        assignee=owner,
        due_date=datetime.date(2026, 12, 24),
    )
    tags.update(tag=tag, name="Press", colour=3, actor=owner)
    tags.merge(tag=fresh(tag), into=other, actor=owner)
    tags.delete(tag=fresh(other), actor=owner)
    tasks.update(task=fresh(task), changed={"title": f"{SECRET} 2"}, seen_version=None, actor=owner)
    tasks.move(task=fresh(task), column_id=lane.pk, actor=owner)
    said = make_comment(task=fresh(task), text=SECRET)
    comments.update(comment=said, text=f"{SECRET}!", seen_version=None, actor=owner)
    comments.delete(comment=fresh(said), actor=owner)
    changes_of_checklists(task)
    tasks.complete(task=fresh(task), actor=owner)
    tasks.reopen(task=fresh(task), actor=owner)
    tasks.archive(task=fresh(task), actor=owner)
    tasks.restore(task=fresh(task), actor=owner)
    undo.undo(activity=Activity.objects.filter(task=task, kind="task.restored").get(), actor=owner)
    gone = make_task(project=project, title=SECRET)
    tasks.delete(task=gone, actor=owner)
    columns.delete(column=fresh(lane), into=column_of(project=project), actor=owner)
    members.remove(project=project, user=member, actor=owner)
    projects.archive(project=fresh(project), actor=owner)
    projects.restore(project=fresh(project), actor=owner)
    make_member(project=fresh(project), name="eve")
    projects.transfer(project=fresh(project), to=make_user(name="eve"), actor=owner)
    projects.delete(project=make_project(title=SECRET), actor=owner)
    return task


def changes_of_checklists(task: Task) -> None:
    owner = task.project.owner
    listed = make_checklist(task=fresh(task), title=f"{SECRET} list", texts=(SECRET, f"{SECRET} 2"))
    checklists.rename(checklist=listed, title=f"{SECRET} again", seen_version=None, actor=owner)
    item = listed.items.order_by("position").first()
    checklist_items.add(checklist=fresh(listed), drafts=[Draft(f"{SECRET} 3")], actor=owner)
    checklist_items.update(item=item, changed={"text": f"{SECRET}!"}, seen_version=None, actor=owner)
    checklist_items.tick(item=fresh(item), done=True, actor=owner)
    checklist_items.tick(item=fresh(item), done=False, actor=owner)
    checklist_items.move(item=fresh(item), after_id=listed.items.order_by("position").last().pk, actor=owner)
    checklist_items.delete(item=fresh(item), actor=owner)
    checklists.delete(checklist=fresh(listed), actor=owner)


def rows() -> list[Activity]:
    return list(Activity.objects.select_related("project", "task", "actor", "undoes").order_by("pk"))


def events(changes: Sequence[Activity] | None = None, mark: str = "mark") -> list[cloud_events.Event]:
    chosen = rows() if changes is None else changes
    told = change_records.of_site(chosen)
    return [cloud_events.of_change(change, data, mark) for change, data in zip(chosen, told, strict=True)]


def read(message: cloud_events.Message) -> dict:
    """An event as a consumer sees it, whatever its mode."""
    headers = {name: value.decode() for name, value in message.headers}
    if headers["content-type"].startswith("application/cloudevents+json"):
        return json.loads(message.value or b"")
    found: dict = {name.removeprefix("ce_"): value for name, value in headers.items() if name.startswith("ce_")}
    return found | {"data": json.loads(message.value) if message.value is not None else None}


def floor_rises(relay, highest) -> bool:
    """Whether the floor gets there: at the second look at the latest, unless PostgreSQL itself keeps its statistics."""

    def raised() -> bool:
        relay._raise_floor(positions.stream())
        return positions.stream().floor == highest

    return eventually(raised)
