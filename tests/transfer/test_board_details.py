"""What boards of other tools hold beside what is plain: nothing of it is lost without a word."""
# ruff: noqa: E501

import json
import sqlite3

import pytest

from boards.exceptions import InvalidInput
from boards.transfer import importing
from boards.transfer.boards import Link
from tests.transfer import board_samples as samples
from tests.transfer.board_samples import zipped
from tests.transfer.reading import lists

PLANKA = {
    "item": {"id": "1", "name": "Garden", "projectId": "9"},
    "included": {
        "projects": [{"id": "9", "name": "Home"}],
        "users": [{"id": "u1", "name": "Ada", "username": "ada"}],
        "labels": [{"id": "l", "name": None, "color": "sunny-grass", "position": 1}],
        "lists": [
            {"id": "3", "type": "closed", "position": 2, "name": "Gone well"},
            {"id": "2", "type": "active", "position": 1, "name": "Now"},
            {"id": "4", "type": "archive", "position": None, "name": None},
            {"id": "5", "type": "trash", "position": None, "name": None},
        ],
        "cards": [
            {
                "id": "10",
                "listId": "2",
                "position": 1,
                "name": "Sow",
                "description": None,
                "stopwatch": {"startedAt": None, "total": 3700},
            },
            {"id": "11", "listId": "3", "position": 1, "name": "Weed", "listChangedAt": "2026-01-02T00:00:00.000Z"},
        ],
        "cardMemberships": [],
        "cardLabels": [{"cardId": "10", "labelId": "l"}],
        "taskLists": [{"id": "t", "cardId": "10", "name": "Steps", "position": 1}],
        "tasks": [{"id": "k", "taskListId": "t", "name": "", "linkedCardId": "11", "isCompleted": True, "position": 1}],
        "customFieldGroups": [{"id": "g", "name": "Details", "boardId": "1"}],
        "customFields": [{"id": "f", "name": "Size", "customFieldGroupId": "g"}],
        "customFieldValues": [
            {"id": "v", "content": "Large", "cardId": "10", "customFieldGroupId": "g", "customFieldId": "f"},
            {"id": "w", "content": "3d", "cardId": "10", "customFieldGroupId": "elsewhere", "customFieldId": "x"},
        ],
        "attachments": [],
    },
}


@pytest.mark.django_db
def test_planka_2(boards_of, owner):
    (board,) = boards_of(PLANKA)
    assert lists(board) == [("Now", "", 1), ("Gone well", "completed", 1), ("Archive", "", 0)]
    sow, _weed = board.cards
    assert board.description == "A board of the project “Home”."
    assert sow.fields == (("Details: Size", "Large"), ("Custom field", "3d"), ("Stopwatch", "1:01:40"))
    assert [(item.text, item.done) for item in sow.checklists[0].items] == [("Weed", True)]
    assert sow.links == (Link("relates", "11"),)
    plan = importing.prepare(board, owner=owner)
    assert [task.completed_at.day for task in plan.tasks if task.completed_at] == [2]


PLANKA_DUMP = """--
-- PostgreSQL database dump
--
COPY public.project (id, name) FROM stdin;
9\tHome
\\.
COPY public.board (id, project_id, "position", name) FROM stdin;
2\t9\t131072\tShed
1\t9\t65536\tGarden
\\.
COPY public.user_account (id, email, name, password) FROM stdin;
7\tada@example.com\tAda\tsecret
8\tbob@example.com\tBob\tsecret
\\.
COPY public.list (id, board_id, "position", name, type) FROM stdin;
21\t1\t65536\tNow\tactive
22\t1\t\\N\t\\N\tarchive
\\.
COPY public.card (id, board_id, list_id, "position", name, description, due_date, is_due_completed, stopwatch) FROM stdin;
31\t1\t21\t131072\tSow\tFirst\\nSecond \\\\ third\t2026-03-01 10:00:00\tf\t{"total":60,"startedAt":null}
32\t1\t22\t65536\tWeed\t\\N\t\\N\t\\N\t\\N
\\.
COPY public.card_membership (id, card_id, user_id) FROM stdin;
1\t31\t7
\\.
COPY public.task (id, card_id, name, is_completed, "position") FROM stdin;
41\t31\tRake\tt\t65536
\\.
COPY public.action (id, card_id, user_id, type, data, created_at) FROM stdin;
51\t31\t7\tcommentCard\t{"text":"Now"}\t2026-01-05 10:00:00
52\t31\t7\tcreateCard\t{"list":{}}\t2026-01-05 10:00:00
\\.
"""


def test_the_dump_of_planka(boards_of):
    garden, shed = boards_of(PLANKA_DUMP.encode())
    assert (garden.name, shed.name, shed.cards) == ("Garden", "Shed", ())
    assert [(lane.name, lane.closed) for lane in garden.lists] == [("Now", False), ("Archive", True)]
    weed, sow = garden.cards
    assert sow.description == "First\nSecond \\ third" and sow.due == "2026-03-01 10:00:00+00:00" and not sow.done
    assert sow.members == ("7",) and [each.email for each in garden.members.values()] == ["ada@example.com"]
    assert [(item.text, item.done) for item in sow.checklists[0].items] == [("Rake", True)]
    assert [(each.author, each.text, each.date.day) for each in sow.comments] == [("Ada", "Now", 5)]
    assert sow.fields == (("Stopwatch", "0:01:00"),) and weed.list_id == "22"


def test_a_dump_of_planka_that_is_cut_off_within_a_table_is_refused(boards_of):
    with pytest.raises(InvalidInput, match="The dump is cut off"):
        boards_of(PLANKA_DUMP[: PLANKA_DUMP.index("52\t31")].encode())


def test_wekan_estimates_what_follows_and_loose_files(boards_of):
    first, second = ({**each, "archived": False} for each in samples.WEKAN["cards"])
    first |= {"poker": {"estimation": 8}, "targetId_gantt": ["c2", "c1"], "linkType_gantt": [0, 1]}
    second |= {"parentId": "", "targetId_gantt": ["c1"], "linkType_gantt": [1]}
    document = {
        **samples.WEKAN,
        "cards": [first, second],
        "attachments": [{"_id": "x", "cardId": "c1", "name": "a.txt"}],
    }
    entries = {"wekan.json": json.dumps(document), "attachments/x-a.txt": "a", "attachments/y-b.txt": "b"}
    (board,) = boards_of(zipped(entries))
    assert ("Planning poker", "8") in board.cards[0].fields
    assert [card.links for card in board.cards] == [(Link("blocks", "c2"),), (Link("relates", "c1"),)]
    assert [each.open().read() for each in board.cards[0].attachments] == [b"a"]
    assert board.remarks == (("Files of the archive that belong to no card, left out", "y"),)


def test_wekan(boards_of):
    whole = {
        **samples.WEKAN,
        "swimlanes": [{"_id": "s1", "title": "Default"}, {"_id": "s2", "title": "Money", "archived": True}],
        "subtaskItems": [
            {"_id": "c2", "title": "Ask the mayor", "parentId": "c1"},
            {"_id": "x2", "title": "Call", "parentId": "c1", "subtaskSort": 2, "archived": True},
            {"_id": "x1", "title": "Write", "parentId": "c1", "subtaskSort": 1, "archived": False},
        ],
        "customFields": [
            {"_id": "f1", "name": "Paid", "type": "checkbox", "settings": {}},
            {"_id": "f2", "name": "Price", "type": "currency", "settings": {"currencyCode": "EUR"}},
            {"_id": "f3", "name": "Words", "type": "stringtemplate", "settings": {}},
        ],
    }
    card = {
        **samples.WEKAN["cards"][0],
        "receivedAt": "2026-01-04T10:00:00.000Z",
        "spentTime": 2.5,
        "isOvertime": True,
        "requestedBy": "u1",
        "vote": {"question": "Now?", "positive": ["u1", "u2"], "negative": []},
        "customFields": [
            {"_id": "f1", "value": True},
            {"_id": "f2", "value": 12.5},
            {"_id": "f3", "value": ["a", "b"]},
            {"_id": "gone", "value": "x"},
        ],
    }
    (board,) = boards_of({**whole, "cards": [card]})
    (hall,) = board.cards
    # Its votes stand in its fields.
    assert hall.closed and not hall.votes
    assert [item.text for item in hall.checklists[-1].items] == ["Write", "Call", "Ask the mayor"]
    assert hall.fields == (
        ("Swimlane", "Money"),
        ("Requested by", "Ada Lovelace"),
        ("Received", "2026-01-04T10:00:00.000Z"),
        ("Hours spent", "2.5"),
        ("Overtime", "yes"),
        ("Vote", "Now? (2 for it, 0 against it)"),
        ("Paid", "yes"),
        ("Price", "12.5 EUR"),
        ("Words", "a, b"),
        ("Custom field", "x"),
    )


def test_wekan_in_a_zip_with_its_files(boards_of):
    board = {**samples.WEKAN, "attachments": [{"_id": "x", "cardId": "c1", "name": "plan.txt"}]}
    content = zipped({"fair/wekan.json": json.dumps(board), "fair/attachments/x-plan.txt": "the plan"})
    (fair,) = boards_of(content)
    (plan,) = (each for card in fair.cards for each in card.attachments)
    assert (plan.name, plan.size, plan.open().read()) == ("plan.txt", 8, b"the plan") and len(fair.cards) == 2


def kanboard(tmp_path, script):
    content = samples.kanboard(tmp_path)
    path = tmp_path / "changed.sqlite"
    path.write_bytes(content)
    database = sqlite3.connect(path)
    database.executescript(script)
    database.close()
    return path.read_bytes()


def test_kanboard_of_many_years(tmp_path, boards_of):
    script = """
        ALTER TABLE tasks ADD COLUMN color_id TEXT; ALTER TABLE tasks ADD COLUMN recurrence_status INTEGER;
        ALTER TABLE tasks ADD COLUMN recurrence_factor INTEGER; ALTER TABLE tasks ADD COLUMN recurrence_timeframe INTEGER;
        ALTER TABLE tasks ADD COLUMN creator_id INTEGER; ALTER TABLE columns ADD COLUMN description TEXT;
        CREATE TABLE task_has_metadata (task_id INTEGER, name TEXT, value TEXT);
        INSERT INTO task_has_metadata VALUES (7, 'Room', '12');
        UPDATE tasks SET color_id = 'yellow', creator_id = 1; UPDATE columns SET description = 'Ideas' WHERE id = 2;
        UPDATE tasks SET color_id = 'deep_orange', recurrence_status = 1, recurrence_factor = 2, recurrence_timeframe = 1
          WHERE id = 7;
        INSERT INTO columns (id, title, position, project_id) VALUES (9, 'Later', 1, 2);
        INSERT INTO tasks (id, title, project_id, column_id, is_active) VALUES (9, 'Elsewhere', 2, 9, 1);
        INSERT INTO links VALUES (4, 'targets milestone', 5);
        INSERT INTO task_has_links VALUES (3, 4, 7, 8), (4, 2, 7, 9);
    """
    office, old = boards_of(kanboard(tmp_path, script))
    plant = next(card for card in office.cards if card.id == "7")
    assert office.description == "Plants\n\n- **Backlog:** Ideas" and len(old.cards) == 1 and old.closed
    assert ("Color", "deep orange") in plant.fields and ("Creator", "Ada Lovelace") in plant.fields
    assert ("Repeats after", "2 months") in plant.fields and ("Room", "12") in plant.fields
    words = [(link.kind, link.card_id, link.title, link.words) for link in plant.links]
    assert ("relates", "8", "Water it", "targets milestone") in words and ("blocks", "9", "Elsewhere", "") in words


def test_kanboard_before_tables_got_their_names(tmp_path, boards_of):
    script = """
        ALTER TABLE subtasks RENAME TO task_has_subtasks; ALTER TABLE comments RENAME COLUMN date_creation TO date;
        CREATE TABLE files (id INTEGER, name TEXT, path TEXT, task_id INTEGER);
        INSERT INTO files VALUES (1, 'fern.png', 'x', 7);
        DROP TABLE tags; DROP TABLE task_has_tags;
        ALTER TABLE projects ADD COLUMN default_swimlane TEXT; UPDATE projects SET default_swimlane = 'First';
        UPDATE tasks SET swimlane_id = 0 WHERE id = 8;
    """
    office = boards_of(kanboard(tmp_path, script))[0]
    plant, water = sorted(office.cards, key=lambda card: card.id)
    assert len(plant.checklists[0].items) == 2 and plant.comments[0].date is not None
    assert [each.name for each in plant.attachments] == ["fern.png"] and ("Swimlane", "First") in water.fields
