"""Reads settings from the environment.

Every helper takes the name of a variable. Where `NAME` is not set, `NAME_FILE` may hold the path of a file with
the value, as mounted secrets do. An empty value counts as not set. A wrong value stops the start with one sentence.
"""

import json
import os
import sys
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit
from zoneinfo import ZoneInfo

# gunicorn's master takes this code as 'starting this application again is of no use' and stops.
EXIT_CODE = 4
TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}


def stop(sentence: str) -> NoReturn:
    """Ends the process with a sentence for the operator instead of a traceback."""
    print(f"Boardsite can't start: {sentence}", file=sys.stderr, flush=True)
    raise SystemExit(EXIT_CODE)


def text(name: str, default: str = "") -> str:
    value = os.environ.get(name, "").strip()
    path = os.environ.get(f"{name}_FILE", "").strip()
    if value and path:
        stop(f"{name} and {name}_FILE are both set; keep one of them.")
    return value or (_file(name, path) if path else "") or default


def _file(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        stop(f"{name}_FILE names {path!r}, which can't be read ({error}).")


def flag(name: str, *, default: bool) -> bool:
    value = text(name).lower()
    if value and value not in TRUE | FALSE:
        stop(f"{name} is {value!r}; it must be 1 or 0.")
    return value in TRUE if value else default


def number(name: str, default: int, low: int, high: int) -> int:
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit() and low <= int(value) <= high):
        stop(f"{name} is {value!r}; it must be a whole number from {low} to {high}.")
    return int(value)


def words(name: str) -> list[str]:
    """A list written with commas."""
    return [word for part in text(name).split(",") if (word := part.strip())]


def several(name: str, choices: tuple[str, ...]) -> list[str]:
    """Some of the choices, with commas."""
    given = words(name)
    if strange := [each for each in given if each not in choices]:
        stop(f"{name} names {strange[0]!r}; it must be some of {', '.join(choices)}, with commas.")
    return given


def json_value(name: str, default: object, example: str) -> object:
    """What stands there as JSON; the sentence for a wrong one never repeats it, it may hold a secret."""
    value = text(name)
    try:
        return json.loads(value) if value else default
    except (ValueError, RecursionError):
        stop(f"{name} is not JSON; it must look like {example}.")


def choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    value = text(name, default)
    matches = [each for each in choices if each.lower() == value.lower()]
    return matches[0] if matches else stop(f"{name} is {value!r}; it must be one of {', '.join(choices)}.")


def log_format(name: str) -> str:
    """json where PostgreSQL or Redis is set, unless said otherwise."""
    is_full = text("DATABASE_URL").startswith("postgres") or bool(text("REDIS_URL"))
    return choice(name, "json" if is_full else "text", ("json", "text"))


def networks(name: str, default: str = "") -> list[IPv4Network | IPv6Network]:
    """Addresses and networks such as 10.0.0.0/8, with commas."""
    try:
        return [ip_network(word.strip()) for word in text(name, default).split(",") if word.strip()]
    except ValueError as error:
        stop(f"{name} must be addresses or networks such as 10.0.0.0/8, with commas ({error}).")


def signing_key(name: str) -> str:
    """A secret long enough to sign with, or a private RSA key; the sentence for a wrong one never repeats it."""
    value = text(name).replace("\\n", "\n")
    if value and len(value) < 32:
        stop(f"{name} is too short; use 32 characters or more, made at random.")
    if value.startswith("-----BEGIN"):
        _check_rsa(name, value)
    return value


def _check_rsa(name: str, value: str) -> None:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(value.encode(), password=None)
    except (TypeError, ValueError):
        key = None
    if not isinstance(key, RSAPrivateKey) or key.key_size < 2048:
        stop(f"{name} is no private RSA key in PEM of 2048 bits or more, without a password.")


def time_zone(name: str, default: str) -> str:
    value = text(name, default)
    try:
        return ZoneInfo(value).key
    except (KeyError, OSError, ValueError):  # no such zone, a folder of zones, a path
        stop(f"{name} is {value!r}; it must be a name such as Europe/Berlin or UTC.")


def url(name: str, default: str, schemes: tuple[str, ...], example: str) -> SplitResult:
    """An address of one of the given schemes; the sentence for a wrong one never repeats it, it may hold a password."""
    try:
        parts = urlsplit(text(name, default))
        _ = parts.port  # a port that is no number is noticed only when asked for
    except ValueError:
        stop(f"{name} is not an address; it must look like {example}.")
    if parts.scheme not in schemes:
        stop(f"{name} must start with {' or '.join(f'{each}:' for each in schemes)}, for example {example}.")
    return parts


def http_url(name: str, *, example: str) -> str:
    """An address over http or https, or nothing."""
    value = text(name)
    if value and not url(name, value, ("http", "https"), example).hostname:
        stop(f"{name} names no host; it must look like {example}.")
    return value


def site_url(name: str, default: str) -> SplitResult:
    example = "https://boards.example.com"
    parts = url(name, default, ("http", "https"), example)
    if not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        stop(f"{name} must be a scheme and a host, without a path, for example {example}.")
    return parts


def database(name: str, default: Path) -> dict[str, object]:
    """Django's connection settings for `sqlite:///path` and `postgres://user:password@host:port/name?option=value`."""
    example = "postgres://user:password@localhost:5432/boardsite or sqlite:////srv/boardsite.sqlite3"
    parts = url(name, f"sqlite:///{quote(str(default))}", ("postgres", "postgresql", "sqlite"), example)
    path = unquote(parts.path[1:])
    if not path:
        stop(f"{name} names no database; it must look like {example}.")
    if parts.scheme == "sqlite":
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": path}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": path,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def redis(name: str) -> str:
    """The address of a Redis, or nothing."""
    value = text(name)
    if value:
        url(name, value, ("redis", "rediss", "unix"), "redis://localhost:6379/0")
    return value


def email(name: str) -> Mapping[str, Any]:
    """Django's mail settings: the console, or `smtp://` (plain), `smtp+tls://` (STARTTLS), `smtps://` (TLS)."""
    example = "smtp+tls://user:password@mail.example.com:587"
    parts = url(name, "console:", ("console", "smtp", "smtp+tls", "smtps"), example)
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if not parts.hostname:
        stop(f"{name} names no mail server; it must look like {example}.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


def is_loopback(host: str) -> bool:
    return host in {"localhost", "::1", "[::1]"} or host.startswith("127.")
