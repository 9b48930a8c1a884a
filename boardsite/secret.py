"""Secrets that are made once and kept in the folder for variable data."""

import os
import secrets
from pathlib import Path


def kept(path: Path, length: int = 50) -> str:
    """The secret in the file, made now if there is none yet.

    Of several processes that start at the same moment one makes it and all read the same: a whole file is put in
    place by a link, which fails where another was quicker.
    """
    if not path.exists():
        _make(path, secrets.token_urlsafe(length))
    return path.read_text(encoding="ascii").strip()


def _make(path: Path, secret: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
