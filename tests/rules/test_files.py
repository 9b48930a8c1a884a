"""Names of files, what kind they are, and parts of them that are asked for."""

import pytest

from boards.exceptions import InvalidInput
from boards.rules import file_kinds, file_names, ranges
from tests.factories import picture


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Plan.pdf", "Plan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\mina\\Plan.pdf", "Plan.pdf"),
        ("  spaced.txt ", "spaced.txt"),
        ("a&amp;b.txt", "a&amp;b.txt"),
        ("..", "file"),
        (".", "file"),
        ("", "file"),
        ("folder/", "file"),
        ("\u200b", "file"),
        ("Übersicht 計画.txt", "Übersicht 計画.txt"),
        ("a\u202egnp.exe", "a\u202egnp.exe"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
        ("x" * 300, "x" * 255),
        ("." + "x" * 300, "." + "x" * 254),
    ],
)
def test_names_are_kept_as_they_were_sent_but_for_folders(sent, kept):
    assert file_names.clean(sent) == kept


@pytest.mark.parametrize("sent", ["a\x00b", "a\ud800b"])
def test_what_no_database_holds_is_refused(sent):
    with pytest.raises(InvalidInput):
        file_names.clean(sent)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\u202egnp.exe", "a�gnp.exe"),
        ("a\u2066b", "a�b"),
        ("a\nb\tc\x1b", "a�b�c�"),
        ("a\u2028b\ufeff", "a�b�"),
        ("👩\u200d🚀.png", "👩\u200d🚀.png"),
        ("نامه\u200cها.txt", "نامه\u200cها.txt"),
    ],
)
def test_characters_that_deceive_are_seen(name, shown):
    assert file_names.shown(name) == shown


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("Plan.pdf", 'attachment; filename="Plan.pdf"'),
        ('a"b\\c.txt', "attachment; filename=\"a_b_c.txt\"; filename*=UTF-8''a%22b%5Cc.txt"),
        ("Übersicht.txt", "attachment; filename=\"Ubersicht.txt\"; filename*=UTF-8''%C3%9Cbersicht.txt"),
        ("計画", "attachment; filename=\"file\"; filename*=UTF-8''%E8%A8%88%E7%94%BB"),
        ("a\r\nX-Evil: 1", "attachment; filename=\"aX-Evil: 1\"; filename*=UTF-8''a%EF%BF%BD%EF%BF%BDX-Evil%3A%201"),
        ("100%25.txt", "attachment; filename=\"100_25.txt\"; filename*=UTF-8''100%2525.txt"),
    ],
)
def test_a_download_names_the_file_for_all_readers(name, header):
    assert file_names.disposition(name) == header


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (picture(), "image/png"),
        (picture(kind="JPEG"), "image/jpeg"),
        (picture(kind="GIF"), "image/gif"),
        (picture(kind="WEBP"), "image/webp"),
        (picture(kind="AVIF"), "image/avif"),
        (picture(kind="BMP"), "image/bmp"),
        (picture(kind="TIFF"), "image/tiff"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"PK\x03\x04rest", "application/zip"),
        (b"", "text/plain"),
        (b"Hello", "text/plain"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "text/plain"),
        (b"<!doctype html><script>alert(1)</script>", "text/plain"),
        ("Grüße".encode(), "text/plain"),
        (("x" * 4095 + "ü").encode(), "text/plain"),
        ("Grüße".encode("latin-1"), "application/octet-stream"),
        (b"MZ\x90\x00\x03", "application/octet-stream"),
    ],
)
def test_what_a_file_is_says_its_content(content, kind):
    assert file_kinds.of(content) == kind


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("", None),
        ("bytes=0-0", (0, 1)),
        ("bytes=2-4", (2, 5)),
        ("bytes=5-", (5, 10)),
        ("bytes=-3", (7, 10)),
        ("bytes=-30", (0, 10)),
        ("bytes=5-99", (5, 10)),
        ("BYTES=1-2", (1, 3)),
        ("bytes=4-2", None),
        ("bytes=-", None),
        ("bytes=0-1,4-5", None),
        ("lines=0-1", None),
        ("bytes=x-1", None),
        ("bytes=\u0661-", None),
    ],
)
def test_one_part_is_understood_and_the_rest_passed_over(header, found):
    part = ranges.part(header, 10)
    assert (part and (part.start, part.stop)) == found


@pytest.mark.parametrize(
    ("header", "size"), [("bytes=10-", 10), ("bytes=-0", 10), ("bytes=0-", 0), ("bytes=99-100", 10)]
)
def test_what_is_not_there_is_refused(header, size):
    with pytest.raises(ranges.Unsatisfiable):
        ranges.part(header, size)
