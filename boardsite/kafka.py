"""What the environment says of the event stream to Kafka. Nothing of Kafka is loaded here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from boardsite import environment as env

_MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")
_BROKER = re.compile(r"(\[[\da-fA-F:.]+\]|[\w.-]+):\d{1,5}")


@dataclass(frozen=True)
class Stream:
    """Where events go and how; without brokers there is no stream. `security` is what librdkafka is told of it."""

    brokers: str = ""
    prefix: str = "boardsite."
    is_binary: bool = False
    without_texts: bool = False
    max_bytes: int = 1_000_000
    security: dict[str, str] = field(default_factory=dict)

    @property
    def is_on(self) -> bool:
        """Whether there is a stream."""
        return bool(self.brokers)

    @property
    def mode(self) -> str:
        """How CloudEvents calls the way in which an event is laid out."""
        return "binary" if self.is_binary else "structured"


def stream() -> Stream:
    """Reads it all; a wrong value stops the start with a sentence."""
    # The brokers that are asked first, as host:port, with commas. Without them nothing is sent.
    brokers = env.words("KAFKA_BROKERS")
    for broker in brokers:
        if not _BROKER.fullmatch(broker):
            env.stop(f"KAFKA_BROKERS names {broker!r}; it must be host:port, for example kafka.example.com:9092.")
    # What the names of all topics begin with.
    prefix = env.text("KAFKA_TOPIC_PREFIX", "boardsite.")
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,200}", prefix):
        env.stop(f"KAFKA_TOPIC_PREFIX is {prefix!r}; it may have letters, digits, dots, - and _.")
    return Stream(
        ",".join(brokers),
        prefix,
        # Whether an event is one JSON text (structured), or its attributes are headers (binary).
        env.choice("KAFKA_MODE", "structured", ("structured", "binary")) == "binary",
        # on: what people wrote (titles, descriptions, comments) stays here.
        env.flag("KAFKA_WITHOUT_TEXTS", default=False),
        # The largest message that the brokers take; an event that is larger goes without its texts.
        env.number("KAFKA_MAX_BYTES", 1_000_000, 10_000, 100_000_000),
        _security(),
    )


def _security() -> dict[str, str]:
    # on: the connection is encrypted, and the brokers' certificate must be good.
    tls = env.flag("KAFKA_TLS", default=False)
    # A file with the certificate of whoever signed theirs, in PEM; those that the system knows if not set.
    authority = env.text("KAFKA_TLS_CA")
    # A certificate of our own with its key, as files in PEM, where brokers ask for one.
    certificate, key = env.text("KAFKA_TLS_CERTIFICATE"), env.text("KAFKA_TLS_KEY")
    # How we sign in: PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512, with a name and a password; none: not at all.
    chosen = env.choice("KAFKA_SASL", "none", ("none", *_MECHANISMS))
    mechanism = "" if chosen == "none" else chosen
    user, password = env.text("KAFKA_USER"), env.text("KAFKA_PASSWORD")
    files = {"KAFKA_TLS_CA": authority, "KAFKA_TLS_CERTIFICATE": certificate, "KAFKA_TLS_KEY": key}
    _check(tls, mechanism, user, password, files)
    told = {"security.protocol": ("SASL_" if mechanism else "") + ("SSL" if tls else "PLAINTEXT")}
    names = {"ssl.ca.location": authority, "ssl.certificate.location": certificate, "ssl.key.location": key}
    names |= {"sasl.mechanism": mechanism, "sasl.username": user, "sasl.password": password}
    return told | {name: value for name, value in names.items() if value}


def _check(tls: bool, mechanism: str, user: str, password: str, files: dict[str, str]) -> None:
    given = {name: value for name, value in files.items() if value}
    for name, value in given.items():
        if not tls:
            env.stop(f"{name} is set, but KAFKA_TLS is not on.")
        if not Path(value).is_file():
            env.stop(f"{name} names {value!r}, and there is no such file.")
    if bool(files["KAFKA_TLS_CERTIFICATE"]) != bool(files["KAFKA_TLS_KEY"]):
        env.stop("KAFKA_TLS_CERTIFICATE and KAFKA_TLS_KEY belong together; set both or none.")
    if bool(mechanism) != bool(user and password):
        env.stop("KAFKA_SASL, KAFKA_USER and KAFKA_PASSWORD belong together; set all three or none.")
