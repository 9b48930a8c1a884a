"""Secrets and signatures, as the Standard Webhooks specification has them."""

from __future__ import annotations

import base64
import datetime
import secrets
from collections.abc import Iterable

from standardwebhooks import Webhook as Signer

# What marks a secret in the specification.
_MARK = "whsec_"


def new_secret() -> str:
    """A secret of 32 bytes, in plain base64: the libraries of receivers drop other characters without a word."""
    return _MARK + base64.b64encode(secrets.token_bytes(32)).decode()


def new_id() -> str:
    """What names a message, however often it is sent."""
    return f"msg_{secrets.token_hex(12)}"


def headers(event_id: str, body: str, secrets_in_use: Iterable[str], now: datetime.datetime) -> dict[str, str]:
    """The three headers of a signed message, with a signature by each of the secrets. `now` in UTC.

    The library labels whatever moment it gets as UTC, so it is made sure of here.
    """
    now = now.astimezone(datetime.UTC)
    signatures = [Signer(secret).sign(event_id, now, body) for secret in secrets_in_use]
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
