"""What is wrong with the brokers, in sentences for an operator."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.conf import settings


class StreamProblem(Exception):
    """Events can't be sent now; `sentence` says why and what would mend it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def not_installed() -> str:
    """What the relay needs is not there."""
    return "KAFKA_BROKERS is set, but confluent-kafka is not installed: pip install -r requirements-kafka.txt."


def missing(topics: Iterable[str]) -> str:
    """Topics that the brokers don't have."""
    return f"Topics are missing: {', '.join(sorted(topics))}. Make them: manage.py relay --create-topics."


def refused(topic: str) -> str:
    """The brokers don't let us write there."""
    return f"The brokers don't let us write to {topic}: give KAFKA_USER (or our certificate) the right to write there."


def too_large(topic: str, size: int) -> str:
    """Even without its texts an event is too large."""
    return (
        f"An event of {size} bytes is too large for {topic}, even without its texts: "
        "raise max.message.bytes of the topic."
    )


# By the names that librdkafka has for what is wrong. An error of the connection comes with the address of the broker.
_SENTENCES = {
    "_ALL_BROKERS_DOWN": "No broker can be reached at {brokers}. Look whether they run, and at KAFKA_BROKERS.",
    "_TRANSPORT": "A broker can't be reached: {told} Look whether it runs, and at KAFKA_BROKERS.",
    "_TIMED_OUT": "The brokers at {brokers} don't answer in time. Look whether they run, and at KAFKA_BROKERS.",
    "_RESOLVE": "The name of a broker is not known: {told} Look at KAFKA_BROKERS, and at what the brokers advertise.",
    "_SSL": "A broker's certificate is not good, or it has none: {told} Look at KAFKA_TLS and KAFKA_TLS_CA.",
    "_AUTHENTICATION": "The brokers don't know us: {told} Look at KAFKA_SASL, KAFKA_USER and KAFKA_PASSWORD.",
    "SASL_AUTHENTICATION_FAILED": "The brokers don't know us: {told} Look at KAFKA_USER and KAFKA_PASSWORD.",
    "CLUSTER_AUTHORIZATION_FAILED": "The brokers don't let us send as the stream does. Give KAFKA_USER the right to "
    "write idempotently (IdempotentWrite on the cluster).",
    "NOT_ENOUGH_REPLICAS": "Too few replicas of a topic are in sync; the brokers take nothing until they are.",
    "NOT_ENOUGH_REPLICAS_AFTER_APPEND": "Too few replicas of a topic are in sync. Look at the brokers.",
    "INVALID_CONFIG": "The brokers' settings and ours don't agree: {told}",
}
# The most telling first: what a connection died of says more than that all are down.
_ORDER = ("_SSL", "SASL_AUTHENTICATION_FAILED", "_AUTHENTICATION", "_RESOLVE", "_TRANSPORT", "_ALL_BROKERS_DOWN")


def sentence(name: str, told: str) -> str:
    """What librdkafka calls `name`, with its own words where ours have a place for them."""
    # Without the protocol's own state, which helps nobody who is not mending librdkafka.
    plain = re.sub(r" \(after \d+ms in state \w+.*", "", " ".join(told.split())).replace("/bootstrap:", ":")
    words = f"{plain[:300].rstrip('.?')}."
    found = _SENTENCES.get(name, "The brokers refused an event ({name}): {told}")
    perhaps = " Perhaps it speaks no TLS: look at KAFKA_TLS." if name == "_TRANSPORT" and "ssl://" in told else ""
    return found.format(name=name, told=words, brokers=settings.KAFKA.brokers) + perhaps


def most_telling(heard: dict[str, str]) -> str:
    """Of what was heard (name → words of librdkafka) the sentence that helps most; empty if nothing was."""
    names = [name for name in _ORDER if name in heard] or list(heard)
    return sentence(names[0], heard[names[0]]) if names else ""
