"""What can be reached of a project by an id: the words that addresses begin with, how each is loaded, and one of it."""

from boards import access
from tests.factories import (
    column_of,
    make_attachment,
    make_checklist,
    make_comment,
    make_tag,
    make_task,
    make_web_link,
)

LOADERS = {
    "projects": access.get_project,
    "columns": access.get_column,
    "tags": access.get_tag,
    "tasks": access.get_task,
    "comments": access.get_comment,
    "checklists": access.get_checklist,
    "checklist-items": access.get_item,
    "attachments": access.get_attachment,
    "web-links": access.get_web_link,
    "activity": access.get_change,
}
KINDS = tuple(LOADERS)


def things_of(project) -> dict:
    """(how it is loaded, its id) of one thing of each kind."""
    task = make_task(project=project)
    checklist = make_checklist(task=task, texts=["One"])
    ids = {
        "projects": project.pk,
        "columns": column_of(project=project).pk,
        "tags": make_tag(project=project).pk,
        "tasks": task.pk,
        "comments": make_comment(task=task).pk,
        "checklists": checklist.pk,
        "checklist-items": checklist.items.get().pk,
        "attachments": make_attachment(task=task).pk,
        "web-links": make_web_link(task=task).pk,
        "activity": task.activities.latest("pk").pk,
    }
    return {kind: (load, ids[kind]) for kind, load in LOADERS.items()}
