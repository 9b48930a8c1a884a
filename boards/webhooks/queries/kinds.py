"""The changes a webhook can be told of, in the groups and words people choose them by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.exceptions import InvalidInput
from boards.models import Kind
from boards.models.webhooks import EVERYTHING

# What a test is called, beside the kinds of the history.
TEST = "webhook.test"
_GROUPS: dict[str, Promise] = {
    "task": gettext_lazy("Tasks"),
    "comment": gettext_lazy("Comments"),
    "checklist": gettext_lazy("Checklists"),
    "item": gettext_lazy("Checklist items"),
    "link": gettext_lazy("Links between tasks"),
    "attachment": gettext_lazy("Files"),
    "web_link": gettext_lazy("Web links"),
    "project": gettext_lazy("Project"),
    "member": gettext_lazy("Members"),
    "group": gettext_lazy("Groups of people"),
    "column": gettext_lazy("Columns"),
    "tag": gettext_lazy("Tags"),
}
_LABELS: dict[str, Promise] = {
    "project.created": gettext_lazy("Created"),
    "project.updated": gettext_lazy("Changed: title, description, visibility or finish date"),
    "project.archived": gettext_lazy("Archived"),
    "project.restored": gettext_lazy("Restored"),
    "project.deleted": gettext_lazy("Deleted"),
    "project.transferred": gettext_lazy("Handed over"),
    "member.added": gettext_lazy("Added"),
    "member.changed": gettext_lazy("Role changed"),
    "member.removed": gettext_lazy("Removed"),
    "group.added": gettext_lazy("Added"),
    "group.changed": gettext_lazy("Role changed"),
    "group.removed": gettext_lazy("Removed"),
    "column.created": gettext_lazy("Added"),
    "column.updated": gettext_lazy("Changed"),
    "column.moved": gettext_lazy("Moved"),
    "column.deleted": gettext_lazy("Removed"),
    "tag.created": gettext_lazy("Made"),
    "tag.updated": gettext_lazy("Changed"),
    "tag.merged": gettext_lazy("Merged"),
    "tag.deleted": gettext_lazy("Removed"),
    "task.created": gettext_lazy("Created"),
    "task.updated": gettext_lazy("Changed: title, description, due date, assignee and the like"),
    "task.moved": gettext_lazy("Moved"),
    "task.completed": gettext_lazy("Completed"),
    "task.reopened": gettext_lazy("Reopened"),
    "task.archived": gettext_lazy("Archived"),
    "task.restored": gettext_lazy("Restored"),
    "task.deleted": gettext_lazy("Deleted"),
    "comment.created": gettext_lazy("Written"),
    "comment.updated": gettext_lazy("Changed"),
    "comment.deleted": gettext_lazy("Deleted"),
    "checklist.created": gettext_lazy("Added"),
    "checklist.updated": gettext_lazy("Renamed"),
    "checklist.moved": gettext_lazy("Moved"),
    "checklist.deleted": gettext_lazy("Deleted"),
    "item.created": gettext_lazy("Added"),
    "item.updated": gettext_lazy("Changed"),
    "item.completed": gettext_lazy("Ticked"),
    "item.reopened": gettext_lazy("Tick taken off"),
    "item.moved": gettext_lazy("Moved"),
    "item.deleted": gettext_lazy("Deleted"),
    "link.created": gettext_lazy("Made"),
    "link.deleted": gettext_lazy("Removed"),
    "attachment.created": gettext_lazy("Attached"),
    "attachment.updated": gettext_lazy("Changed: name, or cover of the card"),
    "attachment.deleted": gettext_lazy("Deleted"),
    "web_link.created": gettext_lazy("Added"),
    "web_link.updated": gettext_lazy("Changed: address or title"),
    "web_link.deleted": gettext_lazy("Deleted"),
    "undone": gettext_lazy("A change was undone"),
}


class Group(NamedTuple):
    """Kinds that belong together: (kind, label) of each."""

    label: str
    kinds: list[tuple[str, str]]


def label(kind: str) -> str:
    """A kind in a few words, with what it is of: "Tasks: moved"."""
    if kind == TEST:
        return _("Test")
    group = _group_of(kind)
    words = _words(kind).partition(":")[0]
    return words if group is None else f"{group}: {words[:1].lower()}{words[1:]}"


def groups() -> list[Group]:
    """All kinds there are; those of a noun without a group of its own come last."""
    found: dict[str, list[tuple[str, str]]] = {}
    for kind in Kind:
        found.setdefault(_group_of(kind) or _("Other"), []).append((kind.value, _words(kind)))
    known = [str(name) for name in _GROUPS.values()]
    order = sorted(found, key=lambda name: known.index(name) if name in known else len(known))
    return [Group(name, found[name]) for name in order]


def checked(wanted: Iterable[str]) -> list[str]:
    """The kinds as they are kept, in one order; InvalidInput for none, or for one that there is not."""
    given = set(wanted)
    if EVERYTHING in given:
        return [EVERYTHING]
    unknown = given - {kind.value for kind in Kind}
    if unknown:
        raise InvalidInput("events", _("There is no event “%(name)s”.") % {"name": min(unknown)[:60]})
    if not given:
        raise InvalidInput("events", _("Choose at least one event."))
    return [kind.value for kind in Kind if kind.value in given]


def _group_of(kind: str) -> str | None:
    group = _GROUPS.get(kind.partition(".")[0])
    return str(group) if group else None


def _words(kind: str) -> str:
    return str(_LABELS[kind]) if kind in _LABELS else kind.rpartition(".")[2].replace("_", " ").capitalize()
