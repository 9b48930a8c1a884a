"""The picture on the front of a card is that of its task, as soon as its small one is made."""

import base64
import copy
import json

import pytest

from boards.jobs import thumbnails
from boards.models import Activity, Preview
from boards.transfer import importing
from boards.transfer.boards import Attachment
from tests.factories import fresh, picture
from tests.transfer import board_samples as samples
from tests.transfer import focalboard_samples
from tests.transfer.test_luggage import a_board, a_file

PICTURE = picture()


def wekan(**fields):
    whole = copy.deepcopy(samples.WEKAN)
    whole["attachments"] = [
        {"_id": "x", "cardId": "c1", "name": "plan.txt", "file": base64.b64encode(b"a plan").decode()},
        {"_id": "y", "cardId": "c1", "name": "hall.png", "file": base64.b64encode(PICTURE).decode(), **fields},
    ]
    whole["cards"][0]["coverId"] = "y"
    return json.dumps(whole).encode()


def vikunja():
    task = {
        **samples.VIKUNJA_TASK,
        "cover_image_attachment_id": 41,
        "attachments": [
            {"id": 40, "file": {"id": 8, "name": "list.txt"}},
            {"id": 41, "file": {"id": 9, "name": "door.png"}},
        ],
    }
    project = {"id": 1, "title": "House", "tasks": [task]}
    entries = {"VERSION": "v2.5.0", "files/8": "a list", "files/9": PICTURE, "data.json": json.dumps([project])}
    return samples.zipped(entries)


def focalboard(*views):
    lines = [line for line in focalboard_samples.LINES if line["data"].get("type") != "view"]
    lines += [
        {"type": "block", "data": {"id": f"v{kind}", "parentId": "b1", "boardId": "b1", "type": "view",
                                   "fields": {"viewType": kind}}}
        for kind in views
    ]  # fmt: skip
    entries = {
        "version.json": '{"version":2}',
        "b1/board.jsonl": "\n".join(map(json.dumps, lines)),
        "b1/7a.png": PICTURE,
    }
    return samples.zipped(entries)


def covers(board):
    return [each.name for card in board.cards for each in card.attachments if each.is_cover]


def test_those_of_each_tool(boards_of):
    assert covers(boards_of(wekan())[0]) == ["hall.png"]
    assert covers(boards_of(vikunja())[0]) == ["door.png"]
    assert len(covers(boards_of(focalboard("board", "gallery"))[0])) == 1
    # Boards and tables of Focalboard show no pictures.
    assert covers(boards_of(focalboard("board", "table"))[0]) == []


def carry_out(owner, board):
    return importing.carry_out(importing.prepare(board, owner=owner), actor=owner).project


@pytest.mark.django_db
@pytest.mark.parametrize("content", [wekan, vikunja, lambda: focalboard("gallery")])
def test_it_is_on_the_board_once_its_small_picture_is_made(content, boards_of, owner, client):
    client.force_login(owner)
    project = carry_out(owner, boards_of(content())[0])
    (task,) = project.tasks.filter(cover__isnull=False)
    address = project.get_absolute_url()
    assert "thumbnail" not in client.get(address).content.decode()
    before = Activity.objects.count()
    thumbnails.make_thumbnail.run(task.cover_id)
    assert task.cover.thumbnail_address in client.get(address).content.decode()
    assert Activity.objects.count() == before and fresh(project).revision > project.revision


@pytest.mark.django_db
def test_what_is_no_picture_is_no_cover(owner):
    text = Attachment("a.txt", "", a_file("a.txt").open, 5, is_cover=True)
    assert carry_out(owner, a_board(text)).tasks.get().cover is None
    broken = Attachment("a.png", "", a_file("a.png", PICTURE[:60]).open, 60, is_cover=True)
    task = carry_out(owner, a_board(broken)).tasks.get()
    thumbnails.make_thumbnail.run(task.cover_id)
    assert task.attachments.get().preview == Preview.BROKEN and fresh(task).cover is None


@pytest.mark.django_db
def test_one_whose_picture_is_not_in_the_file_is_said_to_be_left_out(boards_of, owner):
    plan = importing.prepare(boards_of(wekan(file=None, url="https://wekan.example.com/y"))[0], owner=owner)
    assert [(note.count, note.examples) for note in plan.left_out if "Covers" in note.text] == [(1, ("hall.png",))]
    assert [(note.count, note.examples) for note in plan.changed if "stay in WeKan" in note.text] == [
        (1, ("hall.png",))
    ]
    assert plan.tasks[0].web_links[0].url == "https://wekan.example.com/y"


@pytest.mark.django_db
def test_files_of_which_only_the_name_is_there_are_told(boards_of, owner):
    plan = importing.prepare(boards_of(samples.DECK)[0], owner=owner)
    assert [note.examples for note in plan.changed if "content is not in the file" in note.text] == [("list.pdf",)]
