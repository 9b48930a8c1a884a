"""What can go wrong, in words for the person it happens to.

Views and the API never build error texts of their own: they catch these and show the sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

# Blockers that a sentence names.
_MOST_NAMED = 5


class NotFound(Http404):
    """No such thing, or nothing this person may know of (404)."""


class NotAllowed(PermissionDenied):
    """The thing is visible, but this role may not do that with it (403)."""

    def __init__(self, sentence: str = "") -> None:
        self.sentence = sentence or _(
            "Your role in this project does not allow that. Its owner or an admin can give you another."
        )
        super().__init__(self.sentence)


class InvalidInput(ValueError):
    """A value has the wrong shape (422 on pages, 400 in the API). `field` names it."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field, self.sentence = field, sentence
        super().__init__(f"{field}: {sentence}")


class RuleBroken(Exception):
    """A rule of the board says no (409). `sentence` says why and what would work."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


class TaskLocked(RuleBroken):
    """A completed task can't be edited until it is reopened."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or _("This task is completed. Reopen it to make changes."))


class TaskArchived(RuleBroken):
    """An archived task takes no changes until it is restored."""

    def __init__(self) -> None:
        super().__init__(_("This task is archived. Restore it to make changes."))


class ProjectArchived(RuleBroken):
    """An archived project takes no changes but restore and delete."""

    def __init__(self) -> None:
        super().__init__(_("This project is archived. Restore it to make changes."))


class ChangedSince(RuleBroken):
    """What is to be undone was changed again."""

    def __init__(self) -> None:
        super().__init__(_("Something newer is in the way: it has been changed again since."))


class Blocker(NamedTuple):
    """A task that another one waits for. `project` is the title of its project, empty for that of the blocked one."""

    pk: int
    number: int
    title: str
    project: str = ""

    def __str__(self) -> str:
        return f"{self.project}#{self.number} {self.title}"


class TaskBlocked(RuleBroken):
    """A task that waits for others is completed only by who says that they know."""

    def __init__(self, task_id: int, number: int, blockers: Sequence[Blocker]) -> None:
        self.task_id, self.number, self.blockers = task_id, number, tuple(blockers)
        named = ", ".join(f"“{blocker}”" for blocker in self.blockers[:_MOST_NAMED])
        left = len(self.blockers) - _MOST_NAMED
        sentence = _("#%(number)s is blocked by %(blockers)s.") % {"number": number, "blockers": named}
        if left > 0:
            more = {"number": number, "blockers": named, "count": left}
            sentence = _("#%(number)s is blocked by %(blockers)s and %(count)s more.") % more
        super().__init__(f"{sentence} {_('Complete those first, or complete it although it is blocked.')}")


def store_away() -> str:
    """The sentence for `boardsite.attachments.StoreAway` (503)."""
    return _(
        "The place where attached files are kept does not answer right now. "
        "Everything else works. Try again in a few minutes."
    )


class BadMove(RuleBroken):
    """The card is no longer where the person dragged it from."""


class Noun(StrEnum):
    """What a conflict can be of: every noun that has a version."""

    TASK = "task"
    COMMENT = "comment"
    CHECKLIST = "checklist"
    ITEM = "item"
    WEB_LINK = "web_link"
    PROJECT = "project"


class EditConflict(RuleBroken):
    """Somebody else changed the same fields since the person began to edit.

    `noun` says what is edited, `current` is its row as it is now, `conflicts` maps each field to (base, theirs, mine),
    and `values` holds everything the person sent, so that nothing typed is lost.
    """

    def __init__(
        self,
        noun: Noun,
        current: Any,
        conflicts: Mapping[str, tuple[object, object, object]],
        values: Mapping[str, object],
    ) -> None:
        self.noun, self.current = noun, current
        self.conflicts, self.values = conflicts, values
        super().__init__(_("Somebody else changed the same text while you were editing."))
