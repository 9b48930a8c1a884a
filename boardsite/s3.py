"""Attached files in an S3-compatible store; loaded only where one is set (see `boardsite.attachments`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from boardsite.attachments import PIECE, Named, told_apart

# A request that is not answered in this time is tried again, so often at most.
SECONDS, TRIES = 10, 3
# For the threads that read for downloads.
CONNECTIONS = 32
# An error that the store answers with, no answer at all, and what became of the two in a transfer.
AWAY = (ClientError, BotoCoreError, Boto3Error)


class Bucket(S3Storage):
    """Private objects of a bucket, which nobody else reads or lists."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **options,
            default_acl=None,
            file_overwrite=False,
            gzip=False,
            # One part after the other: by itself boto3 sends ten at a time, and has all of them in memory.
            transfer_config=TransferConfig(use_threads=False),
            client_config=Config(
                s3={"addressing_style": options["addressing_style"]},
                signature_version="s3v4",
                connect_timeout=SECONDS,
                read_timeout=SECONDS,
                retries={"total_max_attempts": TRIES, "mode": "standard"},
                max_pool_connections=CONNECTIONS,
            ),
        )

    def _save(self, name: str, content: File) -> str:
        """What can't be sent whole is no object: of a large one boto3 gives up the parts that have arrived."""
        with told_apart(*AWAY):
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        """Forget it."""
        with told_apart(*AWAY):
            super().delete(name)

    def exists(self, name: str) -> bool:
        """Whether it is there."""
        with told_apart(*AWAY):
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        """How many bytes it has."""
        with told_apart(*AWAY):
            return int(super().size(name))

    def pieces(self, name: str, start: int, stop: int) -> Iterator[bytes]:
        """The bytes from `start` up to `stop`; django-storages itself would fetch all of the file first."""
        if start != stop:
            with told_apart(*AWAY):
                yield from self._pieces(name, start, stop)

    def _pieces(self, name: str, start: int, stop: int) -> Iterator[bytes]:
        wanted = {"Bucket": self.bucket_name, "Key": self._normalize_name(name), "Range": f"bytes={start}-{stop - 1}"}
        try:
            body = self.connection.meta.client.get_object(**wanted)["Body"]
        except ClientError as error:
            if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
                raise FileNotFoundError(name) from error
            raise
        try:
            yield from body.iter_chunks(PIECE)
        finally:
            body.close()

    def names(self) -> Iterator[Named]:
        """All objects below the prefix, a thousand a request."""
        prefix = f"{self.location}/" if self.location else ""
        with told_apart(*AWAY):
            for found in self.bucket.objects.filter(Prefix=prefix):
                yield Named(found.key.removeprefix(prefix), found.last_modified)
