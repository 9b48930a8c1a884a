"""A relay in the test's own process, one turn after the other."""

from __future__ import annotations

from threading import Event

from boards.stream.relay import Relay
from boards.stream.services import positions


class Always:
    """Nobody else is there to lead."""

    def is_taken(self) -> bool:
        return True

    def is_held(self) -> bool:
        return True

    def end(self) -> None:
        pass


def turns(relay: Relay | None = None) -> int:
    """Send all there is; how many changes that were."""
    relay = relay or Relay(Event())
    sent = 0
    try:
        while count := relay.turn(Always()):
            sent += count
        return sent
    finally:
        relay._end_sender()


def is_all_sent() -> bool:
    return positions.lag(0)[0] == 0
