"""Reads the topics in a group, for as long as it is not stopped.

Where to read on is asked of the tables whenever partitions are given to us, never of the group: what the group has
noted is for the eyes of operators.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from threading import Event as Flag
from typing import Any

import confluent_kafka as kafka
import psycopg

from analytics import schema
from analytics.events import Message
from analytics.settings import Settings
from analytics.store import Places, Store, Swapped

logger = logging.getLogger("analytics")

AT_ONCE = 1_000
SEEN_SECONDS, SAY_SECONDS = 10.0, 60.0
PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 30.0


def config(settings: Settings, **more: Any) -> dict[str, Any]:
    """How librdkafka is set."""
    return {
        "bootstrap.servers": settings.brokers,
        "group.id": settings.group,
        "enable.auto.commit": False,
        # Asked only where what we have read is no more there, or nothing was.
        "auto.offset.reset": "earliest",
        "session.timeout.ms": 10_000,
        # How soon a new topic is seen.
        "topic.metadata.refresh.interval.ms": 30_000,
        "fetch.error.backoff.ms": 200,
        **settings.client,
        **more,
    }


def plain(message: kafka.Message) -> Message:
    """A message as the store takes it; headers that say nothing are none."""
    topic, partition, offset = message.topic(), message.partition(), message.offset()
    headers: list[Any] = list(message.headers() or ())
    return Message(str(topic), int(partition or 0), int(offset or 0), message.key(), message.value(), headers)


class Reader:
    """One of the group. A failure of the brokers or the database ends a turn; the next begins where the tables say."""

    def __init__(self, settings: Settings, stop: Flag) -> None:
        self._settings, self._stop = settings, stop
        self._said: dict[str, float] = {}
        self._places: Places | None = None
        self._pause = PAUSE_SECONDS
        self._seen_at = 0.0
        self._waiting = 0

    def run(self) -> None:
        """Read until stopped."""
        while not self._stop.is_set():
            try:
                with schema.connect(self._settings.database_url, self._settings.schema) as connection:
                    self._read(Store(connection, self._settings))
            except psycopg.Error as error:
                self._say(f"The database is away or refuses: {_first_line(error)}")
                self._rest()
            except kafka.KafkaException as error:
                self._say(f"The brokers refuse: {error.args[0].str()}")
                self._rest()

    def _read(self, store: Store) -> None:
        given: list[kafka.TopicPartition] = []

        def assigned(consumer: kafka.Consumer, parts: list[kafka.TopicPartition]) -> None:
            given[:] = parts
            self._begin(consumer, store, parts)

        def taken(_consumer: kafka.Consumer, _parts: list[kafka.TopicPartition]) -> None:
            given.clear()

        consumer = kafka.Consumer(config(self._settings, error_cb=self._hear), logger=_QUIET)
        try:
            consumer.subscribe([self._settings.pattern], on_assign=assigned, on_revoke=taken, on_lost=taken)
            while not self._stop.is_set():
                self._turn(consumer, store, given)
        finally:
            consumer.close()

    def _begin(self, consumer: kafka.Consumer, store: Store, parts: Sequence[kafka.TopicPartition]) -> None:
        self._places = store.places()
        for part in parts:
            part.offset = self._places.offsets.get((part.topic, part.partition), kafka.OFFSET_BEGINNING)
        consumer.assign(list(parts))

    def _turn(self, consumer: kafka.Consumer, store: Store, given: list[kafka.TopicPartition]) -> None:
        found = consumer.consume(AT_ONCE, timeout=0.5)
        batch = [plain(message) for message in found if not self._is_error(message)]
        if batch and self._places is not None:
            try:
                done = store.write(batch, self._places.generation)
            except Swapped:
                logger.info("The tables were filled anew; reading on from where they end.")
                self._begin(consumer, store, given)
                return
            self._report(done.unreadable, done.behind)
            self._pause = PAUSE_SECONDS
            _commit(consumer)
        if time.monotonic() - self._seen_at > SEEN_SECONDS:
            self._seen_at = time.monotonic()
            store.note_seen()
            self._waiting = 0 if given else self._waiting + 1
            # To join a group takes some seconds by itself.
            if self._waiting > 3:
                self._say(f"No topic that begins with {self._settings.prefix} is ours to read (yet).")

    def _report(self, unreadable: int, behind: int) -> None:
        if unreadable:
            logger.warning("Messages that can't be read were put aside: %d (see /dead-letters).", unreadable)
        if behind:
            self._say("Messages lie before the place that was reached. If a topic was made anew, run: rebuild")

    def _is_error(self, message: kafka.Message) -> bool:
        error = message.error()
        if error is not None:
            self._hear(error)
        return error is not None

    def _hear(self, error: kafka.KafkaError) -> None:
        self._say(f"The brokers: {error.str()}")

    def _say(self, sentence: str) -> None:
        now = time.monotonic()
        if now - self._said.get(sentence, -SAY_SECONDS) >= SAY_SECONDS:
            self._said = {sentence: now}
            logger.warning("%s", sentence)

    def _rest(self) -> None:
        self._stop.wait(self._pause)
        self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)


def _commit(consumer: kafka.Consumer) -> None:
    """For those who watch the lag of groups. It may fail: nothing depends on it."""
    try:
        consumer.commit(asynchronous=True)
    except kafka.KafkaException as error:
        logger.debug("The group noted nothing: %s", error)


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


_QUIET = logging.getLogger("analytics.librdkafka")
_QUIET.addHandler(logging.NullHandler())
_QUIET.propagate = False
