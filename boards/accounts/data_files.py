"""What the site knows about one person as a zip, with the files they have attached: at once, or by a job.

`README.txt` says what is what, `data.json` is all of it; `tasks.csv` and `comments.csv` tell of their work for people
to read; `files/` holds what they have attached where they may still see it.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import re
import time
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import IO

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import gettext as _

from boards.accounts.queries import data_export
from boards.models import Attachment, User
from boards.rules import file_names, spreadsheets
from boards.rules.spreadsheets import Dialect
from boards.services import made_files
from boards.services.jobs import NewJob
from boards.services.made_files import Parcel
from boardsite.attachments import store

JOB, QUEUE = "accounts.data", "files"
# What is written at once: of people with at most so much in their files, and so many changes.
FEW_BYTES, FEW_CHANGES = 20_000_000, 5_000
# What was made longer ago than this is made anew for who asks again.
FRESH = 600
CHUNK = 500
# What Windows takes in no name.
_UNUSABLE = re.compile(r'[<>:"|?*]')


@dataclass(frozen=True, kw_only=True)
class DataParcel(Parcel):
    """The zip of one person, as far as it is."""

    user: int


def is_small(user: User) -> bool:
    """Whether its reader may wait for it; three queries at most."""
    if user.activities.order_by()[: FEW_CHANGES + 1].count() > FEW_CHANGES:
        return False
    total = data_export.attachments(user).order_by().aggregate(total=Sum("size"))["total"] or 0
    return bool(total <= FEW_BYTES)


def name(user: User) -> str:
    """What the file is called when it is downloaded."""
    return f"boardsite-{user.today().isoformat()}.zip"


def content(user: User) -> bytes:
    """A small one, at once."""
    file = io.BytesIO()
    write(user, file)
    return file.getvalue()


def ask(user: User, *, anew: bool = True) -> DataParcel:
    """It if it is there, else how far it is; the first to ask sets it going. `anew`: an old one is made again."""
    key = key_of(user)
    new, job = DataParcel(user=user.pk, begun=time.time()), NewJob(JOB, QUEUE, (user.pk,), key=key)
    return made_files.ask(key, new, job, lambda known: anew and time.time() - known.begun > FRESH)


def key_of(user: User) -> str:
    """The key under which it is known how far it is."""
    return "data:" + hashlib.blake2b(f"data of {user.pk}".encode(), digest_size=16).hexdigest()


def write(user: User, file: IO[bytes]) -> None:
    """Write it into an open file, piece by piece."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        _entry(made, "README.txt", [_about(user).encode("utf-8-sig")])
        _entry(made, "data.json", (piece.encode() for piece in data_export.as_json(user)))
        _entry(made, "tasks.csv", _table(data_export.tasks(user)))
        _entry(made, "comments.csv", _table(data_export.comments(user)))
        for attachment in data_export.attachments(user).iterator(CHUNK):
            if store().exists(attachment.key):
                # Pictures and the like are not packed again.
                _entry(
                    made,
                    zipfile.ZipInfo(_name_of(attachment)),
                    store().pieces(attachment.key, 0, attachment.size),
                )


def _about(user: User) -> str:
    """What is in it, for who opens it without knowing this site, in lines that any program shows."""
    told = {"name": user.display_name, "site": settings.SITE_URL, "date": user.today().isoformat()}
    lines = (
        _("What %(site)s knew about %(name)s on %(date)s") % told,
        "",
        _("tasks.csv: the tasks, a line each"),
        _("comments.csv: the comments, a line each"),
        _("files: what was attached to tasks, with a number before each name"),
        _("data.json: all of it, with the account, devices, sign-ins, projects and what was done, for programs"),
        "",
        _("The tables open in any spreadsheet; commas stand between their cells, and their letters are UTF-8."),
        _("An apostrophe before a text keeps a spreadsheet from taking it for a formula."),
        _("Times are those of UTC. Priorities are numbers: 0 none, 1 low, 2 medium, 3 high, 4 and more urgent."),
    )
    return "".join(f"{line}\r\n" for line in lines)


def _entry(made: zipfile.ZipFile, name: str | zipfile.ZipInfo, pieces: Iterable[bytes]) -> None:
    with made.open(name, "w", force_zip64=True) as file:
        for piece in pieces:
            file.write(piece)


def _table(rows: Iterator[tuple[object, ...]]) -> Iterator[bytes]:
    """As CSV; the mark that says it is UTF-8 stands before the first row alone."""
    has_mark = True
    while some := [tuple(map(_readable, row)) for row in islice(rows, CHUNK)]:
        yield spreadsheets.write(some, Dialect(has_mark=has_mark))
        has_mark = False


def _readable(value: object) -> object:
    """A moment to the second, as spreadsheets take it."""
    if isinstance(value, datetime.datetime):
        return f"{value.astimezone(datetime.UTC):%Y-%m-%d %H:%M:%S}"
    return value


def _name_of(attachment: Attachment) -> str:
    """By its number, as names come twice, and its name without folders or what deceives."""
    name = _UNUSABLE.sub("_", file_names.shown(file_names.clean(attachment.name)))
    return f"files/{attachment.pk}-{name}"
