"""The file somebody brings: read with care, whatever it is; what is wrong with it becomes one sentence.

A file lies on disk and is looked at piece by piece: a large one costs no memory before it is known to be worth it.
"""

from __future__ import annotations

import codecs
import gzip
import lzma
import tempfile
import weakref
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import IO

from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput
from boards.transfer import json_rows
from boards.transfer.old_encodings import old_encoding

MOST_BYTES = json_rows.MOST_BYTES
# What is looked at to tell what a file is.
HEAD = 64 * 1024
# An archive may hold so many files, and so much once they are unpacked: of one, and of all.
MOST_ENTRIES = 50_000
MOST_UNPACKED = 4 * MOST_BYTES
# What grows more than so much, once it is larger than an ordinary file of text, is made to fill a disk.
HIGHEST_RATIO, UNSUSPICIOUS = 200, 16 * 1024 * 1024
GZIP = b"\x1f\x8b"
# What all programs of today write into the first header of a tar archive, and where.
TAR, TAR_AT = b"ustar", 257
_PIECE = 1024 * 1024
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Limits:
    """How much an archive may hold: so many files, so much once they are unpacked, and so many times its own size."""

    entries: int = field(default_factory=lambda: MOST_ENTRIES)
    unpacked: int = field(default_factory=lambda: MOST_UNPACKED)
    ratio: int = field(default_factory=lambda: HIGHEST_RATIO)


# Of files that operators bring from a site of theirs: their disks are the limit. DEFLATE makes 1,032 bytes of one.
OPERATORS = Limits(entries=5_000_000, unpacked=2**50, ratio=1_100)


def refusal(sentence: str) -> InvalidInput:
    """What is wrong with the file."""
    return json_rows.refusal(sentence)


class Brought:
    """A file on disk, with the name it had where it comes from.

    One that is compressed by gzip counts as what it holds: Kanboard gives its database away like that.
    """

    def __init__(self, path: Path, name: str = "", *, limits: Limits | None = None) -> None:
        self._given, self.name, self._limits = path, name or path.name, limits
        # What others have made of it, so that they do it once.
        self.made: dict[str, object] = {}

    def let_go(self) -> None:
        """Keep nothing of it in memory any more; it is read anew where it is asked for again."""
        self.made.clear()
        for name in ("head", "head_text", "content", "text", "json", "json_list"):
            self.__dict__.pop(name, None)

    @cached_property
    def path(self) -> Path:
        """Where it lies as what it is. Raises InvalidInput for one that can't be unpacked."""
        with self._given.open("rb") as file:
            if file.read(len(GZIP)) != GZIP:
                return self._given
        self.name = self.name.removesuffix(".gz")
        return _unpacked(self._given, self)

    @property
    def stem(self) -> str:
        """The name without its ending."""
        return PurePosixPath(self.name.replace("\\", "/")).stem

    @cached_property
    def size(self) -> int:
        """In bytes."""
        return self.path.stat().st_size

    @cached_property
    def head(self) -> bytes:
        """The first bytes."""
        with self.path.open("rb") as file:
            return file.read(HEAD)

    @cached_property
    def is_tar(self) -> bool:
        """Whether it is an archive of `tar`."""
        return _is_tar(self.head)

    @cached_property
    def content(self) -> bytes:
        """All of it. Raises InvalidInput for more than is allowed."""
        if self.size > MOST_BYTES:
            raise refusal(_("The file is larger than %(limit)s MB.") % {"limit": MOST_BYTES // 1024**2})
        return self.path.read_bytes()

    @cached_property
    def encoding(self) -> str:
        """What its text is written in: as its mark says, else UTF-8 if it can be read so, else that of old programs."""
        for mark, encoding in MARKS:
            if self.head.startswith(mark):
                return encoding
        try:
            self.content.decode("utf-8")
        except UnicodeDecodeError:
            return old_encoding(self.head)
        return "utf-8"

    @cached_property
    def text(self) -> str:
        """All of it as text; what can't be read, and what can't be stored, is “�”."""
        text = self.content.decode(self.encoding, errors="replace")
        # It is seldom asked for both ways, and is on the disk.
        self.__dict__.pop("content", None)
        return json_rows.UNSTORABLE.sub(json_rows.REPLACEMENT, text)

    @cached_property
    def head_text(self) -> str:
        """The first of it as text."""
        encoding = next((each for mark, each in MARKS if self.head.startswith(mark)), "")
        if encoding:
            return self.head.decode(encoding, errors="replace")
        try:
            return codecs.getincrementaldecoder("utf-8")().decode(self.head)
        except UnicodeDecodeError:
            return self.head.decode(old_encoding(self.head), errors="replace")

    @cached_property
    def json(self) -> json_rows.Row | None:
        """The object that it is in JSON; None if it isn't one."""
        if not self.head_text.lstrip("\ufeff \t\r\n").startswith("{"):
            return None
        try:
            return json_rows.read(self.content)
        except InvalidInput:
            return None

    @cached_property
    def json_list(self) -> list[json_rows.Row] | None:
        """The objects of the list that it is in JSON; None if it isn't one."""
        if not self.head_text.lstrip("\ufeff \t\r\n").startswith("["):
            return None
        try:
            return json_rows.read_list(self.content)
        except InvalidInput:
            return None

    @cached_property
    def archive(self) -> Archive | None:
        """What it holds if it is an archive (zip, tar), else None. InvalidInput for one that is not to be unpacked."""
        if self.is_tar:
            from boards.transfer import tars  # which builds on what is here

            return tars.TarArchive(self.path, self._limits)
        if not self.head.startswith(b"PK") or not zipfile.is_zipfile(self.path):
            return None
        return Archive(self.path, self._limits)


def _is_tar(head: bytes) -> bool:
    return head[TAR_AT : TAR_AT + len(TAR)] == TAR


def _unpacked(path: Path, holder: object) -> Path:
    """A file of its own with what another holds in gzip; it is there as long as the holder is."""
    # The finalizer below removes it.
    target = tempfile.NamedTemporaryFile(prefix="brought-", delete=False)  # noqa: SIM115
    weakref.finalize(holder, Path(target.name).unlink, missing_ok=True)
    packed, size, most = path.stat().st_size, 0, MOST_BYTES
    try:
        with target, gzip.open(path) as file:
            while piece := file.read(_PIECE):
                if not size and _is_tar(piece):
                    most = MOST_UNPACKED
                size += len(piece)
                if size > most:
                    raise refusal(_("Unpacked, the file is larger than %(limit)s MB.") % {"limit": most // 1024**2})
                if size > max(UNSUSPICIOUS, HIGHEST_RATIO * packed):
                    raise refusal(_("“%(name)s” grows beyond reason.") % {"name": shown(path.name)})
                target.write(piece)
    except (OSError, EOFError, zlib.error):
        raise refusal(_("The compressed file is damaged and can't be read.")) from None
    return Path(target.name)


class Archive:
    """A zip archive by somebody else: nothing is written to where its names say, and nothing grows beyond limits."""

    def __init__(self, path: Path, limits: Limits | None = None) -> None:
        self._limits = limits = limits or Limits()
        # Before each entry becomes an object, by opening it. Archives within have entries of their own.
        if limits is not OPERATORS and _entries(path) > 4 * limits.entries:
            raise too_many(limits)
        try:
            self._zip = zipfile.ZipFile(path)
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise refusal(_("The archive is damaged and can't be opened.")) from None
        if len(entries) > limits.entries:
            raise too_many(limits)
        if sum(entry.file_size for entry in entries) > limits.unpacked:
            words = _("Unpacked, the archive is larger than %(limit)s MB.")
            raise refusal(words % {"limit": limits.unpacked // 1024**2})
        self._entries = {entry.filename: entry for entry in entries if not entry.is_dir()}

    @property
    def _names(self) -> Collection[str]:
        return self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def size(self, name: str) -> int:
        """How many bytes a file has unpacked."""
        return self._entries[name].file_size

    def open(self, name: str) -> IO[bytes]:
        """A file within, to be read. Raises InvalidInput if it is encrypted, damaged, or grows beyond reason."""
        entry = self._entries[name]
        if entry.flag_bits & 0x1:
            raise refusal(_("“%(name)s” in the archive is encrypted.") % {"name": shown(name)})
        if entry.file_size > max(UNSUSPICIOUS, self._limits.ratio * entry.compress_size):
            raise refusal(_("“%(name)s” in the archive grows beyond reason.") % {"name": shown(name)})
        try:
            return self._zip.open(entry)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise refusal(_("“%(name)s” in the archive can't be read.") % {"name": shown(name)}) from None

    def read(self, name: str) -> bytes:
        """All of a file within."""
        if self.size(name) > MOST_BYTES:
            words = _("“%(name)s” in the archive is larger than %(limit)s MB.")
            raise refusal(words % {"name": shown(name), "limit": MOST_BYTES // 1024**2})
        file = self.open(name)
        try:
            with file:
                return file.read(MOST_BYTES + 1)
        except (zipfile.BadZipFile, OSError, EOFError, ValueError, zlib.error, lzma.LZMAError):
            raise refusal(_("“%(name)s” in the archive is damaged.") % {"name": shown(name)}) from None


def _entries(path: Path) -> int:
    """At least so many entries as an archive has: what its directory begins each with, wherever it stands."""
    found, rest = 0, b""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            found += (rest + piece).count(b"PK\x01\x02")
            rest = piece[-3:]
    return found


def too_many(limits: Limits) -> InvalidInput:
    """What is wrong with an archive of more files than are read."""
    return refusal(_("The archive holds more than %(count)s files.") % {"count": f"{limits.entries:,}"})


def shown(name: str) -> str:
    """The last part of a path in an archive, as far as it can be shown."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(each if each.isprintable() else " " for each in last)[:60]
