"""Files that somebody brings: told by what they hold, and never unpacked beyond limits."""

import io
import zipfile

import pytest

from boards.exceptions import InvalidInput
from boards.transfer import files
from boards.transfer.files import Brought
from boards.transfer.formats.registry import recognised
from boards.transfer.old_encodings import old_encoding
from tests.transfer.exports import a_card, a_list, export, written


@pytest.fixture
def brought(tmp_path):
    def brought(content, name="board"):
        path = tmp_path / "file"
        path.write_bytes(content)
        return Brought(path, name)

    return brought


def zipped(**entries):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return held.getvalue()


def test_an_export_is_recognised_by_its_content_whatever_its_name(brought):
    file = brought(written(export(lists=[a_list()], cards=[a_card()])), "holiday.jpg")
    found = recognised(file)
    assert found.key == "trello" and [board.tool for board in found.parse(file)] == ["Trello"]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"lists": []}', b"PK\x03\x04", b"\x00" * 100, b"a line of text\n"]
)
def test_what_is_nobodys_own_is_recognised_as_nothing(brought, content):
    assert recognised(brought(content)) is None


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Größe".encode(), "Größe"),
        ("Größe".encode("utf-8-sig"), "Größe"),
        ("Größe".encode("utf-16"), "Größe"),
        ("Größe".encode("cp1252"), "Größe"),
        (b"a\x00b", "a�b"),
    ],
)
def test_text_is_read_in_what_it_is_written_in(brought, content, text):
    assert brought(content).text == text


def test_an_archive_is_read_within(brought):
    archive = brought(zipped(**{"a/../../b.txt": b"hello"})).archive
    assert list(archive) == ["a/../../b.txt"] and archive.read("a/../../b.txt") == b"hello"


def test_an_archive_that_would_fill_the_disk_is_not_unpacked(brought, monkeypatch):
    monkeypatch.setattr(files, "UNSUSPICIOUS", 1000)
    with pytest.raises(InvalidInput, match=r"“zeros” in the archive grows beyond reason\."):
        brought(zipped(zeros=b"\0" * 1_000_000)).archive.read("zeros")
    with pytest.raises(InvalidInput, match="Unpacked, the archive is larger than"):
        files.Archive(brought(zipped(zeros=b"\0" * 1_000_000)).path, files.Limits(unpacked=1000))


def test_an_archive_of_too_many_files_is_not_opened(brought):
    with pytest.raises(InvalidInput, match="more than 2 files"):
        files.Archive(brought(zipped(a=b"", b=b"", c=b"")).path, files.Limits(entries=2))


def test_a_damaged_archive_is_said_to_be_damaged(brought):
    whole = zipped(data=b"some text, some text, some text")
    broken = whole.replace(whole[40:50], b"\xff" * 10)
    with pytest.raises(InvalidInput, match="is damaged"):
        brought(broken).archive.read("data")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp932", "#,プロジェクト,ステータス\n5,Site,地図を作る"),
        ("cp1251", "#;Проект;Тема\n1;Site;Сделать карту"),
        ("gb18030", "#,项目,状态,主题\n5,Site,新建,网站地图"),
        ("cp949", "#,프로젝트,상태,제목\n5,Site,신규,지도 만들기"),
        ("cp1252", "Título;Situação\nAção;Não, naïve"),
        ("cp1252", "Überschrift;Größe\nÄpfel;süß"),
        ("cp1252", "Sujet;Priorité;Début\nFaçade à repeindre;élevée;là"),
        ("cp1250", "Zadanie;Termin;Właściciel\nKupić mąkę;2026;Łukasz Żak"),
        ("cp1250", "Úkol;Řešitel;Uzávěrka\nPříliš žluťoučký kůň;Jiří;dnes"),
        ("cp1250", "Tárgy;Felelős;Határidő\nTűzhely és sütő;Örs;ma"),
        ("iso8859_2", "Úkol;Řešitel;Uzávěrka\nKoupit ještě šťávu;Tomáš;dnes"),
        ("cp1254", "Başlık;Öncelik;Bitiş tarihi\nIşığı söndür, çayı koy;Düşük;bugün"),
        ("cp950", "主題,狀態,優先權\n準備會議資料,新建立,高"),
    ],
)
def test_texts_of_old_programs_are_read_by_their_script(encoding, text):
    assert old_encoding(text.encode(encoding)) == encoding
