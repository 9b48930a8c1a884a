"""Secrets that are made once and kept in the folder for variable data."""

import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path


def kept(path: Path, size: int = 50) -> str:
    """The secret in the file, made now if there is none yet.

    Of several processes that start at the same moment one makes it and all read the same: a whole file is put in
    place by a link, which fails where another was quicker.
    """
    if not path.exists():
        draft = _draft(path, secrets.token_urlsafe(size))
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text(encoding="utf-8").strip()


def derived(secret: str, purpose: str) -> str:
    """A secret for one purpose that follows from another one, without giving that away."""
    return hmac.new(secret.encode(), purpose.encode(), "sha256").hexdigest()


def keep(path: Path, value: str) -> None:
    """Puts a given secret into the file, in place of what was there."""
    _draft(path, value).replace(path)


def _draft(path: Path, value: str) -> Path:
    """A file beside the path that only its owner can read, safely on disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(value)
        file.flush()
        os.fsync(file.fileno())
    return draft
