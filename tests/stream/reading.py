"""Reads what is on the brokers, from the beginning, as a consumer would."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from confluent_kafka import Consumer, TopicPartition

from boards.stream import topics


@dataclass(frozen=True)
class Read:
    """A message as it was read."""

    topic: str
    partition: int
    offset: int
    key: str
    value: bytes | None
    headers: dict[str, str]

    @property
    def event(self) -> dict[str, Any]:
        """The event, whatever its mode."""
        if self.headers["content-type"].startswith("application/cloudevents+json"):
            return json.loads(self.value or b"")
        found: dict[str, Any] = {
            name.removeprefix("ce_"): value for name, value in self.headers.items() if name.startswith("ce_")
        }
        return found | {"data": json.loads(self.value) if self.value is not None else None}

    @property
    def id(self) -> str:
        return self.event["id"]


def read_all(brokers: str, prefix: str = "") -> list[Read]:
    """Every message of every topic of ours, each partition in its order."""
    consumer = Consumer(
        {
            "bootstrap.servers": brokers,
            "group.id": "reader",
            "enable.auto.commit": False,
            "enable.partition.eof": True,
            "auto.offset.reset": "earliest",
            "log_level": 0,
        }
    )
    try:
        there = consumer.list_topics(timeout=10).topics
        parts = [
            TopicPartition(name, partition, 0)
            for name, topic in there.items()
            if name.startswith(prefix or topics.named(""))
            for partition in topic.partitions
        ]
        return list(_read(consumer, parts)) if parts else []
    finally:
        consumer.close()


def _read(consumer: Consumer, parts: list[TopicPartition]):
    left = {(part.topic, part.partition) for part in parts}
    consumer.assign(parts)
    while left:
        message = consumer.poll(20)
        assert message is not None, f"nothing more came of {left}"
        if message.error():
            left.discard((message.topic(), message.partition()))
            continue
        headers = {name: value.decode() for name, value in message.headers() or ()}
        key = (message.key() or b"").decode()
        yield Read(message.topic(), message.partition(), message.offset(), key, message.value(), headers)
