"""Which topic an event goes to: one for each kind of object, and a compacted one of people."""

from __future__ import annotations

from django.conf import settings

from boards.models import Activity, Kind

PEOPLE = "people"
_UNDONE = Kind.UNDONE.value


def noun_of(kind: str) -> str:
    """What stands before the dot, as a plural: the topic without its prefix."""
    noun = kind.partition(".")[0]
    return f"{noun}s"


def of_change(change: Activity) -> str:
    """The topic of a change without its prefix. What takes one back goes where that went.

    Loaded with `undoes`. Where what was undone is gone, it is what the change is of.
    """
    if change.kind != _UNDONE:
        return noun_of(change.kind)
    if change.undoes is not None and change.undoes.kind != _UNDONE:
        return noun_of(change.undoes.kind)
    if "comment" in change.changes:
        return noun_of(Kind.COMMENT_CREATED)
    if not {"attachment", "cover"}.isdisjoint(change.changes):
        return noun_of(Kind.ATTACHMENT_CREATED)
    if "web_link" in change.changes:
        return noun_of(Kind.WEB_LINK_CREATED)
    return noun_of(Kind.TASK_UPDATED if change.task_id else Kind.PROJECT_UPDATED)


def nouns() -> list[str]:
    """Every topic there is without its prefix, that of people last."""
    found = dict.fromkeys(noun_of(kind) for kind in Kind if kind is not Kind.UNDONE)
    return [*found, PEOPLE]


def named(noun: str) -> str:
    """With its prefix."""
    return f"{settings.KAFKA.prefix}{noun}"
