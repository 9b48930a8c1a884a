"""The only writer of the items of checklists; what becomes of them and tasks is in `services.checklist_tasks`.

The history keeps of each change which item it was, by its text then (`item`, of several made at once `items`), and in
which checklist. Fields of an item are named apart from those of its task: `item_assignee`, `item_due_date`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from boards.events import Kind
from boards.exceptions import InvalidInput, Noun, RuleBroken
from boards.models import Checklist, ChecklistItem, Project, User
from boards.models.activity import edits_of_part
from boards.rules import days
from boards.rules.changes import ref_name
from boards.rules.checklists import MOST_ITEMS, checked_text
from boards.services import checklist_changes, history_values
from boards.services.checklist_changes import (
    Written,
    at_end,
    between,
    index_after,
    items_of,
    locked_item,
    locked_list,
    publish,
)
from boards.services.transactions import service
from boards.services.validation import checked_assignee
from boards.services.versioned_edits import Versioned

BATCH = 500
FIELDS = ("assignee", "due_date")


@dataclass(frozen=True)
class Draft:
    """An item to be made. The assignee has been checked; `done_at` is for what was done elsewhere."""

    text: str
    is_done: bool = False
    assignee: User | None = None
    due_date: datetime.date | None = None
    done_at: datetime.datetime | None = None


def dump(item: ChecklistItem, field: str) -> object:
    """The present value of a field, as the history keeps it."""
    if field == "assignee":
        return {"id": item.assignee_id} if item.assignee_id else None
    value = getattr(item, field)
    return value.isoformat() if isinstance(value, datetime.date) else value


def load_date(value: object) -> datetime.date | None:
    """The day that the history keeps as text."""
    return history_values.load_date(value if isinstance(value, str) else None)


def _later(item: ChecklistItem, version: int) -> Iterable[Mapping[str, Any]]:
    """What was changed of an item since a version, the newest first, by the names of its own fields; one query."""
    rows = edits_of_part("item", item.pk, item.checklist.task_id, version).values_list("changes", flat=True)
    for changes in rows:
        own = {name: changes[f"item_{name}"] for name in FIELDS if f"item_{name}" in changes}
        yield {**own, "text": [ref_name(side) for side in changes["item"]]}


VERSIONED: Versioned[ChecklistItem] = Versioned(
    Noun.ITEM,
    {
        "text": lambda value: checked_text("text", value),
        "assignee": history_values.person_ref,
        "due_date": lambda value: days.iso("due_date", value),
    },
    dump,
    _later,
)


@service
def add(*, checklist: Checklist, drafts: Sequence[Draft], actor: User) -> list[ChecklistItem]:
    """Add items at the end of a checklist, in their order; one statement for all of them."""
    project, checklist = locked_list(checklist)
    checked = [_checked(project, draft) for draft in drafts]
    made = make(checklist, list(items_of(checklist)), checked, actor)
    done = sum(item.is_done for item in made)
    publish(Kind.ITEM_CREATED, project, checklist.task, of_new(checklist, made), actor, items=len(made), done=done)
    return made


def make(
    checklist: Checklist, there: Sequence[ChecklistItem], drafts: Sequence[Draft], actor: User
) -> list[ChecklistItem]:
    """The rows of new items below those that are `there`; RuleBroken where there is no room. Caller holds the lock."""
    check_room(len(there), len(drafts))
    places = at_end(there, len(drafts)) if drafts else []
    rows = [row(checklist, draft, place, actor) for draft, place in zip(drafts, places, strict=True)]
    return ChecklistItem.objects.bulk_create(rows, batch_size=BATCH)


def check_room(count: int, more: int = 1) -> None:
    """RuleBroken where a checklist of so many items takes no `more`."""
    if count + more > MOST_ITEMS:
        raise RuleBroken(
            _("A checklist has room for %(most)s items. Begin another one for the rest.") % {"most": MOST_ITEMS}
        )


def row(checklist: Checklist, draft: Draft, place: str, actor: User | None) -> ChecklistItem:
    """An unsaved item."""
    return ChecklistItem(
        checklist=checklist,
        text=checked_text("text", draft.text),
        position=place,
        done_at=(draft.done_at or timezone.now()) if draft.is_done else None,
        done_by=actor if draft.is_done else None,
        assignee=draft.assignee,
        due_date=draft.due_date,
    )


@service
def update(
    *, item: ChecklistItem, changed: Mapping[str, object], seen_version: int | None, actor: User
) -> ChecklistItem:
    """Write fields of an item: text, assignee, due_date. What differs from field to field merges, as of tasks; raises
    EditConflict where somebody else has changed the same one since `seen_version`."""
    project, item = locked_item(item)
    merged = VERSIONED.merge(item, changed, seen_version)
    VERSIONED.refuse_conflicts(item, merged, changed)
    if not merged.changes:
        return item
    if merged.changes.get("assignee"):
        checked_assignee(project, changed["assignee"])  # type: ignore[arg-type]
    values = {name: changed[name] if name in FIELDS else value for name, value in merged.changes.items()}
    publish(Kind.ITEM_UPDATED, project, item.checklist.task, write(item, values), actor)
    return item


def write(item: ChecklistItem, values: Mapping[str, object]) -> Written:
    """Set fields, save the row as a new version, and return what the history keeps of it."""
    old, before = _side(item), VERSIONED.dumped(item, values)
    for name, value in values.items():
        setattr(item, name, value)
    item.version += 1
    item.save(update_fields=[*values, "version"])
    fields = {name: value for name, value in VERSIONED.recorded(item, before).items() if name in FIELDS}
    return _changes(item, old) | {f"item_{name}": value for name, value in fields.items()}


@service
def tick(*, item: ChecklistItem, done: bool, actor: User) -> ChecklistItem:
    """Mark an item as done, or not; nothing happens if it is so already."""
    project, item = locked_item(item)
    if item.is_done == done:
        return item
    kind = Kind.ITEM_COMPLETED if done else Kind.ITEM_REOPENED
    publish(kind, project, item.checklist.task, mark(item, actor if done else None), actor, done=1 if done else -1)
    return item


def mark(item: ChecklistItem, by: User | None) -> Written:
    """Mark it as done by somebody, by None as not done."""
    old, was_done = _side(item), item.is_done
    item.done_at, item.done_by, item.version = timezone.now() if by else None, by, item.version + 1
    item.save(update_fields=["done_at", "done_by", "version"])
    return _changes(item, old) | {"item_done": [int(was_done), int(item.is_done)]}


@service
def move(
    *, item: ChecklistItem, checklist_id: int | None = None, after_id: int | None = None, actor: User
) -> tuple[ChecklistItem, bool]:
    """Put an item below another one of a checklist of its task, without one on top; says too whether that neighbour was
    gone: then the item goes to the end. Without a checklist it stays in its own."""
    project, item = locked_item(item)
    target = _target(item, checklist_id)
    others = list(items_of(target).exclude(pk=item.pk))
    if target.pk != item.checklist_id and len(others) >= MOST_ITEMS:
        raise RuleBroken(_("That checklist is full. Begin another one."))
    index, gone = index_after(others, after_id)
    is_there = target.pk == item.checklist_id and [each.pk for each in items_of(target)][index : index + 1] == [item.pk]
    if is_there:
        return item, gone
    changes = put(item, target, between(others, index))
    publish(Kind.ITEM_MOVED, project, item.checklist.task, changes, actor)
    return item, gone


def put(item: ChecklistItem, target: Checklist, place: str) -> Written:
    """Set the place of an item, and return what the history keeps of it."""
    old_list, old_place = item.checklist, item.position
    target.task = old_list.task
    item.checklist, item.position = target, place
    item.save(update_fields=["checklist", "position"])
    changes = _changes(item, _side(item))
    changes["checklist"] = [checklist_changes.ref(old_list), checklist_changes.ref(target)]
    return changes | {"item_place": [old_place, place]}


def _target(item: ChecklistItem, checklist_id: int | None) -> Checklist:
    if checklist_id is None or checklist_id == item.checklist_id:
        return item.checklist
    found = checklist_changes.lists_of(item.checklist.task).filter(pk=checklist_id).first()
    if found is None:
        raise InvalidInput("checklist", _("Choose a checklist of this task."))
    return found


@service
def delete(*, item: ChecklistItem, actor: User) -> ChecklistItem:
    """Hide an item at once; it can be undone until it is purged after 30 days."""
    project, item = locked_item(item)
    publish(
        Kind.ITEM_DELETED, project, item.checklist.task, hide(item), actor, items=-1, done=-1 if item.is_done else 0
    )
    return item


def hide(item: ChecklistItem) -> Written:
    """Mark it as deleted, and return what the history keeps of it."""
    item.deleted_at = timezone.now()
    item.save(update_fields=["deleted_at"])
    changes = _changes(item, _side(item))
    had = {"item_assignee": [dump(item, "assignee"), None]} if item.assignee_id else {}
    return changes | {"item": [changes["item"][0], None], "item_version": [item.version, None], **had}


def _checked(project: Project, draft: Draft) -> Draft:
    assignee = checked_assignee(project, draft.assignee)
    return Draft(checked_text("text", draft.text), draft.is_done, assignee, days.checked("due_date", draft.due_date))


# What a row was before: its reference and version.
_Side = tuple[dict[str, Any], int]


def _side(item: ChecklistItem) -> _Side:
    return {"id": item.pk, "name": item.text}, item.version


def _changes(item: ChecklistItem, old: _Side) -> Written:
    where = checklist_changes.ref(item.checklist)
    return {
        "item": [old[0], checklist_changes.ref(item)],
        "checklist": [where, where],
        "item_version": [old[1], item.version],
    }


def of_new(checklist: Checklist, made: Sequence[ChecklistItem]) -> Written:
    """What the history keeps of new items: each by its text, of a single one all it has."""
    where = checklist_changes.ref(checklist)
    changes: Written = {"items": [None, [checklist_changes.ref(item) for item in made]], "checklist": [where, where]}
    if len(made) == 1:
        changes["item"] = [None, changes["items"][1][0]]
        for name in FIELDS:
            if value := dump(made[0], name):
                changes[f"item_{name}"] = [None, value]
    return changes


def hand_on(project: Project, user: User, to: User | None = None) -> None:
    """Give the open items of a person in a project to somebody else; with None, all of theirs to nobody. One query.

    Caller holds the lock, and tells of it as a change of the project or its tasks.
    """
    mine = ChecklistItem.objects.filter(assignee=user, checklist__task__project=project)
    (mine.filter(done_at=None, deleted_at=None) if to else mine).update(assignee=to)


KINDS = frozenset(
    {
        *(Kind.ITEM_CREATED, Kind.ITEM_UPDATED, Kind.ITEM_COMPLETED),
        *(Kind.ITEM_REOPENED, Kind.ITEM_MOVED, Kind.ITEM_DELETED),
    }
)
