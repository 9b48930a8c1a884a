"""Hands events over to the brokers, and waits until all in-sync replicas have them.

A producer of librdkafka repeats by itself what was not acknowledged, for as long as it takes; being idempotent, its
repeats don't show. What it can't repeat ends it: nothing behind the event that failed may arrive before that one
(`enable.gapless.guarantee`), so a new producer begins with it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings

from boards.stream import problems
from boards.stream import topics as names
from boards.stream.cloud_events import Message
from boards.stream.problems import StreamProblem

if TYPE_CHECKING:
    from confluent_kafka import KafkaError, Producer

# What librdkafka says by itself: less than what we make of it.
_quiet = logging.getLogger("boardsite.stream.librdkafka")
_quiet.setLevel(logging.CRITICAL)
METADATA_SECONDS = 5.0
# Without an answer for so long, somebody is told that there is none; the waiting goes on.
SILENCE_SECONDS = 5.0
_POLL_SECONDS = 0.1


def config() -> dict[str, Any]:
    """How any client of ours reaches the brokers."""
    return {
        "bootstrap.servers": settings.KAFKA.brokers,
        "client.id": "boardsite",
        "reconnect.backoff.max.ms": 2_000,
        "socket.keepalive.enable": True,
        **settings.KAFKA.security,
    }


_PRODUCER: dict[str, Any] = {
    "acks": "all",
    "enable.idempotence": True,
    "enable.gapless.guarantee": True,
    # For ever.
    "message.timeout.ms": 0,
    "linger.ms": 5,
    # Other clients than those of librdkafka find the same partition for a key.
    "partitioner": "murmur2",
}


# What follows from another failure, and says nothing.
_CONSEQUENCES = ("_PURGE_QUEUE", "_PURGE_INFLIGHT", "_FATAL", "_GAPLESS_GUARANTEE", "_DESTROY")
_MISSING = ("UNKNOWN_TOPIC_OR_PART", "_UNKNOWN_TOPIC", "_UNKNOWN_PARTITION")


class Batch:
    """Events that were handed over, and what became of them."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self.messages = messages
        self.arrived = [False] * len(messages)
        self.count = 0
        self.has_failed = self.is_too_large = False
        # Why; empty where that has to be heard elsewhere.
        self.sentence = ""

    @property
    def is_done(self) -> bool:
        """Whether nothing more will become of it."""
        return self.has_failed or self.count == len(self.messages)

    def report_of(self, place: int) -> Callable[[KafkaError | None, object], None]:
        """What librdkafka calls once it knows about one of them."""

        def report(error: KafkaError | None, _message: object) -> None:
            if error is None:
                self.arrived[place] = True
                self.count += 1
            else:
                self.fail(self.messages[place].topic, error.name(), error.str())

        return report

    def fail(self, topic: str, name: str, told: str) -> None:
        """One can't arrive. The first that says why is what counts."""
        self.has_failed = True
        if self.sentence or name in _CONSEQUENCES:
            return
        self.is_too_large = name in ("MSG_SIZE_TOO_LARGE", "RECORD_LIST_TOO_LARGE")
        if self.is_too_large:
            self.sentence = problems.too_large(topic, max(message.size for message in self.messages))
        elif name in _MISSING:
            self.sentence = problems.missing([topic])
        elif name == "TOPIC_AUTHORIZATION_FAILED":
            self.sentence = problems.refused(topic)
        else:
            self.sentence = problems.sentence(name, told)


class Sender:
    """A producer with what it has heard. `by_one`: each event in a batch of its own."""

    def __init__(self, *, by_one: bool = False) -> None:
        self.is_by_one = by_one
        self.heard: dict[str, str] = {}
        self._topics: frozenset[str] = frozenset()
        self._producer = self._made(by_one=by_one)

    def _made(self, *, by_one: bool) -> Producer:
        try:
            from confluent_kafka import KafkaException, Producer
        except ImportError:
            raise StreamProblem(problems.not_installed()) from None
        most = {"message.max.bytes": settings.KAFKA.max_bytes} | ({"batch.num.messages": 1} if by_one else {})
        try:
            return Producer(config() | _PRODUCER | most | {"error_cb": self._hear}, logger=_quiet)
        except KafkaException as error:
            raise StreamProblem(problems.sentence("INVALID_CONFIG", error.args[0].str())) from None

    def _hear(self, error: KafkaError) -> None:
        self.heard[error.name()] = error.str()

    def check(self, topics: Collection[str]) -> None:
        """Raise StreamProblem unless these topics are there; asks the brokers only for what was not seen before."""
        if not self._topics.issuperset(topics):
            self._topics = frozenset(self.topics())
            if set(topics) - self._topics:
                # All at once, those too that are not needed yet.
                wanted = {*topics, *map(names.named, names.nouns())}
                raise StreamProblem(problems.missing(wanted - self._topics))

    def topics(self) -> list[str]:
        """All that there are and that we may see. Raises StreamProblem if no broker tells."""
        from confluent_kafka import KafkaException

        self.heard.clear()
        try:
            found = self._producer.list_topics(timeout=METADATA_SECONDS).topics
        except KafkaException as error:
            # That alone says nothing: what a connection died of is told beside it.
            self._producer.poll(0)
            raise StreamProblem(self.problem() or problems.sentence("_TIMED_OUT", error.args[0].str())) from None
        return [name for name, topic in found.items() if topic.error is None]

    def problem(self) -> str:
        """What was heard since it was last asked for, in a sentence; empty if all is well."""
        found = problems.most_telling(self.heard)
        self.heard.clear()
        return found

    def send(self, messages: Sequence[Message], wait: Callable[[str], bool]) -> Batch:
        """Hand these over; returns when all have arrived, when one can't, or when `wait` says that it is over.

        `wait` is called about once a second, with a sentence where there is one about why it takes so long. After a
        failure this sender is of no use any more. Raises StreamProblem if a topic is missing.
        """
        self.check({message.topic for message in messages})
        batch = Batch(messages)
        for place, message in enumerate(messages):
            if batch.has_failed:
                break
            self._hand_over(batch, place, message)
        self._await(batch, wait)
        if batch.has_failed and not batch.sentence:
            batch.sentence = self.problem() or problems.sentence("_FATAL", "")
        return batch

    def _hand_over(self, batch: Batch, place: int, message: Message) -> None:
        from confluent_kafka import KafkaException

        headers: list[tuple[str, str | bytes | None]] = [*message.headers]
        report = batch.report_of(place)
        while not batch.has_failed:
            try:
                self._producer.produce(message.topic, message.value, message.key, headers=headers, on_delivery=report)
            except BufferError:
                self._producer.poll(_POLL_SECONDS)
            except KafkaException as error:
                batch.fail(message.topic, error.args[0].name(), error.args[0].str())
            else:
                self._producer.poll(0)
                return

    def _await(self, batch: Batch, wait: Callable[[str], bool]) -> None:
        looked = moved = time.monotonic()
        count = batch.count
        while not batch.is_done:
            self._producer.poll(_POLL_SECONDS)
            now = time.monotonic()
            if batch.count > count:
                count, moved = batch.count, now
            if now - looked < 1:
                continue
            looked = now
            told = ""
            if now - moved >= SILENCE_SECONDS:
                moved, told = now, self.problem() or problems.sentence("_TIMED_OUT", "")
            if not wait(told):
                return

    def end(self) -> None:
        """Forget what has not arrived: nothing is sent any more."""
        self._producer.purge()
        self._producer.poll(0)
