"""The relay: from the history to the brokers, for as long as it leads.

What has arrived is noted, then the next is read. Killed anywhere, it begins with what has not been noted: some events
may go out again, in their order and with the ids they had.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from threading import Event as Flag

from django.conf import settings
from django.db import Error, connection

from boards.models import Activity, Stream
from boards.queries import change_records
from boards.queries.records import moment
from boards.stream import cloud_events, leading, problems
from boards.stream.cloud_events import Event, Message
from boards.stream.problems import StreamProblem
from boards.stream.producing import Batch, Sender
from boards.stream.services import people, positions
from boardsite.server import health

logger = logging.getLogger("boardsite.stream")

AT_ONCE = 1_000
# Between two looks while nothing happens, and at who should lead.
LOOK_SECONDS, STAND_BY_SECONDS = 0.5, 1.0
# How often people are looked at, the floor is raised, and a relay with nothing to do says that it is there.
PEOPLE_SECONDS, FLOOR_SECONDS, SEEN_SECONDS = 5.0, 2.0, 15.0
# After a failure, doubled up to the second.
PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 15.0
# How often the health check of the process is told, and how often at most the log has the same sentence.
LIFE_SECONDS = 5.0
SAY_SECONDS = 60.0


class Relay:
    """One that leads or stands by until `stop` is set."""

    def __init__(self, stop: Flag) -> None:
        self._stop = stop
        self._sender: Sender | None = None
        self._pause = PAUSE_SECONDS
        self._said: dict[str, float] = {}
        self._people_at = self._floor_at = self._seen_at = self._life_at = 0.0
        self._horizon: positions.Horizon | None = None
        # The largest event that went through where the brokers take less than the settings say.
        self._most = settings.KAFKA.max_bytes

    def run(self) -> None:
        """Lead whenever nobody else does."""
        while not self._stop.is_set():
            self._note_life()
            lease = leading.lease()
            try:
                if lease.is_taken():
                    logger.info("This relay leads.")
                    self._lead(lease)
                else:
                    self._stop.wait(STAND_BY_SECONDS)
            finally:
                self._end_sender()
                lease.end()

    def _lead(self, lease: leading.Lease) -> None:
        self._horizon, self._seen_at = None, 0.0
        while not self._stop.is_set() and lease.is_held():
            self._note_life()
            try:
                if not self.turn(lease):
                    self._stop.wait(LOOK_SECONDS)
                self._pause = PAUSE_SECONDS
            except StreamProblem as problem:
                self._try_again(problem.sentence)
            except Error as error:
                self._say(f"The database is away: {str(error).splitlines()[0] if str(error) else type(error).__name__}")
                connection.close()
                self._rest()

    def turn(self, lease: leading.Lease) -> int:
        """Send what there is of people and changes, up to AT_ONCE; how many changes have arrived."""
        stream = positions.begin() if self._is_time("_seen_at", SEEN_SECONDS) else positions.stream()
        if self._is_time("_people_at", PEOPLE_SECONDS):
            self._send_people(stream, lease)
        changes = positions.unsent(stream.floor, AT_ONCE)
        sent = self._send_changes(stream, changes, lease) if changes else 0
        if self._is_time("_floor_at", FLOOR_SECONDS):
            self._raise_floor(stream)
        if stream.problem:
            positions.note_well()
        return sent

    def _send_changes(self, stream: Stream, changes: Sequence[Activity], lease: leading.Lease) -> int:
        told = change_records.of_site(changes)
        events = [
            cloud_events.of_change(change, data, stream.epoch) for change, data in zip(changes, told, strict=True)
        ]
        batch = self._sent([cloud_events.fitting(event, self._most) for event in events], lease)
        count = self._note(stream, changes, batch.arrived, lease)
        if batch.is_too_large:
            return count + self._send_by_one(stream, changes, events, batch.arrived, lease)
        self._refuse(batch)
        return count

    def _note(self, stream: Stream, changes: Sequence[Activity], arrived: Sequence[bool], lease: leading.Lease) -> int:
        """Each project has been sent as far as nothing of it is missing."""
        reached: dict[int, int] = {}
        stuck: set[int] = set()
        for change, has_arrived in zip(changes, arrived, strict=True):
            if not has_arrived:
                stuck.add(change.project_id)
            elif change.project_id not in stuck:
                reached[change.project_id] = change.pk
        count = sum(1 for change in changes if change.pk <= reached.get(change.project_id, 0))
        # Who does not lead any more leaves the place to who does.
        if count and lease.is_held():
            positions.note_sent(epoch=stream.epoch, reached=reached, count=count)
        return count

    def _send_by_one(
        self,
        stream: Stream,
        changes: Sequence[Activity],
        events: Sequence[Event],
        arrived: Sequence[bool],
        lease: leading.Lease,
    ) -> int:
        """The rest of a batch that was refused for its size: each by itself, and without its texts if need be."""
        count = 0
        rest = [pair for pair, done in zip(zip(changes, events, strict=True), arrived, strict=True) if not done]
        for change, event in rest:
            whole = cloud_events.fitting(event, self._most)
            batch = self._sent([whole], lease, by_one=True)
            if batch.is_too_large:
                self._most = min(self._most, whole.size - 1)
                batch = self._sent([cloud_events.message(cloud_events.shortened(event))], lease, by_one=True)
            if batch.is_too_large:
                raise StreamProblem(problems.too_large(event.topic, batch.messages[0].size))
            count += self._note(stream, [change], batch.arrived, lease)
            self._refuse(batch)
            if not batch.is_done:
                break
        return count

    def _send_people(self, stream: Stream, lease: leading.Lease) -> None:
        if not people.is_anything_new(epoch=stream.epoch):
            return
        changed = people.noticed(epoch=stream.epoch)
        events = [_of_person(one, stream.epoch) for one in changed]
        batch = self._sent([cloud_events.message(event) for event in events], lease) if events else None
        if batch is not None:
            arrived = [one.row for one, done in zip(changed, batch.arrived, strict=True) if done]
            people.note_sent(rows=arrived)
            self._refuse(batch)

    def _sent(self, messages: Sequence[Message], lease: leading.Lease, *, by_one: bool = False) -> Batch:
        if self._sender is None or self._sender.is_by_one != by_one:
            self._end_sender()
            self._sender = Sender(by_one=by_one)
        batch = self._sender.send(messages, lambda sentence: self._waits(sentence, lease))
        if not batch.is_done or batch.has_failed:
            self._end_sender()
        return batch

    def _waits(self, sentence: str, lease: leading.Lease) -> bool:
        """Called while brokers keep us waiting; whether to go on."""
        if sentence:
            self._note_problem(sentence)
        self._note_life()
        return lease.is_held() and not self._stop.is_set()

    def _refuse(self, batch: Batch) -> None:
        if batch.has_failed:
            raise StreamProblem(batch.sentence)

    def _raise_floor(self, stream: Stream) -> None:
        """Up to where nothing is unsent, and nobody can put anything any more."""
        if self._horizon is None:
            self._horizon = positions.horizon()
        elif positions.has_passed(self._horizon):
            first = positions.unsent(stream.floor, 1)
            if self._horizon.highest > stream.floor and (not first or first[0].pk > self._horizon.highest):
                positions.raise_floor(floor=self._horizon.highest)
            self._horizon = None

    def _try_again(self, sentence: str) -> None:
        self._end_sender()
        self._note_problem(sentence)
        self._rest()

    def _note_problem(self, sentence: str) -> None:
        self._say(sentence)
        try:
            positions.note_problem(sentence=sentence)
        except Error:
            # Where the relay is will be told when the database is back.
            connection.close()

    def _say(self, sentence: str) -> None:
        now = time.monotonic()
        if now - self._said.get(sentence, -SAY_SECONDS) >= SAY_SECONDS:
            self._said = {sentence: now}
            logger.warning("%s", sentence)

    def _note_life(self) -> None:
        """Leading or standing by, and whatever the brokers and the database say."""
        if self._is_time("_life_at", LIFE_SECONDS):
            with suppress(OSError):
                health.note_life("relay")

    def _rest(self) -> None:
        self._stop.wait(self._pause)
        self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)

    def _end_sender(self) -> None:
        if self._sender is not None:
            self._sender.end()
            self._sender = None

    def _is_time(self, what: str, seconds: float) -> bool:
        now = time.monotonic()
        if now - getattr(self, what) < seconds:
            return False
        setattr(self, what, now)
        return True


def _of_person(one: people.PersonNow, mark: str) -> Event:
    row, at = one.row, moment(one.row.changed_at)
    if one.user is None:
        return cloud_events.of_gone(pk=row.pk, version=row.version, mark=mark, time=at)
    name, is_active = one.user.display_name, one.user.is_active
    return cloud_events.of_person(pk=row.pk, name=name, is_active=is_active, version=row.version, mark=mark, time=at)
