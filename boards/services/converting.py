"""Makes real what stands in descriptions of a project: checklists and comments, for an operator's command."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Q

from boards import events
from boards.events import Kind
from boards.models import Activity, Project, Task
from boards.rules.changes import Ref
from boards.services import bulk_talk
from boards.services.bulk_talk import Talk
from boards.services.transactions import lock, raise_revision, save_tasks, service


@service
def make_real(*, project: Project, wanted: Sequence[tuple[int, str, str, Talk]]) -> int:
    """Give tasks (by id) another description, and checklists and comments; returns how many were changed.

    Those whose description is no longer what was read are left out. One transaction and one revision; the history tells
    each change as the owner's by import, who can take it back. Completed and archived tasks are changed too.
    """
    project = lock(project.pk, archived=True)
    rows = Task.objects.filter(project=project, pk__in=[pk for pk, *_rest in wanted], deleted_at=None)
    tasks = {task.pk: task for task in rows.filter(Q(checklists=None)).select_related("column")}
    chosen = [(tasks[pk], old, new, talk) for pk, old, new, talk in wanted if pk in tasks]
    chosen = [each for each in chosen if each[0].description == each[1]]
    for task, _old, new, talk in chosen:
        task.description = new
        task.fill_search_text()
        bulk_talk.count(task, talk)
    save_tasks(
        [task for task, *_rest in chosen], ["description", "search_text", "comment_count", "item_count", "items_done"]
    )
    made = bulk_talk.make([(task, talk) for task, _old, _new, talk in chosen])
    columns = raise_revision(project, columns={task.column_id for task, *_rest in chosen})
    with events.by_means("import"):
        told = [_told(project, task, old, new) for task, old, new, _talk in chosen]
        events.publish_many([*told, *_rows(project, tasks, made)], columns=columns)
    return len(chosen)


def _told(project: Project, task: Task, old: str, new: str) -> Activity:
    changes: events.Changes = {"description": [old, new]}
    return events.row(Kind.TASK_UPDATED, project=project, actor=project.owner, task=task, changes=changes)


def _rows(project: Project, tasks: Mapping[int, Task], made: bulk_talk.Made) -> list[Activity]:
    items: dict[int, list[Ref]] = defaultdict(list)
    for item in made.items:
        items[item["checklist_id"]].append({"id": item["id"], "name": item["text"]})
    found: list[tuple[Kind, int, events.Changes]] = []
    for row in made.checklists:
        changes: events.Changes = {
            "checklist": [None, {"id": row["id"], "name": row["title"]}],
            "checklist_version": [None, 1],
            "items": [None, items[row["id"]]],
        }
        found.append((Kind.CHECKLIST_CREATED, row["task_id"], changes))
    for row in made.comments:
        changes = {"comment": [None, {"id": row["id"]}], "text": [None, row["text"]], "comment_version": [None, 1]}
        found.append((Kind.COMMENT_CREATED, row["task_id"], changes))
    return [
        events.row(kind, project=project, actor=project.owner, task=tasks[task], changes=changes)
        for kind, task, changes in found
    ]
