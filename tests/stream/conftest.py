"""A cluster of librdkafka's own, which lives in this process, and what was written to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from confluent_kafka import Producer

from boards.stream import topics
from tests.stream.reading import Read, read_all


class Cluster:
    """Brokers with the topics of the settings; `stop` is that of a relay's `Relay`."""

    def __init__(self) -> None:
        self._held = Producer({"bootstrap.servers": "none:1", "test.mock.num.brokers": 1, "log_level": 0})
        found = next(iter(self._held.list_topics(timeout=10).brokers.values()))
        self.brokers = f"{found.host}:{found.port}"

    def make_topics(self) -> None:
        """The mock makes whatever is asked for by its name."""
        for noun in topics.nouns():
            self._held.list_topics(topics.named(noun), timeout=10)

    def read(self) -> list[Read]:
        return read_all(self.brokers)


@pytest.fixture
def bare_cluster(settings) -> Iterator[Cluster]:
    """Without a topic."""
    cluster = Cluster()
    settings.KAFKA = replace(settings.KAFKA, brokers=cluster.brokers)
    yield cluster


@pytest.fixture
def cluster(bare_cluster: Cluster) -> Cluster:
    bare_cluster.make_topics()
    return bare_cluster
