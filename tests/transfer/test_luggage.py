"""Files that a board brings along are attached to its tasks; the others are named."""

import io
from functools import partial
from pathlib import Path

import pytest

from boards.exceptions import InvalidInput
from boards.models import Attachment as Row
from boards.models import Job, Project
from boards.services import bulk_talk
from boards.transfer import addresses, importing
from boards.transfer.boards import Attachment, Board, Card, Lane
from boards.transfer.formats.registry import recognised
from boardsite.attachments import store
from tests.transfer import board_samples
from tests.transfer.reading import brought

pytestmark = pytest.mark.django_db
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452")


def a_file(name, data=b"words", size=None):
    return Attachment(name, "", partial(io.BytesIO, data), len(data) if size is None else size)


def a_board(*attachments):
    card = Card(id="1", list_id="1", title="Rye", attachments=attachments)
    return Board(tool="Other", name="B", lists=(Lane("1", "To do"),), cards=(card,))


def carry_out(owner, board):
    return importing.carry_out(importing.prepare(board, owner=owner), actor=owner).project


def in_store():
    return {each.name for each in store().names()}


def test_they_are_attached_with_their_content(owner):
    board = a_board(a_file("a.txt"), a_file("../b/x.png", PNG), Attachment("site", "https://example.com"))
    task = carry_out(owner, board).tasks.get()
    rows = list(task.attachments.all())
    assert [(row.name, row.size, row.content_type) for row in rows] == [
        ("a.txt", 5, "text/plain"),
        ("x.png", 16, "image/png"),
    ]
    assert task.file_count == 2 and task.description == ""
    assert b"".join(store().pieces(rows[0].key, 0, 5)) == b"words"
    assert Job.objects.get(name="attachments.thumbnail").arguments == [rows[1].pk]


def test_addresses_become_web_links_each_once(owner):
    given = [
        ("Price list", "https://example.com/prices"),
        ("https://example.com/", "https://example.com/"),
        ("Again", "https://example.com/prices"),
        ("Script", "javascript:alert(1)"),
    ]
    task = carry_out(owner, a_board(*(Attachment(*each) for each in given))).tasks.get()
    links = [(link.url, link.title, link.created_by) for link in task.web_links.order_by("pk")]
    assert links == [("https://example.com/prices", "Price list", owner), ("https://example.com/", "", owner)]
    assert task.web_link_count == 2
    assert task.description == "## Attachments\n\n- Script `javascript:alert(1)`\n"


def test_more_addresses_than_a_task_takes_are_named(owner, monkeypatch):
    monkeypatch.setattr(addresses, "MOST_LINKS", 1)
    board = a_board(Attachment("", "https://example.com/a"), Attachment("", "https://example.com/b"))
    task = carry_out(owner, board).tasks.get()
    assert task.web_links.get().url == "https://example.com/a" and "<https://example.com/b>" in task.description


def test_too_large_and_too_many_are_named_and_said(owner, settings):
    large = settings.ATTACHMENTS.most_bytes + 1
    many = [a_file(f"{number}.txt") for number in range(settings.ATTACHMENTS.per_task + 1)]
    plan = importing.prepare(a_board(a_file("large.iso", size=large), *many), owner=owner)
    assert len(plan.tasks[0].files) == settings.ATTACHMENTS.per_task
    assert "- large.iso" in plan.tasks[0].description
    assert any("too large or too many" in note.text and note.count == 2 for note in plan.changed)


def test_nothing_is_left_in_the_store_where_nothing_was_made(owner, monkeypatch):
    before = in_store()
    monkeypatch.setattr(bulk_talk, "make", lambda _pairs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        carry_out(owner, a_board(a_file("a.txt")))
    assert in_store() == before and not Project.objects.exists() and not Row.objects.exists()


def test_one_that_cannot_be_opened_is_a_sentence(owner):
    def refuse():
        raise InvalidInput("file", "“a.txt” in the archive is encrypted.")

    before = in_store()
    with pytest.raises(InvalidInput, match="encrypted"):
        carry_out(owner, a_board(a_file("b.txt"), Attachment("a.txt", "", refuse, 3)))
    assert in_store() == before


def test_those_of_an_archive(owner, tmp_path: Path):
    file = brought(tmp_path, board_samples.VIKUNJA, "x.zip")
    boards = recognised(file).parse(file)
    told = [each for board in boards for card in board.cards for each in card.attachments if each.open]
    for board in boards:
        carry_out(owner, board)
    assert told and Row.objects.count() == len(told)
