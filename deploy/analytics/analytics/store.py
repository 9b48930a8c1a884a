"""Writes down what was read, exactly once: rows and the place in each partition change in one transaction.

Killed anywhere, nothing of a batch is there, or all of it with the place after it. Two that read the same partition
(one of them was thought dead) wait for each other at its place, and the later one passes over what is behind it. What
the relay sends again lies further on in the partition, and is known by its id.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import psycopg
from psycopg.types.json import Jsonb

from analytics.events import PEOPLE, Change, Message, Person, TaskNow, Unreadable, read
from analytics.settings import Settings

KEPT_BYTES = 64_000
KEPT_DAYS = 30
Place = tuple[str, int]


class Swapped(Exception):
    """The tables are others than those that the places were read from."""


class Places(NamedTuple):
    """Where to read on, and the filling of the tables that says so."""

    generation: str
    offsets: Mapping[Place, int]


class DeadLetter(NamedTuple):
    """A message that can't be read, and why."""

    message: Message
    reason: str


class Done(NamedTuple):
    """What became of a batch: how many changes were new, how many messages could not be read, how many lay behind."""

    counted: int
    unreadable: int
    behind: int


class Store:
    """The tables behind a connection of its own."""

    def __init__(self, connection: psycopg.Connection, settings: Settings) -> None:
        self.connection, self._settings = connection, settings
        self._people_topic = f"{settings.prefix}{PEOPLE}"

    def places(self) -> Places:
        """Where to read on."""
        with self.connection.transaction():
            generation = self._generation()
            rows = self.connection.execute("SELECT topic, partition, next_offset FROM positions").fetchall()
        return Places(generation, {(topic, partition): offset for topic, partition, offset in rows})

    def note_seen(self) -> None:
        """Somebody reads."""
        self.connection.execute("UPDATE about SET seen_at = now()")

    def write(self, batch: Sequence[Message], generation: str) -> Done:
        """Count a batch. What the database refuses is put aside by itself. Raises Swapped."""
        letters, told = self._read(batch)
        try:
            return self._write(batch, told, letters, generation)
        except psycopg.DataError:
            if len(batch) > 1:
                parts = [self.write([message], generation) for message in batch]
                return Done(*(sum(column) for column in zip(*parts, strict=True)))
            refused = DeadLetter(batch[0], "The database can't hold what it tells.")
            return self._write(batch, [], [refused], generation)

    def _read(self, batch: Sequence[Message]) -> tuple[list[DeadLetter], list[tuple[Message, Change | Person]]]:
        letters, told = [], []
        for message in batch:
            try:
                told.append((message, read(message, self._people_topic)))
            except Unreadable as reason:
                letters.append(DeadLetter(message, str(reason)))
        return letters, told

    def _write(
        self,
        batch: Sequence[Message],
        told: Sequence[tuple[Message, Change | Person]],
        letters: Sequence[DeadLetter],
        generation: str,
    ) -> Done:
        with self.connection.transaction():
            if self._generation() != generation:
                raise Swapped
            reached = self._locked({(message.topic, message.partition) for message in batch})
            new = [each for message, each in told if message.offset >= reached[message.topic, message.partition]]
            aside = [each for each in letters if each.message.offset >= reached[_place(each.message)]]
            behind = sum(1 for message in batch if message.offset < reached[_place(message)])
            counted = self._count([each for each in new if isinstance(each, Change)])
            self._name([each for each in new if isinstance(each, Person)])
            self._put_aside(aside)
            self._move_on(batch, reached)
        return Done(counted, len(aside), behind)

    def _generation(self) -> str:
        row = self.connection.execute("SELECT generation::text FROM about").fetchone()
        if row is None:
            raise Swapped
        return str(row[0])

    def _locked(self, places: Iterable[Place]) -> dict[Place, int]:
        """How far these partitions have been read; nobody else reads on meanwhile."""
        ordered = sorted(places)
        topics, partitions = [topic for topic, _ in ordered], [partition for _, partition in ordered]
        wanted = "unnest(%s::text[], %s::integer[]) AS wanted (topic, partition)"
        self.connection.execute(
            f"INSERT INTO positions SELECT topic, partition, 0 FROM {wanted} ON CONFLICT DO NOTHING",  # noqa: S608
            [topics, partitions],
        )
        rows = self.connection.execute(
            f"SELECT topic, partition, next_offset FROM positions JOIN {wanted} USING (topic, partition)"  # noqa: S608
            " ORDER BY topic, partition FOR UPDATE OF positions",
            [topics, partitions],
        )
        return {(topic, partition): offset for topic, partition, offset in rows}

    def _move_on(self, batch: Sequence[Message], reached: Mapping[Place, int]) -> None:
        ends = dict(reached)
        for message in batch:
            ends[_place(message)] = max(ends[_place(message)], message.offset + 1)
        rows = [(offset, topic, partition) for (topic, partition), offset in sorted(ends.items())]
        with self.connection.cursor() as cursor:
            cursor.executemany("UPDATE positions SET next_offset = %s WHERE topic = %s AND partition = %s", rows)

    def _count(self, changes: Sequence[Change]) -> int:
        """Those that are new, each once. One with the number of another stream's takes its place: it stands later in
        the topic, and the site that was restored has given the number anew."""
        last = {change.id: change for change in changes}
        rows = self.connection.execute(
            "SELECT id, mark, kind, project_id, person_id, at FROM events WHERE id = ANY(%s) FOR UPDATE", [list(last)]
        ).fetchall()
        known = {row[0]: row[1:] for row in rows}
        new = [change for change in last.values() if known.get(change.id, ("",))[0] != change.mark]
        counts = Counter(self._key(each.at, each.project_id, each.person_id, each.kind) for each in new)
        for change in new:
            if change.id in known:
                _mark, kind, project_id, person_id, at = known[change.id]
                counts[self._key(at, project_id, person_id, kind)] -= 1
        self._keep(new)
        self._add(counts)
        return len(new)

    def _key(self, at: Any, project_id: int, person_id: int, kind: str) -> tuple[Any, ...]:
        return project_id, at.astimezone(self._settings.zone).date(), person_id, kind

    def _add(self, counts: Counter[tuple[Any, ...]]) -> None:
        rows = [(*key, count) for key, count in sorted(counts.items()) if count]
        with self.connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO counts (project_id, day, person_id, kind, count) VALUES (%s, %s, %s, %s, %s)"
                " ON CONFLICT (project_id, day, person_id, kind) DO UPDATE SET count = counts.count + excluded.count",
                rows,
            )

    def _keep(self, new: Sequence[Change]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO events VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO UPDATE SET"
                " mark = excluded.mark, kind = excluded.kind, project_id = excluded.project_id,"
                " task_id = excluded.task_id, person_id = excluded.person_id, at = excluded.at,"
                " undoes = excluded.undoes, changes = excluded.changes",
                [_row(each) for each in sorted(new, key=lambda each: each.id)],
            )
            self._keep_tasks(cursor, new)
            self._keep_columns(cursor, new)

    def _keep_tasks(self, cursor: psycopg.Cursor, new: Sequence[Change]) -> None:
        """As the latest event tells them."""
        last = {each.task.id: each for each in sorted(new, key=lambda each: each.id) if each.task is not None}
        cursor.executemany(
            "INSERT INTO tasks VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO UPDATE SET"
            " project_id = excluded.project_id, number = excluded.number, title = excluded.title,"
            " column_id = excluded.column_id, is_archived = excluded.is_archived, created_at = excluded.created_at,"
            " completed_at = excluded.completed_at, event_id = excluded.event_id"
            " WHERE tasks.event_id <= excluded.event_id",
            [_task_row(task, each) for _pk, each in sorted(last.items()) if (task := each.task) is not None],
        )

    def _keep_columns(self, cursor: psycopg.Cursor, new: Sequence[Change]) -> None:
        last = {
            pk: (pk, each.project_id, status, each.id)
            for each in sorted(new, key=lambda each: each.id)
            for pk, status in each.columns
        }
        cursor.executemany(
            "INSERT INTO columns VALUES (%s, %s, %s, %s) ON CONFLICT (id) DO UPDATE SET"
            " project_id = excluded.project_id, status = excluded.status, event_id = excluded.event_id"
            " WHERE columns.event_id <= excluded.event_id",
            [last[pk] for pk in sorted(last)],
        )

    def _name(self, people: Sequence[Person]) -> None:
        """Who they are now; of those who have left only that they have, so that what is sent again names nobody."""
        with self.connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO people VALUES (%s, %s, %s, %s) ON CONFLICT (id) DO UPDATE SET"
                " mark = excluded.mark, version = excluded.version, name = excluded.name"
                " WHERE people.mark <> excluded.mark OR people.version <= excluded.version",
                [(each.id, each.mark, each.version, each.name) for each in people],
            )

    def _put_aside(self, letters: Sequence[DeadLetter]) -> None:
        if not letters:
            return
        with self.connection.cursor() as cursor:
            cursor.execute("DELETE FROM dead_letters WHERE seen_at < now() - make_interval(days => %s)", [KEPT_DAYS])
            cursor.executemany(
                "INSERT INTO dead_letters (topic, partition, message_offset, reason, size, key, value, headers)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                [_letter(each.message, each.reason) for each in letters],
            )


def _place(message: Message) -> Place:
    return message.topic, message.partition


def _row(each: Change) -> tuple[object, ...]:
    kept = None if each.changes is None else Jsonb(each.changes)
    told = each.id, each.mark, each.kind, each.project_id, each.task_id, each.person_id, each.at, each.undoes
    return *told, kept


def _task_row(task: TaskNow, each: Change) -> tuple[object, ...]:
    told = task.id, each.project_id, task.number, task.title, task.column_id, task.is_archived
    return *told, task.created_at, task.completed_at, each.id


def _letter(message: Message, reason: str) -> tuple[object, ...]:
    value = message.value or b""
    # Bytes of any kind may stand in headers, so they are written as Python does.
    headers = json.loads(json.dumps([[ascii(name), ascii(told)] for name, told in message.headers]))
    key = (message.key or b"")[:KEPT_BYTES]
    return (
        message.topic,
        message.partition,
        message.offset,
        reason[:500],
        len(value),
        key,
        value[:KEPT_BYTES],
        Jsonb(headers),
    )
