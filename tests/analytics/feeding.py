"""What the site would send, as the service's consumer would read it: without brokers between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from analytics.events import Message
from analytics.store import Done, Store

from boards.models import Activity, User
from boards.stream import cloud_events
from tests.stream.steps import events


class Log:
    """Topics of one partition each, in memory."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self._ends: Counter[str] = Counter()
        self._told = 0

    def append(self, found: cloud_events.Message) -> Message:
        offset = self._ends[found.topic]
        self._ends[found.topic] += 1
        message = Message(found.topic, 0, offset, found.key, found.value, found.headers)
        self.messages.append(message)
        return message

    def changes(self, mark: str = "mark") -> list[Message]:
        """Those of the history since the last time."""
        rows = list(Activity.objects.filter(pk__gt=self._told).order_by("pk"))
        self._told = rows[-1].pk if rows else self._told
        return [self.append(cloud_events.message(each)) for each in events(rows, mark)] if rows else []

    def person(self, user: User, version: int = 1, *, is_gone: bool = False, mark: str = "mark") -> Message:
        told = {"pk": user.pk, "version": version, "mark": mark, "time": "2026-11-27T09:30:00+00:00"}
        if is_gone:
            return self.append(cloud_events.message(cloud_events.of_gone(**told)))
        event = cloud_events.of_person(name=user.display_name, is_active=True, **told)
        return self.append(cloud_events.message(event))


def feed(store: Store, messages: Sequence[Message], at_once: int = 100) -> Done:
    """Batch by batch, as a consumer would."""
    generation = store.places().generation
    done = [store.write(messages[start : start + at_once], generation) for start in range(0, len(messages), at_once)]
    return Done(*(sum(column) for column in zip(*done, strict=True))) if done else Done(0, 0, 0)


def contents(store: Store) -> dict[str, list]:
    """All that is counted, to be compared."""
    tables = ("counts", "events", "tasks", "columns", "people")
    return {name: store.connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2, 3, 4").fetchall() for name in tables}
