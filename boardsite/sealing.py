"""Texts that are kept encrypted, so that a copy of the database alone gives none of them away."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def sealed(purpose: str, text: str) -> str:
    """The text as it may be stored: encrypted with a key made of SECRET_KEY, one for each purpose."""
    return _box(purpose).encrypt(text.encode()).decode()


def opened(purpose: str, stored: str) -> str:
    """The text again; empty if SECRET_KEY has been replaced without a fallback."""
    try:
        return _box(purpose).decrypt(stored.encode()).decode()
    except InvalidToken:
        return ""


def _box(purpose: str) -> MultiFernet:
    keys = [str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet([Fernet(urlsafe_b64encode(sha256(f"{purpose} {key}".encode()).digest())) for key in keys])
