"""Archives that are nobody's format of their own and hold files that are: a backup of Todoist (a CSV for each project),
what Trello gives for a whole workspace (a folder for each board), or just one export that somebody has put into a zip.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from boards.transfer.files import MOST_BYTES, MOST_UNPACKED, Archive, Brought, refusal
from boards.transfer.formats import any_table, registry, vtodo
from boards.transfer.formats.base import Format

# What files of boards are called. Others are pictures and the like: there may be many, and they are never unpacked.
ENDINGS = (".json", ".jsonl", ".csv", ".tsv", ".ics", ".xml", ".xlsx", ".txt", ".sqlite", ".db", ".gz")
# So many are looked at as whatever they may be. Of calendars, which are known by how they begin and often hold one task
# each, there may be as many as an archive may hold at all.
MOST_FILES = 1_000
# Where macOS keeps what it thinks about the files beside.
_ASIDE = "__MACOSX"


@dataclass(frozen=True)
class Found:
    """The files of one format that an archive holds, and the names of those that are of none or of another."""

    format: Format
    files: Sequence[Brought]
    others: Sequence[str]


def files_of(file: Brought, key: str = "") -> Found | None:
    """What is within, if the file is such an archive; `key` is the format that is meant. Raises InvalidInput."""
    archive = file.archive
    if archive is None or "[Content_Types].xml" in archive or _is_known(file, key):
        return None
    found = [(each, _kind_of(each)) for each in _unpacked(file, archive)]
    formats = {kind for _file, kind in found if kind is not None and key in ("", kind.key)}
    # Of a board that is there twice, the format that tells more comes first.
    first = next((kind for kind in registry.FORMATS if kind in formats), None)
    if first is None:
        return None
    files = [each for each, kind in found if kind is first]
    taken = {each.name for each in files}
    return Found(first, files, [name for name in archive if name not in taken and not _is_aside(name)])


def _is_known(file: Brought, key: str) -> bool:
    known = registry.format_of(key) if key else registry.recognised(file)
    return known is not None and known is not any_table.FORMAT and known.recognises(file)


def _kind_of(file: Brought) -> Format | None:
    """Its format; of calendars, as there may be many, nothing is kept in memory."""
    kind = registry.recognised(file)
    if kind is vtodo.FORMAT:
        file.let_go()
    return kind


def _unpacked(file: Brought, archive: Archive) -> Iterator[Brought]:
    names = [name for name in archive if name.lower().endswith(ENDINGS) and not _is_aside(name)]
    _check_size(sum(map(archive.size, names)), MOST_BYTES)
    folder = Path(tempfile.mkdtemp(prefix="brought-"))
    weakref.finalize(file, shutil.rmtree, folder, ignore_errors=True)
    others = size = 0
    for number, name in enumerate(names):
        # Never a name of the archive's: it may lead anywhere.
        path = folder / str(number)
        path.write_bytes(archive.read(name))
        found = Brought(path, name)
        # Of what is compressed within, what it holds lies on the disk too.
        size += found.size
        _check_size(size, MOST_UNPACKED)
        is_calendar = vtodo.is_calendar(found)
        others += not is_calendar
        if others > MOST_FILES:
            raise refusal(_("The archive holds more than %(count)s files.") % {"count": f"{MOST_FILES:,}"})
        if not is_calendar or vtodo.FORMAT.recognises(found):
            yield found


def _check_size(size: int, most: int) -> None:
    if size > most:
        raise refusal(_("Unpacked, the archive is larger than %(limit)s MB.") % {"limit": most // 1024**2})


def _is_aside(name: str) -> bool:
    return name.startswith(_ASIDE) or PurePosixPath(name).name.startswith(".")
