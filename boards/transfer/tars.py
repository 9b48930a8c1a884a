"""Archives as `tar` makes them, by somebody else: only plain files are read, and nothing is written to where they say.

A tar archive is no larger than what it holds, so that it can't grow; but its headers may claim anything.
"""

from __future__ import annotations

import tarfile
import weakref
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from boards.transfer.files import Archive, Limits, refusal, shown, too_many

# What a header says beside the name: no more is taken into memory.
_MOST_OF_HEADER = 64 * 1024
_READ_WHOLE = (
    *(tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK),
    *(tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE),
)
_WRONG = (tarfile.TarError, OSError, EOFError, ValueError, OverflowError)


class TarArchive(Archive):
    """The same as an archive in zip. Links, devices and files with gaps are none of what it holds."""

    def __init__(self, path: Path, limits: Limits | None = None) -> None:
        self._limits = limits = limits or Limits()
        self._members: dict[str, tarfile.TarInfo] = {}
        try:
            self._tar = tarfile.open(path, "r:", tarinfo=_Guarded)  # noqa: SIM115  open as long as this is
            weakref.finalize(self, self._tar.close)
            found = self._read(limits.entries)
        except _WRONG:
            raise refusal(_("The archive is damaged and can't be opened.")) from None
        if found > limits.entries:
            raise too_many(limits)

    def _read(self, most: int) -> int:
        """Look at what it holds, one after the other, and no further than needed to know that it is too much."""
        number = 0
        while number <= most and (member := self._tar.next()) is not None:
            number += 1
            if member.isreg() and not member.issparse():
                self._members[member.name] = member
        return number

    @property
    def _names(self) -> dict[str, tarfile.TarInfo]:
        return self._members

    def size(self, name: str) -> int:
        """How many bytes a file has."""
        return self._members[name].size

    def open(self, name: str) -> IO[bytes]:
        """A file within, to be read. Raises InvalidInput if it can't be."""
        try:
            found = self._tar.extractfile(self._members[name])
        except _WRONG:
            found = None
        if found is None:
            raise refusal(_("“%(name)s” in the archive can't be read.") % {"name": shown(name)})
        return found


class _Guarded(tarfile.TarInfo):
    """A header that can't fill the memory."""

    def _proc_member(self, archive: tarfile.TarFile) -> Any:
        if self.type in _READ_WHOLE and self.size > _MOST_OF_HEADER:
            raise tarfile.HeaderError("a header of that size says nothing good")
        return super()._proc_member(archive)  # type: ignore[misc]
