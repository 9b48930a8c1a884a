"""What is said on a socket, as text, and why one is closed. What each message means: the docstring of this room."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any


class Code(IntEnum):
    """Why a socket was closed. Browsers come back by themselves but for those of 4400 and above."""

    OVER = 1000
    RESTART = 1012
    LATER = 1013
    # What was sent makes no sense.
    NONSENSE = 4400
    # Not signed in, or not any more. A sign-in of its own gives the session a new name: one more try tells.
    SIGNED_OUT = 4401
    # From a page of another site.
    STRANGE = 4403
    # No such project, or none this person may know of.
    NOWHERE = 4404
    # Nothing was heard for too long.
    SILENT = 4408
    # Too many messages, or too many sockets of one person.
    TOO_MANY = 4429


# Ids beyond so many are not named: whoever is told looks for everything then.
MOST_NAMED = 100
MOST_PEOPLE = 50


def text(kind: str, **values: object) -> str:
    """A message."""
    return json.dumps({"type": kind, **values}, separators=(",", ":"))


def ids(found: Iterable[int] | None) -> list[int] | None:
    """In order, for messages that look alike each time; None for many."""
    named = None if found is None else sorted(found)
    return None if named is None or len(named) > MOST_NAMED else named


def people(here: Iterable[int], editing: Mapping[int, Iterable[int]]) -> dict[str, object]:
    """Who is where. Keys are texts: a channel layer takes no others."""
    present = sorted(here)
    return {
        "here": present[:MOST_PEOPLE],
        "count": len(present),
        "editing": {str(task): sorted(users)[:MOST_PEOPLE] for task, users in sorted(editing.items())[:MOST_NAMED]},
    }


BEAT = text("beat")
DEGRADED = text("degraded")
LIVE = text("live")
GONE = text("gone")
INBOX = text("inbox")


def heard(text: str | None) -> dict[str, Any] | None:
    """What a browser has said; None if it makes no sense."""
    try:
        said = json.loads(text or "")
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) and isinstance(said.get("type"), str) else None
