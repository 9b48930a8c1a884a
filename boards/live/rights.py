"""Who is sent away, because they may not look any more."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

from boards.live import admission, messages
from boards.live.admission import Admitted, Refused
from boards.live.connection import Connection
from boards.live.messages import Code

if TYPE_CHECKING:
    from boards.live.hub import Hub

logger = logging.getLogger("boardsite.live")

# Everybody is looked at anew at least so often, in seconds: sessions end by themselves too.
CHECKED = 3600.0
# So many of them in one round.
MOST_AT_ONCE = 20


class Rights:
    """The part of a hub that knows who may stay."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def look_at(self, user_id: int | None, session_key: str, *, ours: bool = True) -> None:
        """A session has ended, or somebody may not be let in any more."""
        if ours:
            self._hub.say_to_others({"standing": [user_id, session_key]})
        if session_key:
            for connection in self._hub.everybody():
                if connection.session == session_key:
                    self._send_away(connection, Code.SIGNED_OUT)
        if user_id in self._hub.people:
            self._hub.spawn(self._ask_anew(list(self._hub.people[user_id])))

    def look_again(self) -> None:
        """At those who have been here for long."""
        border = self._hub.loop.time() - CHECKED
        stale = [each for each in self._hub.everybody() if each.checked < border][:MOST_AT_ONCE]
        if stale:
            self._hub.spawn(self._ask_anew(stale))

    async def _ask_anew(self, connections: Iterable[Connection]) -> None:
        """Whether each of these would still be let in, by the same door."""
        for connection in connections:
            connection.checked = self._hub.loop.time()
            try:
                projects = connection.projects
                admitted = await self._hub.ask(admission.again, connection.session, connection.is_home, projects)
            except Refused as refused:
                self._send_away(connection, refused.code)
            except Exception as error:  # the database is away: then nobody sees anything, and nobody is sent away
                logger.warning("A right could not be checked (%s).", type(error).__name__)
            else:
                self._show_or_hide(connection, admitted)
                self._let_edit(connection, may=admitted.may_edit)

    def _show_or_hide(self, connection: Connection, admitted: Admitted) -> None:
        visible = admitted.is_visible and not connection.is_home
        if visible != connection.visible:
            connection.visible = visible
            self._hub.company.stir(connection)

    def _let_edit(self, connection: Connection, *, may: bool) -> None:
        """Who may not edit any more isn't shown to do so."""
        connection.may_edit = may
        if connection.editing is not None and not may:
            connection.editing = None
            self._hub.company.stir(connection)

    async def look_at_board(self, project: int) -> None:
        """At all who look at a project, with one query."""
        looking = list(self._hub.boards.get(project, ()))
        if not looking:
            return
        try:
            seeing = await self._hub.ask(admission.still_seeing, project, {each.user_id for each in looking})
        except Exception as error:
            logger.warning("The rights in a project could not be checked (%s).", type(error).__name__)
            return
        for connection in looking:
            if connection.user_id not in seeing:
                self._send_away(connection, Code.NOWHERE)
            else:
                self._let_edit(connection, may=seeing[connection.user_id])

    async def look_at_homes(self, project: int) -> None:
        """At those at home who may take part in a project that they were not told of so far."""
        strangers = [each for each in self._hub.everybody() if each.is_home and project not in each.projects]
        if not strangers:
            return
        try:
            found = await self._hub.ask(admission.taking_part, project, {each.user_id for each in strangers})
        except Exception as error:
            logger.warning("The rights in a project could not be checked (%s).", type(error).__name__)
            return
        for connection in strangers:
            is_here = connection in self._hub.people.get(connection.user_id, ())
            if connection.user_id in found and is_here:
                connection.projects |= {project}
                self._hub.boards[project].add(connection)

    def _send_away(self, connection: Connection, code: Code) -> None:
        self._hub.leave(connection)
        if connection.is_home and code is Code.NOWHERE:
            # One of many projects: it comes back and looks at the others.
            connection.end(Code.RESTART)
        else:
            connection.end(code, messages.GONE)
