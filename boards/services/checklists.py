"""The only writer of checklists; of their items: `services.checklist_items`.

The history keeps of each change which checklist it was, by its title then (`checklist`), and its version.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from boards.events import Kind
from boards.exceptions import ChangedSince, Noun, RuleBroken
from boards.models import Activity, Checklist, ChecklistItem, Task, User
from boards.models.activity import edits_of_part
from boards.rules.changes import ref_id, ref_name, refs, text
from boards.rules.checklists import MOST_LISTS, Line
from boards.rules.text import NAME_LIMIT, clean_line
from boards.services import checklist_changes, checklist_items
from boards.services.checklist_changes import Written, at_end, items_of, lists_of, lock_task, locked_list, publish
from boards.services.transactions import service
from boards.services.versioned_edits import Versioned


def checked(title: str) -> str:
    """The title as it is stored."""
    return clean_line("title", title, NAME_LIMIT)


def _later(checklist: Checklist, version: int) -> Iterable[Mapping[str, Any]]:
    rows = edits_of_part("checklist", checklist.pk, checklist.task_id, version).values_list("changes", flat=True)
    return [{"title": [ref_name(side) for side in changes["checklist"]]} for changes in rows]


VERSIONED: Versioned[Checklist] = Versioned(
    Noun.CHECKLIST, {"title": checked}, lambda checklist, _field: checklist.title, _later
)


@service
def create(*, task: Task, title: str, lines: Sequence[Line] = (), actor: User) -> Checklist:
    """Begin a checklist below those that the task has, with these items in it. Two statements for the items."""
    title = checked(title)
    project, task = lock_task(task)
    there = list(lists_of(task))
    _check_room(len(there))
    made = Checklist.objects.create(task=task, title=title, position=at_end(there)[0])
    items = checklist_items.make(made, [], [checklist_items.Draft(*line) for line in lines], actor)
    done = sum(item.is_done for item in items)
    changes = _changes(after=made)
    if items:
        changes["items"] = [None, [checklist_changes.ref(item) for item in items]]
    publish(Kind.CHECKLIST_CREATED, project, task, changes, actor, items=len(items), done=done)
    return made


def _check_room(count: int) -> None:
    """RuleBroken where a task that has so many checklists takes no more."""
    if count >= MOST_LISTS:
        raise RuleBroken(_("A task has room for %(most)s checklists. Delete one first.") % {"most": MOST_LISTS})


@service
def rename(*, checklist: Checklist, title: str, seen_version: int | None, actor: User) -> Checklist:
    """Give it another title. EditConflict if it has been changed to something else since `seen_version`."""
    project, checklist = locked_list(checklist)
    changed = {"title": title}
    merged = VERSIONED.merge(checklist, changed, seen_version)
    VERSIONED.refuse_conflicts(checklist, merged, changed)
    if not merged.changes:
        return checklist
    before = Checklist(pk=checklist.pk, title=checklist.title, version=checklist.version)
    _write(checklist, merged.changes["title"])
    publish(Kind.CHECKLIST_UPDATED, project, checklist.task, _changes(before, checklist), actor)
    return checklist


@service
def move(*, checklist: Checklist, after_id: int | None = None, actor: User) -> tuple[Checklist, bool]:
    """Put it below another one of its task, without one on top; says too whether that neighbour was gone: then it goes
    to the end."""
    project, checklist = locked_list(checklist)
    there = list(lists_of(checklist.task))
    others = [each for each in there if each.pk != checklist.pk]
    index, gone = checklist_changes.index_after(others, after_id)
    if there[index].pk == checklist.pk:
        return checklist, gone
    changes = _put(checklist, checklist_changes.between(others, index))
    publish(Kind.CHECKLIST_MOVED, project, checklist.task, changes, actor)
    return checklist, gone


def _put(checklist: Checklist, place: str) -> Written:
    before, checklist.position = checklist.position, place
    checklist.save(update_fields=["position"])
    return {"checklist": [checklist_changes.ref(checklist)] * 2, "checklist_place": [before, place]}


@service
def delete(*, checklist: Checklist, actor: User) -> Checklist:
    """Hide it with its items at once; it can be undone until it is purged after 30 days."""
    project, checklist = locked_list(checklist)
    items, done = _mark(checklist, timezone.now())
    publish(Kind.CHECKLIST_DELETED, project, checklist.task, _changes(checklist), actor, items=-items, done=-done)
    return checklist


def counts_of(checklist: Checklist) -> tuple[int, int]:
    """How many items it has, and how many of them are done; one query."""
    done = list(items_of(checklist).values_list("done_at", flat=True))
    return len(done), sum(moment is not None for moment in done)


def _mark(checklist: Checklist, moment: datetime.datetime | None) -> tuple[int, int]:
    checklist.deleted_at = moment
    checklist.save(update_fields=["deleted_at"])
    return counts_of(checklist)


def _write(checklist: Checklist, title: str) -> None:
    checklist.title, checklist.version = title, checklist.version + 1
    checklist.save(update_fields=["title", "version"])


def _changes(before: Checklist | None = None, after: Checklist | None = None) -> Written:
    sides = (before, after)
    return {
        "checklist": [checklist_changes.ref(side) if side else None for side in sides],
        "checklist_version": [side.version if side else None for side in sides],
    }


# --- Undo and purge ---------------------------------------------------------------------------------------------------

KINDS = frozenset({Kind.CHECKLIST_CREATED, Kind.CHECKLIST_UPDATED, Kind.CHECKLIST_MOVED, Kind.CHECKLIST_DELETED})


def take_back(activity: Activity, task: Task, *, actor: User) -> Activity:
    """Undo a change of a checklist, for `services.undo`, which knows that it is the actor's own. The lock is held, and
    the task open."""
    project = task.project
    before, after = activity.changes["checklist"]
    rows = Checklist.objects.filter(task=task, pk=ref_id(before) or ref_id(after) or 0)
    checklist = rows.first()
    if checklist is None or (checklist.deleted_at is not None) != (activity.kind == Kind.CHECKLIST_DELETED):
        raise ChangedSince
    if activity.kind == Kind.CHECKLIST_MOVED:
        old_place, new_place = activity.changes["checklist_place"]
        if checklist.position != new_place:
            raise ChangedSince
        return publish(Kind.UNDONE, project, task, _put(checklist, text(old_place)), actor, undoes=activity)
    if activity.kind == Kind.CHECKLIST_UPDATED:
        if checklist.title != ref_name(after):
            raise ChangedSince
        old = Checklist(pk=checklist.pk, title=checklist.title, version=checklist.version)
        _write(checklist, ref_name(before))
        return publish(Kind.UNDONE, project, task, _changes(old, checklist), actor, undoes=activity)
    if activity.kind == Kind.CHECKLIST_CREATED:
        known = {each["id"] for each in refs(activity.changes.get("items", [None, None])[1])}
        if set(items_of(checklist).values_list("pk", flat=True)) - known:
            raise ChangedSince
        items, done = _mark(checklist, timezone.now())
        changes = _changes(before=checklist)
        return publish(Kind.UNDONE, project, task, changes, actor, items=-items, done=-done, undoes=activity)
    _check_room(lists_of(task).count())
    items, done = _mark(checklist, None)
    return publish(
        Kind.UNDONE, project, task, _changes(after=checklist), actor, items=items, done=done, undoes=activity
    )


def purge(border: datetime.datetime) -> int:
    """Remove for good the checklists and items deleted before that moment; returns how many those were."""
    lists = list(Checklist.objects.filter(deleted_at__lt=border))
    gone = ChecklistItem.objects.filter(deleted_at__lt=border) | ChecklistItem.objects.filter(checklist__in=lists)
    items = dict(gone.values_list("pk", "checklist__task"))
    _forget(set(items), {each.pk for each in lists}, {*items.values(), *(each.task_id for each in lists)})
    ChecklistItem.objects.filter(pk__in=items).delete()
    Checklist.objects.filter(pk__in=[each.pk for each in lists]).delete()
    return len(items) + len(lists)


def _forget(items: set[int], lists: set[int], tasks: set[int]) -> None:
    """Take what these said out of the history, which needs it for undo alone."""
    changed = []
    named = Activity.objects.filter(task__in=tasks, changes__has_any_keys=["item", "items", "checklist"])
    for row in named if tasks else ():
        told = [_without_names(row, "checklist", lists), _without_names(row, "item", items)]
        told.append(_without_names(row, "items", items))
        if any(told):
            changed.append(row)
    Activity.objects.bulk_update(changed, ["changes"], batch_size=500)


def _without_names(row: Activity, field: str, gone: set[int]) -> bool:
    found = False
    for side in row.changes.get(field, ()):
        for each in side if isinstance(side, list) else [side]:
            if isinstance(each, dict) and each.get("id") in gone and "name" in each:
                each["name"], found = "", True
    return found
