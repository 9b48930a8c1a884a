"""What the environment says. The names are those of the site wherever both know the same thing; what is empty is as if
it were not set."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,40}")
_SASL = ("none", "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")


class SettingsError(Exception):
    """A value that can't be used; says which, and what would be right."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of the service. `site_address` is where the site is reached, `site_url` what it is called."""

    database_url: str
    schema: str = "analytics"
    site_url: str = "http://localhost:8000"
    site_address: str = ""
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    operators: frozenset[str] = frozenset()
    brokers: str = ""
    prefix: str = "boardsite."
    group: str = "boardsite-analytics"
    # How librdkafka is told to reach the brokers.
    client: Mapping[str, str] = field(default_factory=dict)

    @property
    def pattern(self) -> str:
        """The topics to subscribe to, as librdkafka writes patterns."""
        return "^" + re.sub(r"[^\w-]", lambda found: "[" + str(found.group()) + "]", self.prefix) + ".*"


def read(environment: Mapping[str, str]) -> Settings:
    """Raises SettingsError."""
    site_url = _address(environment, "SITE_URL", "http://localhost:8000")
    return Settings(
        database_url=_wanted(environment, "DATABASE_URL"),
        schema=_schema(environment.get("ANALYTICS_SCHEMA") or "analytics"),
        site_url=site_url,
        site_address=_address(environment, "SITE_ADDRESS", site_url),
        zone=_zone(environment.get("TIME_ZONE") or "UTC"),
        operators=frozenset(filter(None, map(str.strip, environment.get("OPERATORS", "").lower().split(",")))),
        brokers=environment.get("KAFKA_BROKERS", ""),
        prefix=environment.get("KAFKA_TOPIC_PREFIX") or "boardsite.",
        group=environment.get("KAFKA_GROUP") or "boardsite-analytics",
        client=_client(environment),
    )


def _text(environment: Mapping[str, str], name: str) -> str:
    """A value, or what stands in the file that NAME_FILE names."""
    if file := environment.get(f"{name}_FILE"):
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingsError(f"{name}_FILE: {file} can't be read ({error.strerror}).") from None
    return environment.get(name, "")


def _wanted(environment: Mapping[str, str], name: str) -> str:
    if not (found := _text(environment, name)):
        raise SettingsError(f"Set {name}.")
    return found


def _schema(name: str) -> str:
    if not _SCHEMA.fullmatch(name):
        raise SettingsError("ANALYTICS_SCHEMA: use up to 41 small letters, digits and underscores.")
    return name


def _address(environment: Mapping[str, str], name: str, usual: str) -> str:
    found = environment.get(name, "") or usual
    parts = urlsplit(found)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(f"{name}: use an address such as https://boards.example.com.")
    return found.rstrip("/")


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingsError("TIME_ZONE: use the name of a time zone, such as Europe/Berlin.") from None


def _client(environment: Mapping[str, str]) -> dict[str, str]:
    is_encrypted = environment.get("KAFKA_TLS", "0") == "1"
    sasl = environment.get("KAFKA_SASL", "none") or "none"
    if sasl not in _SASL:
        raise SettingsError(f"KAFKA_SASL: use one of {', '.join(_SASL)}.")
    found = {"security.protocol": ("sasl_" if sasl != "none" else "") + ("ssl" if is_encrypted else "plaintext")}
    if sasl != "none":
        found |= {"sasl.mechanism": sasl, "sasl.username": _wanted(environment, "KAFKA_USER")}
        found["sasl.password"] = _wanted(environment, "KAFKA_PASSWORD")
    if is_encrypted:
        files = {
            "ssl.ca.location": "KAFKA_TLS_CA",
            "ssl.certificate.location": "KAFKA_TLS_CERTIFICATE",
            "ssl.key.location": "KAFKA_TLS_KEY",
        }
        found |= {ours: environment[name] for ours, name in files.items() if environment.get(name)}
    return found
