"""Makes the topics that are missing, for those whose cluster lets the site do so."""

from __future__ import annotations

from collections.abc import Iterator

from boards.stream import problems, topics
from boards.stream.problems import StreamProblem
from boards.stream.producing import Sender, config

# The stream is there to be read from its beginning.
_KEPT = {"retention.ms": "-1"}
_COMPACTED = {"cleanup.policy": "compact"}
_SECONDS = 30


def missing() -> list[str]:
    """The topics of ours that the brokers don't have. Raises StreamProblem if no broker tells."""
    sender = Sender()
    try:
        there = set(sender.topics())
    finally:
        sender.end()
    return [name for noun in topics.nouns() if (name := topics.named(noun)) not in there]


def make(*, partitions: int, replicas: int) -> Iterator[str]:
    """Make the missing ones, and give their names. Raises StreamProblem for what can't be made.

    With `replicas` -1 as many copies as the brokers make by themselves.
    """
    wanted = missing()
    from confluent_kafka import KafkaException
    from confluent_kafka.admin import AdminClient, NewTopic  # type: ignore[attr-defined]

    people = topics.named(topics.PEOPLE)
    new = [NewTopic(name, partitions, replicas, config=_COMPACTED if name == people else _KEPT) for name in wanted]
    # Held: the answers that are still to come don't keep it alive, and end with it.
    client = AdminClient(config())
    made = client.create_topics(new, operation_timeout=_SECONDS) if new else {}
    for name, outcome in made.items():
        try:
            outcome.result(_SECONDS)
        except KafkaException as error:
            if error.args[0].name() != "TOPIC_ALREADY_EXISTS":
                raise StreamProblem(f"{name}: {problems.sentence(error.args[0].name(), error.args[0].str())}") from None
        yield name
