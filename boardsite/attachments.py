"""Where the content of attached files lies: a folder under VAR_DIR, or an S3-compatible store.

Both are storages of Django with two more ways, by which large files never have to be in memory: `pieces` reads a part
of one piece by piece, and `names` goes through all there are. Files are read through the site alone, which asks each
time who may: the store itself is never told to anybody.
"""

from __future__ import annotations

import datetime
import importlib.util
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, storages

from boardsite import environment as env

ALIAS = "attachments"
MEGABYTE = 1_000_000
# Read and sent at a time.
PIECE = 256 * 1024


class Named(NamedTuple):
    """A file in the store, and when it got there."""

    name: str
    since: datetime.datetime


class StoreAway(Exception):
    """The store gives no answer, or none of use: a bucket that isn't there, a full disk. Says why, for operators.

    What a person reads is `boards.exceptions.store_away`.
    """

    # Seconds after which it may be asked again; what holds it up is elsewhere, and seldom over in a moment.
    retry_after = 60


@contextmanager
def told_apart(*errors: type[Exception]) -> Iterator[None]:
    """StoreAway for any of these, but not for a file that isn't there: that is an answer."""
    try:
        yield
    except FileNotFoundError:
        raise
    except errors as error:
        raise StoreAway(f"{type(error).__name__}: {error}") from error


class Store(Protocol):
    """What attached files need of a storage. All of it raises StoreAway where it can't be reached."""

    def save(self, name: str, content: File) -> str:
        """Keep it under that name."""

    def delete(self, name: str) -> None:
        """Forget it; no error if it isn't there."""

    def exists(self, name: str) -> bool:
        """Whether it is there."""

    def size(self, name: str) -> int:
        """How many bytes it has."""

    def pieces(self, name: str, start: int, stop: int) -> Iterator[bytes]:
        """The bytes from `start` up to `stop`, as they are asked for. FileNotFoundError if it isn't there."""

    def names(self) -> Iterator[Named]:
        """All there are."""


def store() -> Store:
    """The one of this site."""
    return storages[ALIAS]  # type: ignore[return-value]


class Folder(FileSystemStorage):
    """Files on the disk of this machine, for the server alone. What is moved here from the same disk isn't copied."""

    def __init__(self, location: str | Path) -> None:
        super().__init__(location, file_permissions_mode=0o600, directory_permissions_mode=0o700)

    def _save(self, name: str, content: File) -> str:
        """The name is free, so that what lies there after an error is the half of this."""
        with told_apart(OSError):
            try:
                return str(super()._save(name, content))  # type: ignore[misc]
            except OSError:
                Path(self.path(name)).unlink(missing_ok=True)
                raise

    def delete(self, name: str) -> None:
        """Forget it."""
        with told_apart(OSError):
            super().delete(name)

    def size(self, name: str) -> int:
        """How many bytes it has."""
        with told_apart(OSError):
            return super().size(name)

    def pieces(self, name: str, start: int, stop: int) -> Iterator[bytes]:
        """The bytes from `start` up to `stop`."""
        with told_apart(OSError), Path(self.path(name)).open("rb") as file:
            file.seek(start)
            while left := stop - start:
                piece = file.read(min(PIECE, left))
                if not piece:
                    raise EOFError(f"{name} is shorter than it was.")
                start += len(piece)
                yield piece

    def names(self) -> Iterator[Named]:
        """All files, of all folders."""
        for folder, _folders, files in os.walk(self.location):
            for file in files:
                path = Path(folder, file)
                since = datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC)
                yield Named(path.relative_to(self.location).as_posix(), since)


@dataclass(frozen=True)
class Attachments:
    """What is set: the store, where files lie until they are whole, and how large and how many there may be."""

    storage: Mapping[str, Any]
    # On the disk of the folder that they are moved into then.
    arriving: Path
    # The largest file, how many a task may have, and what all of a project may come to.
    megabytes: int
    per_task: int
    project_megabytes: int

    @property
    def most_bytes(self) -> int:
        """Of a file."""
        return self.megabytes * MEGABYTE


def chosen(var_dir: Path) -> Attachments:
    """What the environment says: ATTACHMENT_MB, ATTACHMENTS_PER_TASK, ATTACHMENTS_MB_PER_PROJECT, and S3_BUCKET with
    what goes with it."""
    return Attachments(
        storage=_storage(var_dir),
        arriving=var_dir / "arriving",
        megabytes=env.number("ATTACHMENT_MB", 200, 1, 5_000),
        per_task=env.number("ATTACHMENTS_PER_TASK", 100, 1, 10_000),
        project_megabytes=env.number("ATTACHMENTS_MB_PER_PROJECT", 10_000, 1, 100_000_000),
    )


def _folder(var_dir: Path) -> dict[str, Any]:
    return {"BACKEND": f"{__name__}.Folder", "OPTIONS": {"location": str(var_dir / "attachments")}}


def _storage(var_dir: Path) -> dict[str, Any]:
    """A bucket, with S3_ENDPOINT, S3_REGION, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, S3_PREFIX and S3_ADDRESSING; else
    a folder under VAR_DIR."""
    bucket, endpoint = env.text("S3_BUCKET"), env.http_url("S3_ENDPOINT", example="https://minio.example.com:9000")
    key, secret = env.text("S3_ACCESS_KEY_ID"), env.text("S3_SECRET_ACCESS_KEY")
    if not bucket:
        if endpoint or key or secret:
            env.stop("S3_ENDPOINT or a key is set, but no S3_BUCKET; name the bucket that attached files go to.")
        return _folder(var_dir)
    if bool(key) != bool(secret):
        env.stop("Only one of S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY is set; set both, or neither of them.")
    if importlib.util.find_spec("boto3") is None:
        env.stop("S3_BUCKET is set, but boto3 is missing; run pip install -r requirements-s3.txt, or unset it.")
    options = {
        "bucket_name": bucket,
        "endpoint_url": endpoint or None,
        "region_name": env.text("S3_REGION") or None,
        "access_key": key or None,
        "secret_key": secret or None,
        "location": env.text("S3_PREFIX").strip("/"),
        "addressing_style": env.choice("S3_ADDRESSING", "path" if endpoint else "auto", ("path", "virtual", "auto")),
    }
    return {"BACKEND": "boardsite.s3.Bucket", "OPTIONS": options}
