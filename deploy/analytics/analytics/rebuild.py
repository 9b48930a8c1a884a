"""Fills the tables anew from the beginning of the topics, beside the live ones, and swaps them in one step."""

from __future__ import annotations

import logging
import time
from dataclasses import replace

import confluent_kafka as kafka
import psycopg

from analytics import schema
from analytics.consumer import AT_ONCE, config, plain
from analytics.settings import Settings
from analytics.store import Store

logger = logging.getLogger("analytics")

QUIET_SECONDS = 60.0


class RebuildFailed(Exception):
    """The live tables are as they were."""


def rebuild(settings: Settings) -> int:
    """How many changes were counted. Meanwhile the service answers from the tables it has. Raises RebuildFailed."""
    new = replace(settings, schema=f"{settings.schema}_new", group=f"{settings.group}-rebuild")
    with schema.connect(settings.database_url, new.schema) as connection:
        if not _alone(connection):
            raise RebuildFailed("Another rebuild is under way.")
        schema.drop(connection, new.schema)
        schema.make(connection, new.schema, str(new.zone))
        counted = _fill(new, Store(connection, new))
        schema.swap(connection, new.schema, settings.schema)
    return counted


def _alone(connection: psycopg.Connection) -> bool:
    row = connection.execute("SELECT pg_try_advisory_lock(7220118)").fetchone()
    return row is not None and bool(row[0])


def _fill(settings: Settings, store: Store) -> int:
    """Read every partition to the end that it has now."""
    consumer = kafka.Consumer(config(settings, **{"enable.partition.eof": True}))
    counted, heard_at = 0, time.monotonic()
    try:
        left = _partitions(consumer, settings.prefix)
        consumer.assign([kafka.TopicPartition(topic, part, kafka.OFFSET_BEGINNING) for topic, part in left])
        generation = store.places().generation
        while left:
            found = consumer.consume(AT_ONCE, timeout=1)
            heard_at = time.monotonic() if found else heard_at
            if time.monotonic() - heard_at > QUIET_SECONDS:
                raise RebuildFailed("The brokers don't answer any more.")
            for message in found:
                if (error := message.error()) is not None:
                    _ended(error, message, left)
            if batch := [plain(message) for message in found if message.error() is None]:
                counted += store.write(batch, generation).counted
    except kafka.KafkaException as error:
        raise RebuildFailed(f"The brokers: {error.args[0].str()}") from None
    finally:
        consumer.close()
    return counted


def _partitions(consumer: kafka.Consumer, prefix: str) -> set[tuple[str, int]]:
    topics = consumer.list_topics(timeout=20).topics
    found = {(name, part) for name, told in topics.items() if name.startswith(prefix) for part in told.partitions}
    if not found:
        raise RebuildFailed(f"No topic begins with {prefix}.")
    return found


def _ended(error: kafka.KafkaError, message: kafka.Message, left: set[tuple[str, int]]) -> None:
    if error.code() == kafka.KafkaError._PARTITION_EOF:
        left.discard((str(message.topic()), int(message.partition() or 0)))
    elif not error.retriable():
        raise RebuildFailed(f"The brokers: {error.str()}")
