"""From what has been committed to what is told; a reaction like others, which can neither wait nor fail."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection

from asgiref.sync import async_to_sync

from boards import events
from boards.events import Event, Kind, Standing
from boards.live import bus, hub
from boards.live.change import Change

logger = logging.getLogger("boardsite.live")

# After these, who may see a project, or takes part in it, may be others: it was made, deleted, handed over, made
# personal; or a role was given or taken.
RIGHTS = {
    Kind.PROJECT_CREATED,
    Kind.PROJECT_RESTORED,
    Kind.MEMBER_ADDED,
    Kind.PROJECT_UPDATED,
    Kind.PROJECT_DELETED,
    Kind.PROJECT_TRANSFERRED,
    Kind.MEMBER_CHANGED,
    Kind.MEMBER_REMOVED,
    Kind.GROUP_ADDED,
    Kind.GROUP_CHANGED,
    Kind.GROUP_REMOVED,
    Kind.UNDONE,
}
# How long a process without an event loop, such as a management command, leaves Redis alone when it didn't answer.
PAUSE = 10.0
_paused_until = 0.0


def connect() -> None:
    """Subscribe; called once, when Django starts."""
    events.subscribe(changed)
    events.subscribe_to_standing(standing)
    events.subscribe_to_inboxes(inboxes)


def changed(event: Event) -> None:
    """Tell of a change."""
    here = hub.present()
    if here is not None:
        here.tell(_change(event))
    elif not event.follows:
        # One message for all that was changed with it.
        change = Change(event.project_id, event.project_revision, None, None, rights=event.kind in RIGHTS)
        _say({"change": change.packed()})


def _change(event: Event) -> Change:
    return Change(
        event.project_id,
        event.project_revision,
        frozenset(pk for pk, _revision in event.columns),
        frozenset() if event.task_id is None else frozenset({event.task_id}),
        event.tab,
        event.kind in RIGHTS,
    )


def standing(changed: Standing) -> None:
    """Tell that somebody may not be let in any more."""
    here = hub.present()
    if here is not None:
        here.tell_standing(changed.user_id, changed.session_key)
    else:
        _say({"standing": [changed.user_id, changed.session_key]})


def inboxes(users: Collection[int]) -> None:
    """Tell people's open pages that there may be something else in their inbox."""
    here = hub.present()
    if here is not None:
        here.tell_inboxes(users)
    else:
        _say({"inbox": list(users)})


def _say(said: bus.Said) -> None:
    """From a process that nobody has a socket to. What doesn't arrive is found by looking at the database."""
    global _paused_until
    if not bus.reaches_others() or time.monotonic() < _paused_until:
        return
    try:
        async_to_sync(bus.say_once)(said)
    except Exception as error:
        _paused_until = time.monotonic() + PAUSE
        logger.debug("Other processes were not told (%s).", type(error).__name__)
