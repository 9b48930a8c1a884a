"""What a line of the history may tell: which fields, with which values, and what no kind of change is told without.

Whoever reads a history later (its pages, the undo, merges of two edits, reports) takes all this for granted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from boards.models import Kind, Relation, Role, Status, Visibility
from boards.models.tasks import HIGHEST_PRIORITY
from boards.models.users import HUES
from boards.rules.changes import REFERS_TO
from boards.rules.text import NAME_LIMIT, TEXT_LIMIT, TITLE_LIMIT
from boards.rules.web_addresses import URL_LIMIT, is_web_address
from boards.transfer.archive.values import HIGHEST, Wrong, day, moment, number, position, text

Changes = Mapping[str, Sequence[Any]]

_NAME = re.compile(r"[a-z_]{1,60}")
_ROLES = frozenset(Role.values)
# Fields whose values are words of ours.
WORDS: Mapping[str, frozenset[str]] = {
    "status": frozenset(Status.values),
    "relation": frozenset(Relation),
    "visibility": frozenset(Visibility.values),
    "role": _ROLES,
    "own_role": _ROLES,
}
DAYS = frozenset({"due_date", "item_due_date", "finish_date"})
MOMENTS = frozenset({"archived_at", "completed_at", "deleted_at"})
FLAGS = frozenset({"adds_on_top", "follows_items", "item_done"})
# The highest of each number.
NUMBERS: Mapping[str, int] = {
    "checklist_version": HIGHEST,
    "colour": HUES - 1,
    "comment_version": HIGHEST,
    "item_version": HIGHEST,
    "priority": HIGHEST_PRIORITY,
    "progress": 100,
    "version": HIGHEST,
    "web_link_version": HIGHEST,
    "wip_limit": HIGHEST,
}
# The longest of each text; an empty one only where it is long.
TEXTS: Mapping[str, int] = {
    "description": TEXT_LIMIT,
    "name": NAME_LIMIT,
    "tag": NAME_LIMIT,
    "text": TEXT_LIMIT,
    "title": TITLE_LIMIT,
}
# The longest name of what is referred to: of a web link it may be the address, of a task it is the number and title.
MOST_NAMED = max(URL_LIMIT, TITLE_LIMIT + 20)
# Fields that hold several references.
LISTS = frozenset({"items", "other_assignees", "tags"})

# What a change of each kind is told by: all of these, of several in brackets at least one.
_Needed = Sequence[str | tuple[str, ...]]
_MEMBER: _Needed = ("member", ("role", "own_role"))
NEEDED: Mapping[Kind, _Needed] = {
    Kind.PROJECT_ARCHIVED: ("archived_at",),
    Kind.PROJECT_RESTORED: ("archived_at",),
    Kind.PROJECT_DELETED: ("deleted_at",),
    Kind.PROJECT_TRANSFERRED: ("owner",),
    Kind.MEMBER_ADDED: ("member", "role"),
    Kind.MEMBER_CHANGED: _MEMBER,
    Kind.MEMBER_REMOVED: _MEMBER,
    Kind.GROUP_ADDED: ("group", "role"),
    Kind.GROUP_CHANGED: ("group", "role"),
    Kind.GROUP_REMOVED: ("group",),
    Kind.COLUMN_CREATED: ("column",),
    Kind.COLUMN_UPDATED: ("column",),
    Kind.COLUMN_MOVED: ("column",),
    Kind.COLUMN_DELETED: ("column", "into"),
    Kind.TAG_CREATED: ("name",),
    Kind.TAG_UPDATED: ("tag",),
    Kind.TAG_MERGED: ("tag",),
    Kind.TAG_DELETED: ("tag",),
    Kind.TASK_CREATED: ("column",),
    Kind.COMMENT_CREATED: ("comment",),
    Kind.COMMENT_UPDATED: ("comment", "text"),
    Kind.COMMENT_DELETED: ("comment", "text"),
    Kind.CHECKLIST_CREATED: ("checklist",),
    Kind.CHECKLIST_UPDATED: ("checklist",),
    Kind.CHECKLIST_DELETED: ("checklist",),
    Kind.CHECKLIST_MOVED: ("checklist",),
    Kind.ITEM_CREATED: ("checklist", "items"),
    Kind.ITEM_UPDATED: ("item",),
    Kind.ITEM_COMPLETED: ("item",),
    Kind.ITEM_REOPENED: ("item",),
    Kind.ITEM_MOVED: ("item",),
    Kind.ITEM_DELETED: ("item",),
    Kind.LINK_CREATED: ("linked", "relation"),
    Kind.LINK_DELETED: ("linked", "relation"),
    Kind.ATTACHMENT_CREATED: ("attachment",),
    Kind.ATTACHMENT_UPDATED: (("attachment", "cover"),),
    Kind.ATTACHMENT_DELETED: ("attachment",),
    Kind.WEB_LINK_CREATED: ("web_link",),
    Kind.WEB_LINK_UPDATED: ("web_link",),
    Kind.WEB_LINK_DELETED: ("web_link",),
}
# The same for fields that are never told alone.
NEEDED_BY: Mapping[str, Sequence[str]] = {
    "checklist_version": ("checklist",),
    "comment": ("comment_version",),
    "comment_version": ("comment",),
    "item_version": ("item",),
    "linked": ("relation",),
    "own_role": ("member",),
    "text": ("comment",),
    "through": ("member", "role"),
    "web_link_title": ("web_link",),
    "web_link_url": ("web_link",),
    "web_link_version": ("web_link",),
}
# What is said of a comment is said of nothing else.
_NOT_OF_COMMENTS = frozenset({"description", "title"})


def check(kind: str, told: Changes) -> None:
    """Raise Wrong for a change of that kind that is not told by all it takes."""
    needed = [*NEEDED.get(Kind(kind), ()), *(name for field in told for name in NEEDED_BY.get(field, ()))]
    for name in needed:
        if told.keys().isdisjoint((name,) if isinstance(name, str) else name):
            raise Wrong
    if "comment" in told and not told.keys().isdisjoint(_NOT_OF_COMMENTS):
        raise Wrong


def changes(value: object) -> dict[str, list[Any]]:
    """What a line tells, if it is pairs of plain values or of references, as its fields have them."""
    if not isinstance(value, dict):
        raise Wrong
    for name, sides in value.items():
        if not _NAME.fullmatch(name) or not isinstance(sides, list) or len(sides) != 2:
            raise Wrong
        for side in sides:
            if side is not None:
                _check(name, side)
    return value


def _check(name: str, value: object) -> None:
    if name in LISTS:
        _check_references(name, value)
    elif name in REFERS_TO:
        _check_reference(value)
    elif name in WORDS:
        if value not in WORDS[name]:
            raise Wrong
    elif name in DAYS:
        day(text(value, 10))
    elif name in MOMENTS:
        moment(text(value, 40))
    elif name in TEXTS:
        _check_text(name, value)
    elif name in NUMBERS:
        number(value, NUMBERS[name])
    elif name in FLAGS:
        if value not in (True, False):
            raise Wrong
    elif name == "web_link_url":
        if not is_web_address(text(value, URL_LIMIT)):
            raise Wrong
    elif name == "position":
        position(value)
    elif isinstance(value, str):
        text(value, TEXT_LIMIT)
    elif not isinstance(value, bool):
        number(value, HIGHEST)


def _check_text(name: str, value: object) -> None:
    limit = TEXTS[name]
    if not text(value, limit) and limit < TEXT_LIMIT:
        raise Wrong


def _check_references(name: str, value: object) -> None:
    if not isinstance(value, list):
        raise Wrong
    for each in value:
        _check_reference(each, is_named=REFERS_TO[name] != "people")


def _check_reference(value: object, *, is_named: bool = False) -> None:
    if not isinstance(value, dict) or not {"id"} <= value.keys() <= {"id", "name"}:
        raise Wrong
    if not isinstance(value["id"], int) or isinstance(value["id"], bool) or (is_named and "name" not in value):
        raise Wrong
    text(value.get("name", ""), MOST_NAMED)
