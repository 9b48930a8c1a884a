"""What boards of other tools hold beside what is plain: nothing of it is lost without a word."""
# ruff: noqa: E501

import json
import sqlite3

import pytest

from boards.transfer import importing, opening
from boards.transfer.boards import Link
from boards.transfer.formats.registry import recognised
from tests.transfer import board_samples as samples
from tests.transfer.board_samples import zipped
from tests.transfer.test_table_tools import brought, lists


@pytest.fixture
def read(tmp_path):
    """The boards of a file."""

    def read(content, name="Chores.bin"):
        file = brought(tmp_path, content if isinstance(content, bytes) else json.dumps(content).encode(), name)
        return list(opening.opened(file).boards)

    return read


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
def test_planka_2(read, owner):
    (board,) = read(PLANKA)
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


def test_the_dump_of_planka(read):
    garden, shed = read(PLANKA_DUMP.encode())
    assert (garden.name, shed.name, shed.cards) == ("Garden", "Shed", ())
    assert [(lane.name, lane.closed) for lane in garden.lists] == [("Now", False), ("Archive", True)]
    weed, sow = garden.cards
    assert sow.description == "First\nSecond \\ third" and sow.due == "2026-03-01 10:00:00+00:00" and not sow.done
    assert sow.members == ("7",) and [each.email for each in garden.members.values()] == ["ada@example.com"]
    assert [(item.text, item.done) for item in sow.checklists[0].items] == [("Rake", True)]
    assert [(each.author, each.text, each.date.day) for each in sow.comments] == [("Ada", "Now", 5)]
    assert sow.fields == (("Stopwatch", "0:01:00"),) and weed.list_id == "22"


def test_wekan(read):
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
    (board,) = read({**whole, "cards": [card]})
    (hall,) = board.cards
    assert hall.closed and hall.votes == 2
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


def test_wekan_in_a_zip_with_its_files(read):
    board = {**samples.WEKAN, "attachments": [{"_id": "x", "cardId": "c1", "name": "plan.txt"}]}
    content = zipped({"fair/wekan.json": json.dumps(board), "fair/attachments/x-plan.txt": "the plan"})
    (fair,) = read(content)
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


def test_kanboard_of_many_years(tmp_path, read):
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
    office, old = read(kanboard(tmp_path, script))
    plant = next(card for card in office.cards if card.id == "7")
    assert office.description == "Plants\n\n- **Backlog:** Ideas" and len(old.cards) == 1 and old.closed
    assert ("Color", "deep orange") in plant.fields and ("Creator", "Ada Lovelace") in plant.fields
    assert ("Repeats after", "2 months") in plant.fields and ("Room", "12") in plant.fields
    words = [(link.kind, link.card_id, link.title, link.words) for link in plant.links]
    assert ("relates", "8", "Water it", "targets milestone") in words and ("blocks", "9", "Elsewhere", "") in words


def test_kanboard_before_tables_got_their_names(tmp_path, read):
    script = """
        ALTER TABLE subtasks RENAME TO task_has_subtasks; ALTER TABLE comments RENAME COLUMN date_creation TO date;
        CREATE TABLE files (id INTEGER, name TEXT, path TEXT, task_id INTEGER);
        INSERT INTO files VALUES (1, 'fern.png', 'x', 7);
        DROP TABLE tags; DROP TABLE task_has_tags;
        ALTER TABLE projects ADD COLUMN default_swimlane TEXT; UPDATE projects SET default_swimlane = 'First';
        UPDATE tasks SET swimlane_id = 0 WHERE id = 8;
    """
    office = read(kanboard(tmp_path, script))[0]
    plant, water = sorted(office.cards, key=lambda card: card.id)
    assert len(plant.checklists[0].items) == 2 and plant.comments[0].date is not None
    assert [each.name for each in plant.attachments] == ["fern.png"] and ("Swimlane", "First") in water.fields


def test_vikunja(read):
    tasks = [
        {
            "id": 1,
            "title": "Paint",
            "repeat_after": 1209600,
            "repeat_mode": 2,
            "hex_color": "ff0000",
            "related_tasks": {
                "precedes": [{"id": 2, "title": "Hang"}],
                "blocking": [{"id": 99, "title": "In the other house"}],
                "duplicates": [{"id": 2, "title": "Hang"}],
            },
        },
        {"id": 2, "title": "Hang", "repeat_after": 0, "repeat_mode": 1},
        {"id": 3, "title": "Sweep", "repeats": "FREQ=DAILY"},
    ]
    data = [{"id": 1, "title": "House"}, {"id": 2, "title": "Hall", "parent_project_id": 1, "tasks": tasks}]
    content = zipped({"data.json": json.dumps(data), "VERSION": "2.5.0", "filters.json": "null"})
    _house, hall = read(content)
    assert hall.description == "Within the project “House”."
    paint, hang, sweep = hall.cards
    assert paint.fields == (("Repeats", "every 2 weeks, from when it is done"), ("Color", "#ff0000"))
    assert hang.fields == (("Repeats", "every month"),) and sweep.fields == (("Repeats", "FREQ=DAILY"),)
    assert paint.links == (
        Link("relates", "2", words="Precedes"),
        Link("blocks", "99"),
        Link("duplicated_by", "2"),
    )
    assert paint.links[1].title == "In the other house"


def test_deck(read):
    card = {"id": 1, "title": "Sow", "dependentCards": [2], "commentsCount": 3, "labels": [{"id": 5, "deletedAt": 1}]}
    stacks = {
        "1": {"id": 1, "title": "Now", "deletedAt": 0, "cards": [card, {"id": 2, "title": "Weed"}]},
        "2": {"id": 2, "title": "Gone", "deletedAt": 1767607200, "cards": [{"id": 3, "title": "Lost"}]},
    }
    labels = [{"id": 5, "title": "Old", "color": "ff0000", "deletedAt": 1767607200}]
    (board,) = read({"version": "1.19.0", "boards": {"7": {"id": 7, "title": "B", "labels": labels, "stacks": stacks}}})
    assert len(board.cards) == 2 and not board.labels and board.cards[0].links == (Link("relates", "2"),)
    assert board.remarks == (("Lists that were deleted there, left out", "Gone"),)
    assert board.cards[0].comments_counted == 3


def focalboard(view, properties=None):
    options = [{"id": each, "value": each.upper(), "color": ""} for each in ("a", "b", "c")]
    kinds = [{"id": "p", "name": "Status", "type": "select", "options": options}]
    kinds += [{"id": "d", "name": "Due date", "type": "date"}, {"id": "r", "name": "Trip", "type": "date"}]
    lines = [
        {"type": "board", "data": {"id": "x", "title": "B", "cardProperties": kinds}},
        {"type": "block", "data": {"id": "v", "type": "view", "boardId": "x", "parentId": "x", "fields": view}},
        {
            "type": "block",
            "data": {
                "id": "k",
                "type": "card",
                "boardId": "x",
                "parentId": "x",
                "title": "Sow",
                "fields": {"icon": "🌱", "properties": properties or {}},
            },
        },
        {
            "type": "block",
            "data": {
                "id": "m",
                "type": "comment",
                "boardId": "x",
                "parentId": "k",
                "title": "Now",
                "createdBy": "u1",
                "createAt": 1767607200000,
            },
        },
    ]
    return zipped({"version.json": '{"version":2}', "x/board.jsonl": "\n".join(map(json.dumps, lines))})


@pytest.mark.parametrize(
    ("shown", "hidden", "order"),
    [
        (["c", "a"], ["b"], ["Without a list", "C", "A", "B"]),
        (["c", "", "a", "b"], [], ["C", "Without a list", "A", "B"]),
        (["a", "b", "c"], [""], ["A", "B", "C", "Without a list"]),
        ([], [], ["Without a list", "A", "B", "C"]),
    ],
)
def test_columns_of_focalboard_stand_as_its_view_shows_them(read, shown, hidden, order):
    view = {"viewType": "board", "groupById": "p", "visibleOptionIds": shown, "hiddenOptionIds": hidden}
    (board,) = read(focalboard(view))
    assert [lane.name for lane in board.lists] == order


def test_focalboard_tells_people_by_ids_and_dates_as_ranges(read):
    dates = {"d": '{"from":1772359200000,"to":1772445600000}', "r": '{"from":1772359200000,"to":1772445600000}'}
    (board,) = read(focalboard({"viewType": "board", "groupById": "p"}, dates))
    (sow,) = board.cards
    assert (sow.start[:10], sow.due[:10]) == ("2026-03-01", "2026-03-02")
    assert sow.fields == (("Icon", "🌱"), ("Trip", "2026-03-01T10:00:00+00:00 – 2026-03-02T10:00:00+00:00"))
    assert sow.comments[0].author_id == "u1" and board.members["u1"].name == "u1"


def test_taiga(read):
    story = {
        **samples.TAIGA["user_stories"][0],
        "ref": 4,
        "role_points": [{"role": "UX", "points": "3"}, {"role": "Back", "points": "?"}],
        "swimlane": "Shop",
        "generated_from_issue": 8,
        "external_reference": ["github", "https://example.com/1"],
    }
    epic = {
        "ref": 9,
        "subject": "Sales",
        "status": "New",
        "related_user_stories": [
            {"user_story": 4, "source_project_slug": None},
            {"user_story": 2, "source_project_slug": "other"},
        ],
    }
    (board,) = read({**samples.TAIGA, "user_stories": [story], "tasks": [], "epics": [epic], "issues": []})
    basket, sales = board.cards
    fields = dict(basket.fields)
    assert (fields["Points (UX)"], fields["Swimlane"]) == ("3", "Shop") and "Points (Back)" not in fields
    assert fields["Outside reference"] == "github https://example.com/1"
    assert basket.links == (Link("relates", "8", words="Made from the issue"),)
    assert sales.links == (Link("child", "4"), Link("child", "other #2"))


ICS = """BEGIN:VCALENDAR
NAME:Chores
BEGIN:VTODO
UID:1
SUMMARY:Second
X-APPLE-SORT-ORDER:20
DUE;TZID=W. Europe Standard Time:20260301T100000
ATTENDEE;CN="Ada Lovelace":mailto:ada@example.com
COMMENT:Asked Bob
CLASS:PUBLIC
END:VTODO
BEGIN:VTODO
UID:2
SUMMARY:First
X-APPLE-SORT-ORDER:10
DUE;TZID=/freeassociation.sourceforge.net/Europe/Berlin:20260301T100000
RELATED-TO;RELTYPE=CHILD:1
STATUS:COMPLETED
COMPLETED:20260201T100000Z
END:VTODO
BEGIN:VTODO
UID:2
RECURRENCE-ID:20260302T100000Z
SUMMARY:First again
RELATED-TO:gone
END:VTODO
END:VCALENDAR
"""


@pytest.mark.django_db
def test_tasks_of_calendars(read, owner):
    (board,) = read(ICS.encode())
    first, second, again = board.cards
    assert [card.title for card in board.cards] == ["First", "Second", "First again"]
    assert first.due == second.due == "2026-03-01T10:00:00+01:00"
    assert second.members == ("ada@example.com",) and second.comments[0].text == "Asked Bob" and not second.fields
    assert first.links == (Link("child", "1"),) and again.links == (Link("parent", "gone"),)
    assert len({card.id for card in board.cards}) == 3
    plan = importing.prepare(board, owner=owner)
    assert [task.completed_at.date().isoformat() for task in plan.tasks if task.completed_at] == ["2026-02-01"]


OWN_ZONE = """BEGIN:VCALENDAR
BEGIN:VTODO
UID:1
DUE;TZID=Home:20260301T100000
DTSTART;TZID=Nowhere:20260301T100000
END:VTODO
BEGIN:VTODO
UID:2
DUE;TZID=Customized:20260701T100000
END:VTODO
BEGIN:VTIMEZONE
TZID:Home
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETTO:+0530
END:STANDARD
END:VTIMEZONE
BEGIN:VTIMEZONE
TZID:Customized
X-LIC-LOCATION:Europe/Berlin
END:VTIMEZONE
END:VCALENDAR
"""


def test_zones_that_a_calendar_defines_itself(read):
    (board,) = read(OWN_ZONE.encode())
    first, second = board.cards
    assert (first.due, second.due) == ("2026-03-01T10:00:00+05:30", "2026-07-01T10:00:00+02:00")
    assert first.start == "2026-03-01T10:00:00"
    assert board.remarks == (("Zones that are not known; times are taken as they are written", "Nowhere"),)


def test_taskwarrior(read):
    tasks = [
        {
            "uuid": "p",
            "description": "Rent",
            "status": "recurring",
            "entry": "20260105T100000Z",
            "recur": "monthly",
            "mask": "-",
            "rtype": "periodic",
        },
        {
            "uuid": "c",
            "description": "Rent",
            "status": "pending",
            "entry": "20260105T100000Z",
            "parent": "p",
            "imask": 0,
            "wait": "20990101T000000Z",
            "priority": "Now",
            "reviewed": "20260106T100000Z",
            "depends": ["gone"],
        },
    ]
    (board,) = read(tasks)
    rent, april = board.cards
    assert rent.fields == (("Repeats", "monthly"),) and april.list_id == "waiting"
    assert april.fields == (
        ("Waits until", "2099-01-01T00:00:00+00:00"),
        ("Priority", "Now"),
        ("reviewed", "2026-01-06T10:00:00+00:00"),
    )
    assert april.links == (Link("blocked_by", "gone"), Link("relates", "p", words="Is an occurrence of"))


def test_a_plain_list_is_todo_txt_by_its_name(tmp_path):
    content = b"Buy milk\nCall Bob rec:1w\n"
    assert recognised(brought(tmp_path, content, "notes.txt")) is None
    file = brought(tmp_path, content, "My todo.txt")
    _milk, bob = recognised(file).parse(file)[0].cards
    assert (bob.title, bob.fields) == ("Call Bob", (("Repeats", "1w"),))


@pytest.mark.django_db
def test_links_to_what_does_not_come_along_name_it(read, owner):
    tasks = [{"id": 1, "title": "Paint", "related_tasks": {"follows": [{"id": 99, "title": "Plaster"}]}}]
    data = json.dumps([{"id": 1, "title": "House", "tasks": tasks}])
    (board,) = read(zipped({"data.json": data, "VERSION": "2.5.0"}))
    (task,) = importing.prepare(board, owner=owner).tasks
    assert "Follows: “Plaster”" in task.description


def test_a_trello_card_that_is_open_again_tells_no_day_of_completion(read):
    action = {
        "type": "updateCard",
        "date": "2026-01-05T10:00:00.000Z",
        "data": {"card": {"id": "c", "dueComplete": True}, "old": {"dueComplete": False}},
    }
    card = {"id": "c", "idList": "l", "name": "Sow", "dueComplete": False}
    (board,) = read({"name": "B", "lists": [{"id": "l", "name": "Now"}], "cards": [card], "actions": [action]})
    assert board.cards[0].done_at is None


def test_cards_attached_to_trello_cards_are_linked(read):
    attachments = [
        {"name": "Weed", "url": url} for url in ("https://trello.com/c/wEeD1234/2-weed", "https://trello.com/c/gone")
    ]
    cards = [
        {"id": "a", "idList": "l", "name": "Sow", "attachments": attachments},
        {"id": "b", "idList": "l", "name": "Weed", "shortLink": "wEeD1234"},
    ]
    (board,) = read({"name": "B", "lists": [{"id": "l", "name": "Now"}], "cards": cards})
    assert board.cards[0].links == (Link("relates", "b"),) and len(board.cards[0].attachments) == 2


def test_custom_fields_of_trello_were_a_power_up_once(read):
    power_up = "56d5e249a98895a9797bebb9"
    known = [
        {"id": "f1", "n": "Size", "t": 4, "o": [{"id": "o1", "value": "Large"}]},
        {"id": "f2", "n": "Cost", "t": 1},
        {"id": "f3", "n": "Empty", "t": 0},
    ]
    values = {"f1": "o1", "f2": "12", "f3": "", "gone": "x"}
    of_card = [
        {"idPlugin": power_up, "scope": "card", "value": json.dumps({"fields": values})},
        {"idPlugin": power_up, "scope": "card", "value": "{broken"},
        {"idPlugin": "other", "scope": "card", "value": "1"},
    ]
    board = {
        "name": "B",
        "lists": [{"id": "l", "name": "Now"}],
        "cards": [{"id": "a", "idList": "l", "name": "Sow", "pluginData": of_card}],
        "pluginData": [{"idPlugin": power_up, "scope": "board", "value": json.dumps({"fields": known})}],
    }
    assert read(board)[0].cards[0].fields == (("Size", "Large"), ("Cost", "12"))
