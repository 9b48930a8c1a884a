"""Archives of tar, such as the backup that Planka makes of itself: its dump, and the files of its cards."""

import gzip
import io
import tarfile

import pytest

from boards.exceptions import InvalidInput
from boards.transfer import files, importing, opening, tars
from boards.transfer.boards import Link
from tests.factories import picture
from tests.transfer.exports import a_card, a_list, export, written
from tests.transfer.reading import brought
from tests.transfer.test_board_details import PLANKA_DUMP

# The columns that both versions have in common are those of `PLANKA_DUMP`.
MORE = """COPY public.attachment (id, card_id, type, data, name) FROM stdin;
61\t31\tfile\t{"uploadedFileId":"900","filename":"bed.png","size":1}\tBed.png
62\t31\tlink\t{"url":"https://example.com/seeds"}\tSeeds
63\t31\tfile\t{"uploadedFileId":"901","filename":"gone.txt","size":1}\tGone.txt
\\.
COPY public.card_relation (id, card_id, related_card_id, kind) FROM stdin;
71\t31\t32\tblocks
\\.
"""
ROOT = "2026-11-01T10-00-00Z-backup"


def sql(version=2):
    dump = PLANKA_DUMP.replace("PostgreSQL database dump", "PostgreSQL database cluster dump")
    dump = dump.replace("stopwatch) FROM", "stopwatch, cover_attachment_id, start_date, location) FROM")
    dump = dump.replace('"startedAt":null}\n', '"startedAt":null}\t61\t2026-02-01 10:00:00\t{"name":"South bed"}\n')
    dump = dump.replace("\\N\t\\N\t\\N\t\\N\n", "\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\n")
    old = "COPY public.attachment (id, card_id, dirname, filename, name) FROM stdin;\n"
    old += "61\t31\t0a1b\tbed.png\tBed.png\n\\.\n"
    return dump + (MORE if version == 2 else old)


def tar(entries, **options):
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name, content in entries.items():
            member = tarfile.TarInfo(name)
            for key, value in options.items():
                setattr(member, key, value)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return held.getvalue()


def backup(dump=None, folder="data/private/attachments/900"):
    entries = {f"{ROOT}/postgres.sql": (dump or sql()).encode(), f"{ROOT}/{folder}/bed.png": picture()}
    thumbnails = f"{ROOT}/{folder}/thumbnails/outside-360.png"
    return gzip.compress(tar({**entries, thumbnails: picture()}))


@pytest.mark.django_db
def test_the_backup_of_planka_with_its_files(tmp_path, owner):
    opened = opening.opened(brought(tmp_path, backup(), f"{ROOT}.tgz"))
    assert opened.format.key == "planka-dump" and [board.name for board in opened.boards] == ["Garden", "Shed"]
    _weed, sow = opened.boards[0].cards
    assert [(each.name, bool(each.open), each.is_cover) for each in sow.attachments] == [
        ("Bed.png", True, True),
        ("Seeds", False, False),
        ("Gone.txt", False, False),
    ]
    assert sow.links == (Link("blocks", "32"),) and sow.place == "South bed" and sow.start.startswith("2026-02-01")
    plan = importing.prepare(opened.boards[0], owner=owner)
    task = importing.carry_out(plan, actor=owner).project.tasks.get(title="Sow")
    assert task.cover == task.attachments.get() and task.cover.name == "Bed.png"
    assert task.web_links.get().url == "https://example.com/seeds" and "Gone.txt" in task.description


def test_that_of_version_1(tmp_path):
    opened = opening.opened(brought(tmp_path, backup(sql(1), "attachments/0a1b")))
    (file,) = opened.boards[0].cards[1].attachments
    assert file.open().read() == picture() and file.is_cover


def test_lines_that_end_as_on_a_terminal(tmp_path):
    """The script of Planka lets Docker make a terminal for the dump, which writes CR LF."""
    told = [opening.opened(brought(tmp_path, backup(dump))).boards for dump in (sql(), sql().replace("\n", "\r\n"))]
    assert told[0] == told[1] and told[1][0].cards[1].description == "First\nSecond \\ third"


def test_exports_in_any_archive_of_tar(tmp_path):
    board = written(export(name="Fair", lists=[a_list()], cards=[a_card()]))
    for content in (tar({"boards/fair.json": board}), gzip.compress(tar({"./fair.json": board}))):
        assert [each.name for each in opening.opened(brought(tmp_path, content)).boards] == ["Fair"]


def test_only_plain_files_are_read(tmp_path):
    linked = tar({"postgres.sql": b""}, type=tarfile.SYMTYPE, linkname="/etc/passwd")
    assert list(brought(tmp_path, linked).archive) == []
    with pytest.raises(InvalidInput):
        opening.opened(brought(tmp_path, linked))
    assert list(brought(tmp_path, tar({"../../x": b"a"})).archive) == ["../../x"]


def test_too_many_files_are_refused(tmp_path):
    path = brought(tmp_path, tar({"a": b"", "b": b"", "c": b""})).path
    with pytest.raises(InvalidInput, match="more than 2 files"):
        tars.TarArchive(path, files.Limits(entries=2))


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.XGLTYPE])
def test_a_header_that_would_fill_the_memory_is_refused(tmp_path, kind):
    held = tar({"a": b"x" * 100_000}, type=kind) + tar({"b": b""})
    with pytest.raises(InvalidInput, match="damaged"):
        list(brought(tmp_path, held).archive)


def test_one_that_is_cut_off_is_refused(tmp_path):
    whole = tar({"postgres.sql": sql().encode() * 20})
    with pytest.raises(InvalidInput, match="damaged"):
        opening.opened(brought(tmp_path, whole[: len(whole) // 2]))


def test_what_grows_beyond_reason_is_refused(tmp_path):
    with pytest.raises(InvalidInput, match="grows beyond reason"):
        opening.opened(brought(tmp_path, gzip.compress(tar({"postgres.sql": b" " * (files.UNSUSPICIOUS + 1)}))))
