"""The kinds of change in groups, as people look for them in a history.

A new kind takes its place in a group here (a test names those that have none), and is found on pages and in the API.
"""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from boards.models import Kind


class Group(NamedTuple):
    """A word that a filter takes, and the kinds it stands for."""

    label: Promise
    kinds: frozenset[Kind]
    # Whether a task by itself can have it in its history.
    of_tasks: bool = True


def _of(*kinds: Kind) -> frozenset[Kind]:
    return frozenset(kinds)


def _about(noun: str) -> frozenset[Kind]:
    return frozenset(kind for kind in Kind if kind.value.partition(".")[0] == noun)


GROUPS: dict[str, Group] = {
    "created": Group(_("New tasks"), _of(Kind.TASK_CREATED)),
    "changed": Group(_("Changes of fields"), _of(Kind.TASK_UPDATED)),
    "moved": Group(_("Moved, completed, reopened"), _of(Kind.TASK_MOVED, Kind.TASK_COMPLETED, Kind.TASK_REOPENED)),
    "put_away": Group(_("Archived, restored, deleted"), _of(Kind.TASK_ARCHIVED, Kind.TASK_RESTORED, Kind.TASK_DELETED)),
    "comments": Group(_("Comments"), _about("comment")),
    "files": Group(_("Files"), _about("attachment")),
    "checklists": Group(_("Checklists"), _about("checklist") | _about("item")),
    "web_links": Group(_("Web links"), _about("web_link")),
    "links": Group(_("Links between tasks"), _about("link")),
    "undone": Group(_("Undone"), _of(Kind.UNDONE)),
    "members": Group(_("Members"), _about("member") | _about("group") | _of(Kind.PROJECT_TRANSFERRED), of_tasks=False),
    "columns": Group(_("Columns"), _about("column"), of_tasks=False),
    "tags": Group(_("Tags of the project"), _about("tag"), of_tasks=False),
    "project": Group(_("The project"), _about("project") - _of(Kind.PROJECT_TRANSFERRED), of_tasks=False),
}


def kinds_of(word: str) -> frozenset[Kind]:
    """The kinds that a group, or one kind by its name, stands for; none for any other word."""
    if word in GROUPS:
        return GROUPS[word].kinds
    return frozenset(kind for kind in Kind if kind.value == word)


def labels(*, of_tasks: bool) -> list[tuple[str, str]]:
    """(word, label) of the groups that a page offers."""
    return [(word, str(group.label)) for word, group in GROUPS.items() if group.of_tasks or not of_tasks]
