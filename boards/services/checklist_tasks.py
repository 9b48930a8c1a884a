"""Items that become tasks, tasks that become items, and the undo of what was done to items."""

from __future__ import annotations

import re

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from boards.events import Kind
from boards.exceptions import ChangedSince, InvalidInput, RuleBroken
from boards.models import Activity, Checklist, ChecklistItem, Project, Task, User
from boards.rules.changes import number, ref_id, ref_name, refs, text
from boards.rules.progress import COMPLETE
from boards.services import checklist_changes, checklist_items, checklists, creation, tasks, validation
from boards.services.checklist_changes import Written, items_of, lists_of, lock_task, locked_item, publish
from boards.services.checklist_items import Draft
from boards.services.lanes import Lanes
from boards.services.transactions import service

_NAMES_A_TASK = re.compile(r"#[1-9][0-9]{0,8}", re.ASCII)


@service
def make_task(*, item: ChecklistItem, actor: User) -> Task:
    """Make a task of an item, in the column of its task; the item then names it (`#12`). Who has it and when it is due
    goes over to the task; what is done becomes a completed one."""
    project, item = locked_item(item)
    if _NAMES_A_TASK.fullmatch(item.text):
        raise RuleBroken(_("This item names a task already."))
    task = item.checklist.task
    made = creation.make(
        project,
        Lanes(project, project.columns.all()),
        title=item.text,
        column=None if item.is_done else task.column,
        assignee=_still_assignable(project, item.assignee_id),
        due_date=item.due_date,
        progress=COMPLETE if item.is_done else 0,
        actor=actor,
    )
    if task.column_id == made.column_id:
        made.column = task.column
    values = {"text": f"#{made.number}", "assignee": None, "due_date": None}
    changes = checklist_items.write(item, {name: value for name, value in values.items() if getattr(item, name)})
    changes["made_task"] = [None, {"id": made.pk, "name": str(made)}]
    publish(Kind.ITEM_UPDATED, project, task, changes, actor)
    made.last_activity_id = task.last_activity_id
    return made


@service
def make_item(*, task: Task, into: Task, checklist: Checklist | None = None, actor: User) -> ChecklistItem:
    """Make an item of a task: at the end of a checklist of another one, by default the last that has; the task itself
    is archived, so that nothing of it is lost. TaskArchived where it is already: it may have become one."""
    if into.project_id != task.project_id or into.pk == task.pk:
        raise InvalidInput("into", _("Choose another task of this project."))
    if checklist is not None and checklist.task_id != into.pk:
        raise InvalidInput("checklist", _("Choose a checklist of that task."))
    _project, into = lock_task(into)
    validation.lock_with_open_task(task)
    tasks.archive(task=task, actor=actor)
    project, row, _reads = validation.lock_with_task(task)
    into.project = project
    target = _target(into, checklist, actor)
    draft = Draft(
        row.title, row.is_completed, _still_assignable(project, row.assignee_id), row.due_date, row.completed_at
    )
    (item,) = checklist_items.make(target, list(items_of(target)), [draft], actor)
    changes = checklist_items.of_new(target, [item])
    changes["from_task"] = [None, {"id": row.pk, "name": str(row)}]
    into = target.task
    # It may have been raised by what was done before.
    project.refresh_from_db(fields=["revision", "progress"])
    publish(Kind.ITEM_CREATED, project, into, changes, actor, items=1, done=int(item.is_done))
    item.checklist = target
    return item


def _target(into: Task, checklist: Checklist | None, actor: User) -> Checklist:
    there = lists_of(into)
    found = there.filter(pk=checklist.pk).first() if checklist else there.last()
    if found is None:
        return checklists.create(task=into, title=_("Checklist"), actor=actor)
    found.task = into
    return found


def _still_assignable(project: Project, user: int | None) -> User | None:
    return validation.assignable(project).filter(pk=user).first() if user else None


# --- Undo -------------------------------------------------------------------------------------------------------------


def take_back(activity: Activity, task: Task, *, actor: User) -> Activity:
    """Undo a change of items, for `services.undo`, which knows that it is the actor's own. The lock is held, and the
    task open. Refuses where the same has been changed since."""
    if activity.kind == Kind.ITEM_CREATED:
        return _take_off(activity, task, actor)
    before, after = activity.changes["item"]
    rows = ChecklistItem.objects.filter(checklist__task=task, pk=ref_id(before) or ref_id(after) or 0)
    item = rows.select_related("checklist").first()
    if item is None or (item.deleted_at is not None) != (activity.kind == Kind.ITEM_DELETED):
        raise ChangedSince
    item.checklist.task = task
    if item.checklist.deleted_at is not None:
        raise RuleBroken(_("Its checklist has been deleted since. Bring that back first."))
    changes, items, done = _undone(activity, item, actor)
    return publish(Kind.UNDONE, task.project, task, changes, actor, items=items, done=done, undoes=activity)


def _undone(activity: Activity, item: ChecklistItem, actor: User) -> tuple[Written, int, int]:
    """What is written, how many items come back, and how many done ones."""
    if activity.kind == Kind.ITEM_DELETED:
        checklist_items.check_room(items_of(item.checklist).count())
        item.deleted_at = None
        item.save(update_fields=["deleted_at"])
        return checklist_items.of_new(item.checklist, [item]), 1, int(item.is_done)
    if activity.kind in (Kind.ITEM_COMPLETED, Kind.ITEM_REOPENED):
        if item.is_done != (activity.kind == Kind.ITEM_COMPLETED):
            raise ChangedSince
        was_done = item.is_done
        return checklist_items.mark(item, None if was_done else actor), 0, -1 if was_done else 1
    if activity.kind == Kind.ITEM_MOVED:
        return _put_back(activity, item), 0, 0
    return _written_back(activity, item, actor), 0, 0


def _put_back(activity: Activity, item: ChecklistItem) -> Written:
    (old_list, new_list), (old, new) = activity.changes["checklist"], activity.changes["item_place"]
    target = lists_of(item.checklist.task).filter(pk=ref_id(old_list) or 0).first()
    if target is None or (item.checklist_id, item.position) != (ref_id(new_list), new):
        raise ChangedSince
    if target.pk != item.checklist_id:
        checklist_items.check_room(items_of(target).count())
    return checklist_items.put(item, target, text(old))


def _written_back(activity: Activity, item: ChecklistItem, actor: User) -> Written:
    values: dict[str, object] = {}
    before, after = activity.changes["item"]
    names = {
        name: activity.changes[f"item_{name}"] for name in checklist_items.FIELDS if f"item_{name}" in activity.changes
    }
    if ref_name(before) != ref_name(after):
        names["text"] = [ref_name(side) for side in (before, after)]
    for name, (old, new) in names.items():
        if checklist_items.dump(item, name) != new:
            raise ChangedSince
        values[name] = _loaded(item, name, old)
    if made := ref_id(activity.changes.get("made_task", [None, None])[1]):
        _delete_made(made, actor)
        item.checklist.task.project.refresh_from_db(fields=["revision", "progress"])
    return checklist_items.write(item, values)


def _loaded(item: ChecklistItem, name: str, value: object) -> object:
    project = item.checklist.task.project
    if name == "assignee" and value:
        return validation.known_assignee(validation.taking_part(project).filter(pk=ref_id(value) or 0).first())
    if name == "due_date":
        return checklist_items.load_date(value)
    return value


def _delete_made(pk: int, actor: User) -> None:
    """The task that was made of an item goes with that, unless somebody has changed it since."""
    task = Task.objects.filter(pk=pk, deleted_at=None).first()
    if task is None:
        return
    has_more = task.item_count or task.file_count or task.link_count or task.web_link_count
    if task.version > 1 or task.comment_count or has_more:
        raise RuleBroken(_("The task that was made of it has been changed since. Delete that first."))
    tasks.delete(task=task, actor=actor)


def _take_off(activity: Activity, task: Task, actor: User) -> Activity:
    """Items that were added go again, as long as nothing has been done with them."""
    ids = [each["id"] for each in refs(activity.changes["items"][1])]
    found: QuerySet[ChecklistItem] = ChecklistItem.objects.filter(
        pk__in=ids, checklist__task=task, deleted_at=None, checklist__deleted_at=None
    )
    rows = list(found.select_related("checklist").order_by("position", "pk"))
    if len(rows) < len(ids) or any(row.version > 1 for row in rows):
        raise ChangedSince
    found.update(deleted_at=timezone.now())
    changes: Written = {name: list(reversed(activity.changes[name])) for name in ("items", "checklist")}
    if len(rows) == 1:
        changes["item"] = [checklist_changes.ref(rows[0]), None]
    if (source := ref_id(activity.changes.get("from_task", [None, None])[1])) and (
        archived := Task.objects.filter(pk=source, deleted_at=None).first()
    ):
        tasks.restore(task=archived, actor=actor)
        task.project.refresh_from_db(fields=["revision", "progress"])
    done = sum(row.is_done for row in rows)
    return publish(Kind.UNDONE, task.project, task, changes, actor, items=-len(rows), done=-done, undoes=activity)


def undo(project: Project, activity: Activity, *, actor: User) -> Activity:
    """Undo a change of a checklist or an item; `services.undo` holds the lock."""
    task = Task.objects.select_related("column", "assignee").filter(pk=number(activity.task_id)).first()
    if task is None:
        raise ChangedSince
    _project, task = lock_task(task)
    task.project = project
    home = checklists if activity.kind in checklists.KINDS else None
    return (home.take_back if home else take_back)(activity, task, actor=actor)
