"""The sentences of the history. Words in braces are filled in by `history_words`, escaped."""

from __future__ import annotations

from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from boards.models import Activity, Kind
from boards.rules.changes import Change, Changes, Value, ref_id, refs

Other = Literal[
    "undone checklist",
    "item renamed",
    "item assigned",
    "item due",
    "item made a task",
    "task made an item",
    "undone project",
    "undone comment",
    "undone link",
    "undone file",
    "undone web link",
    "web link led elsewhere",
    "covered",
    "uncovered",
    "reordered",
    "joined",
    "invited",
    "left",
    "accepted",
    "hidden",
]
# The same for what comes with a group of people.
ByGroup = Literal["brought", "raised", "let go", "own role", "joined by group", "left by group", "raised by group"]
# How a field changed, where there is a sentence of its own for that; empty for from one value to another.
Manner = Literal["", "set", "cleared", "taken", "added", "removed"]

SENTENCES: dict[Kind, Promise] = {
    Kind.PROJECT_CREATED: _("{actor} created this project"),
    Kind.PROJECT_ARCHIVED: _("{actor} archived this project"),
    Kind.PROJECT_RESTORED: _("{actor} restored this project"),
    Kind.PROJECT_DELETED: _("{actor} deleted this project"),
    Kind.PROJECT_TRANSFERRED: _("{actor} handed this project over from {owner_old} to {owner_new}"),
    Kind.MEMBER_ADDED: _("{actor} added {member_new} as {role_new}"),
    Kind.MEMBER_CHANGED: _("{actor} changed the role of {member_new} from {role_old} to {role_new}"),
    Kind.MEMBER_REMOVED: _("{actor} removed {member_old} from this project"),
    Kind.GROUP_ADDED: _("{actor} added the group {group_new} as {role_new}"),
    Kind.GROUP_CHANGED: _("{actor} changed the role of the group {group_new} from {role_old} to {role_new}"),
    Kind.GROUP_REMOVED: _("{actor} removed the group {group_old} from this project"),
    Kind.COLUMN_CREATED: _("{actor} added the column {column_new}"),
    Kind.COLUMN_MOVED: _("{actor} moved the column {column_new} to another place"),
    Kind.COLUMN_DELETED: _("{actor} removed the column {column_old} and moved its tasks to {into_new}"),
    Kind.TAG_CREATED: _("{actor} made the tag {name_new}"),
    Kind.TAG_MERGED: _("{actor} merged the tag {tag_old} into {tag_new}"),
    Kind.TAG_DELETED: _("{actor} removed the tag {tag_old}"),
    Kind.TASK_CREATED: _("{actor} created {task} in {column_new}"),
    Kind.TASK_MOVED: _("{actor} moved {task} from {column_old} to {column_new}"),
    Kind.TASK_COMPLETED: _("{actor} completed {task}"),
    Kind.TASK_REOPENED: _("{actor} reopened {task}"),
    Kind.TASK_ARCHIVED: _("{actor} archived {task}"),
    Kind.TASK_RESTORED: _("{actor} restored {task}"),
    Kind.TASK_DELETED: _("{actor} deleted {task}"),
    Kind.COMMENT_CREATED: _("{actor} commented on {task}"),
    Kind.COMMENT_UPDATED: _("{actor} changed a comment on {task}"),
    Kind.COMMENT_DELETED: _("{actor} deleted a comment on {task}"),
    Kind.CHECKLIST_CREATED: _("{actor} added the checklist {checklist_new} to {task}"),
    Kind.CHECKLIST_UPDATED: _("{actor} renamed the checklist {checklist_old} of {task} to {checklist_new}"),
    Kind.CHECKLIST_MOVED: _("{actor} moved the checklist {checklist_new} of {task} to another place"),
    Kind.CHECKLIST_DELETED: _("{actor} deleted the checklist {checklist_old} of {task}"),
    Kind.ITEM_CREATED: _("{actor} added {items_new} to {checklist_new} of {task}"),
    Kind.ITEM_UPDATED: _("{actor} changed {item_new} on a checklist of {task}"),
    Kind.ITEM_COMPLETED: _("{actor} ticked {item_new} on a checklist of {task}"),
    Kind.ITEM_REOPENED: _("{actor} took the tick off {item_new} on a checklist of {task}"),
    Kind.ITEM_MOVED: _("{actor} moved {item_new} within the checklists of {task}"),
    Kind.ITEM_DELETED: _("{actor} deleted {item_old} from a checklist of {task}"),
    Kind.LINK_CREATED: _("{actor} linked {task}: {relation_new} {linked_new}"),
    Kind.LINK_DELETED: _("{actor} removed a link of {task}: {relation_old} {linked_old}"),
    Kind.ATTACHMENT_CREATED: _("{actor} attached {attachment_new} to {task}"),
    Kind.ATTACHMENT_UPDATED: _("{actor} renamed the file {attachment_old} of {task} to {attachment_new}"),
    Kind.ATTACHMENT_DELETED: _("{actor} deleted the file {attachment_old} of {task}"),
    Kind.WEB_LINK_CREATED: _("{actor} added the web link {web_link_new} to {task}"),
    Kind.WEB_LINK_UPDATED: _("{actor} changed the web link {web_link_old} of {task} to {web_link_new}"),
    Kind.WEB_LINK_DELETED: _("{actor} deleted the web link {web_link_old} of {task}"),
    Kind.UNDONE: _("{actor} undid a change of {task}"),
}
# What is said instead, of changes that the kind alone does not tell.
OTHERS: dict[Other | ByGroup, Promise] = {
    "undone project": _("{actor} undid a change of this project"),
    "undone link": _(
        "{actor} undid a change of a link of {task}: {relation_old}{relation_new} {linked_old}{linked_new}"
    ),
    "undone comment": _("{actor} undid a change of a comment on {task}"),
    "undone checklist": _("{actor} undid a change of a checklist of {task}"),
    "item renamed": _("{actor} changed {item_old} to {item_new} on a checklist of {task}"),
    "item assigned": _(
        "{actor} handed {item_new} on a checklist of {task} from {item_assignee_old} to {item_assignee_new}"
    ),
    "item due": _("{actor} set the due date of {item_new} on a checklist of {task} to {item_due_date_new}"),
    "item made a task": _("{actor} made {made_task_new} of {item_old} on a checklist of {task}"),
    "task made an item": _("{actor} made {from_task_new} an item of {checklist_new} of {task}"),
    "undone web link": _("{actor} undid a change of a web link of {task}"),
    "web link led elsewhere": _("{actor} changed the address of the web link {web_link_new} of {task}"),
    "undone file": _("{actor} undid a change of a file of {task}"),
    "covered": _("{actor} made {cover_new} the cover of {task}"),
    "uncovered": _("{actor} took the cover {cover_old} off {task}"),
    "reordered": _("{actor} moved {task} within its column"),
    "joined": _("{actor} joined this project as {role_new}"),
    "invited": _("{actor} joined this project as {role_new}, invited by {invited_by_new}"),
    "accepted": _("{actor} took this project over from {owner_old}"),
    "left": _("{actor} left this project"),
    "hidden": _("{actor} changed {task}"),
    "brought": _("{actor} brought in {member_new} as {role_new} through the group {through_new}"),
    "raised": _(
        "{actor} changed the role of {member_new} from {role_old} to {role_new} through the group {through_new}"
    ),
    "let go": _("{actor} let {member_old} go with the group {through_old}"),
    "own role": _("{actor} changed the own role of {member_new} from {own_role_old} to {own_role_new}"),
    "joined by group": _("{actor} joined this project as {role_new} through the group {through_new}"),
    "raised by group": _("{actor} became {role_new} instead of {role_old} through the group {through_new}"),
    "left by group": _("{actor} left this project with the group {through_old}"),
}

# (kind, the one field that changed, how) → the sentence; no field stands for any number of others.
_FIELDS: dict[tuple[Kind, str, Manner], Promise] = {
    (Kind.PROJECT_UPDATED, "", ""): _("{actor} changed this project"),
    (Kind.PROJECT_UPDATED, "title", ""): _("{actor} renamed this project from {old} to {new}"),
    (Kind.PROJECT_UPDATED, "description", ""): _("{actor} changed the description of this project"),
    (Kind.PROJECT_UPDATED, "visibility", ""): _("{actor} made this project {new}"),
    (Kind.PROJECT_UPDATED, "finish_date", ""): _("{actor} set the finish date from {old} to {new}"),
    (Kind.COLUMN_UPDATED, "", ""): _("{actor} changed the column {column_new}"),
    (Kind.COLUMN_UPDATED, "name", ""): _("{actor} renamed the column {old} to {new}"),
    (Kind.COLUMN_UPDATED, "status", ""): _("{actor} changed the status of the column {column_new} from {old} to {new}"),
    (Kind.COLUMN_UPDATED, "wip_limit", ""): _("{actor} set the WIP limit of {column_new} from {old} to {new}"),
    (Kind.COLUMN_UPDATED, "adds_on_top", ""): _("{actor} changed where new cards of {column_new} go"),
    (Kind.TAG_UPDATED, "", ""): _("{actor} changed the tag {tag_new}"),
    (Kind.TAG_UPDATED, "name", ""): _("{actor} renamed the tag {old} to {new}"),
    (Kind.TAG_UPDATED, "colour", ""): _("{actor} changed the colour of the tag {tag_new}"),
    (Kind.TASK_UPDATED, "", ""): _("{actor} changed {task}"),
    (Kind.TASK_UPDATED, "title", ""): _("{actor} renamed {task} from {old} to {new}"),
    (Kind.TASK_UPDATED, "description", ""): _("{actor} changed the description of {task}"),
    (Kind.TASK_UPDATED, "priority", ""): _("{actor} set the priority of {task} from {old} to {new}"),
    (Kind.TASK_UPDATED, "progress", ""): _("{actor} set the progress of {task} from {old} to {new}"),
    (Kind.TASK_UPDATED, "follows_items", ""): _("{actor} set the progress of {task} by hand from then on"),
    (Kind.TASK_UPDATED, "follows_items", "set"): _("{actor} let the progress of {task} follow its checklists"),
    (Kind.TASK_UPDATED, "due_date", ""): _("{actor} changed the due date of {task} from {old} to {new}"),
    (Kind.TASK_UPDATED, "due_date", "set"): _("{actor} set the due date of {task} to {new}"),
    (Kind.TASK_UPDATED, "due_date", "cleared"): _("{actor} removed the due date of {task}"),
    (Kind.TASK_UPDATED, "assignee", ""): _("{actor} handed {task} from {old} to {new}"),
    (Kind.TASK_UPDATED, "assignee", "set"): _("{actor} assigned {task} to {new}"),
    (Kind.TASK_UPDATED, "assignee", "cleared"): _("{actor} took {task} off {old}"),
    (Kind.TASK_UPDATED, "assignee", "taken"): _("{actor} took on {task}"),
    (Kind.TASK_UPDATED, "other_assignees", ""): _("{actor} replaced {removed} by {added} on {task}"),
    (Kind.TASK_UPDATED, "other_assignees", "added"): _("{actor} also assigned {task} to {added}"),
    (Kind.TASK_UPDATED, "other_assignees", "removed"): _("{actor} took {task} off {removed}"),
    (Kind.TASK_UPDATED, "tags", ""): _("{actor} replaced the tags {removed} of {task} by {added}"),
    (Kind.TASK_UPDATED, "tags", "added"): _("{actor} tagged {task} with {added}"),
    (Kind.TASK_UPDATED, "tags", "removed"): _("{actor} took {removed} off {task}"),
    (Kind.PROJECT_UPDATED, "finish_date", "set"): _("{actor} set the finish date to {new}"),
    (Kind.PROJECT_UPDATED, "finish_date", "cleared"): _("{actor} removed the finish date"),
    (Kind.COLUMN_UPDATED, "wip_limit", "set"): _("{actor} set the WIP limit of {column_new} to {new}"),
    (Kind.COLUMN_UPDATED, "wip_limit", "cleared"): _("{actor} removed the WIP limit of {column_new}"),
}


def of_field(kind: Kind, changes: Changes, row: Activity) -> Promise:
    """The sentence for a change of fields: its own for one alone, a general one for several (see the details)."""
    names = [name for name in changes if (kind, name, "") in _FIELDS]
    # The progress follows from that.
    names = ["follows_items"] if names in (["follows_items", "progress"], ["progress", "follows_items"]) else names
    if len(names) != 1:
        return _FIELDS[kind, "", ""]
    name = names[0]
    return _FIELDS.get((kind, name, _manner(name, changes[name], row))) or _FIELDS[kind, name, ""]


def _manner(name: str, change: Change, row: Activity) -> Manner:
    before, after = change
    if name in ("tags", "other_assignees"):
        return _manner_of_several(before, after)
    if name == "follows_items":
        return "set" if after else ""
    if after in (None, ""):
        return "cleared"
    if name == "assignee" and ref_id(after) == row.actor_id:
        return "taken"
    return "set" if before in (None, "") else ""


def _manner_of_several(before: Value, after: Value) -> Manner:
    old, new = ({each["id"] for each in refs(value)} for value in (before, after))
    if old and new and old - new and new - old:
        return ""
    return "added" if new - old else "removed"
