"""What lies in the store, beside the rows that tell of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from boards.models import Attachment
from boardsite.attachments import store

# What is younger may be on its way.
YOUNG = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Look:
    """How rows and content compare: how many rows, the ids of those without content, names of content without a row,
    and what never arrived in the store."""

    count: int
    missing: list[int]
    unknown: list[str]
    left: list[Path]


def look() -> Look:
    """Goes through the whole store."""
    border = timezone.now() - YOUNG
    # Before the rows: what is attached meanwhile has a row by then.
    there = {found.name: found.since for found in store().names()}
    keys = dict(Attachment.objects.values_list("key", "pk"))
    known = {*keys, *(f"{key}.thumbnail" for key in keys)}
    return Look(
        count=len(keys),
        missing=sorted(pk for key, pk in keys.items() if key not in there and not store().exists(key)),
        unknown=sorted(name for name, since in there.items() if name not in known and since < border),
        left=_left(border),
    )


def _left(border: datetime.datetime) -> list[Path]:
    folder: Path = settings.ATTACHMENTS.arriving
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in found if path.is_file() and path.stat().st_mtime < border.timestamp())
