"""What lists of tasks and boards kept in archives hold beside what is plain: nothing of it is lost without a word."""

import json

import pytest

from boards.transfer import importing
from boards.transfer.boards import Link
from boards.transfer.formats.registry import recognised
from tests.transfer import board_samples as samples
from tests.transfer.board_samples import zipped
from tests.transfer.reading import brought


def test_vikunja(boards_of):
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
    _house, hall = boards_of(content)
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


def test_deck(boards_of):
    card = {"id": 1, "title": "Sow", "dependentCards": [2], "commentsCount": 3, "labels": [{"id": 5, "deletedAt": 1}]}
    stacks = {
        "1": {"id": 1, "title": "Now", "deletedAt": 0, "cards": [card, {"id": 2, "title": "Weed"}]},
        "2": {"id": 2, "title": "Gone", "deletedAt": 1767607200, "cards": [{"id": 3, "title": "Lost"}]},
    }
    labels = [{"id": 5, "title": "Old", "color": "ff0000", "deletedAt": 1767607200}]
    (board,) = boards_of(
        {"version": "1.19.0", "boards": {"7": {"id": 7, "title": "B", "labels": labels, "stacks": stacks}}}
    )
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
def test_columns_of_focalboard_stand_as_its_view_shows_them(boards_of, shown, hidden, order):
    view = {"viewType": "board", "groupById": "p", "visibleOptionIds": shown, "hiddenOptionIds": hidden}
    (board,) = boards_of(focalboard(view))
    assert [lane.name for lane in board.lists] == order


def test_focalboard_tells_people_by_ids_and_dates_as_ranges(boards_of):
    dates = {"d": '{"from":1772359200000,"to":1772445600000}', "r": '{"from":1772359200000,"to":1772445600000}'}
    (board,) = boards_of(focalboard({"viewType": "board", "groupById": "p"}, dates))
    (sow,) = board.cards
    assert (sow.start[:10], sow.due[:10]) == ("2026-03-01", "2026-03-02")
    assert sow.fields == (("Icon", "🌱"), ("Trip", "2026-03-01T10:00:00+00:00 – 2026-03-02T10:00:00+00:00"))
    assert sow.comments[0].author_id == "u1" and board.members["u1"].name == "u1"


def test_taiga(boards_of):
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
    (board,) = boards_of({**samples.TAIGA, "user_stories": [story], "tasks": [], "epics": [epic], "issues": []})
    basket, sales = board.cards
    fields = dict(basket.fields)
    assert (fields["Points (UX)"], fields["Swimlane"]) == ("3", "Shop") and "Points (Back)" not in fields
    assert fields["Outside reference"] == "github https://example.com/1"
    assert basket.links == (Link("relates", "8", words="Made from the issue"),)
    assert sales.links == (Link("child", "4"), Link("child", "other #2"))


def test_a_line_of_todo_txt_that_is_open_has_one_day_before_its_words(boards_of):
    (board,) = boards_of(b"(A) 2026-03-01 2026-02-28 accounts +bank\nx 2026-03-02 2026-03-01 2026-02-27 accounts\n")
    assert [card.title for card in board.cards] == ["2026-02-28 accounts", "2026-02-27 accounts"]
    assert [card.created_at.day for card in board.cards] == [1, 1]


def test_a_pair_of_todo_txt_is_one_only_as_a_whole_and_of_two_the_later_counts(boards_of):
    lines = "Ask due:soon for it t:x rec:often +work\nMove due:2026-03-01 to the end due:2026-03-09 rec:1m\n"
    (board,) = boards_of(f"x 2026-03-01 Paid +work @Work +WORK\n{lines}".encode())
    told = [(card.title, card.due, card.start, card.fields) for card in board.cards[1:]]
    assert told == [
        ("Ask due:soon for it t:x rec:often", "", "", ()),
        ("Move due:2026-03-01 to the end", "2026-03-09", "", (("Repeats", "1m"),)),
    ]


def test_a_task_of_todo_txt_is_a_part_of_the_one_whose_number_it_names(boards_of):
    # As topydo writes them.
    (board,) = boards_of(b"(A) Bake bread +Food id:1\n(B) Buy flour p:1 +Food\nRead id:7 p:9 +Books\n")
    bread, flour, read = board.cards
    assert [bread.title, flour.title, read.title] == ["Bake bread", "Buy flour", "Read id:7 p:9"]
    assert flour.links == (Link("parent", bread.id),) and not bread.links and not read.links


def test_a_word_of_todo_txt_within_a_sentence_stays_there(boards_of):
    lines = (
        "Document +TodoTxt task format due:2026-03-01 @desk +docs",
        "@shop +food Eskimo pies",
        "x 2026-03-02 @shop",
        "(A) 2026-03-01 Email @bob the +report by noon pri:A",
    )
    (board,) = boards_of("\n".join(lines).encode())
    names = {label.id: label.name for label in board.labels.values()}
    assert [(card.title, [names[each] for each in card.labels]) for card in board.cards] == [
        ("Document +TodoTxt task format", ["TodoTxt", "desk", "docs"]),
        ("Eskimo pies", ["shop", "food"]),
        ("@shop", ["shop"]),
        ("Email @bob the +report by noon", ["bob", "report"]),
    ]


def test_taskwarrior(boards_of):
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
    (board,) = boards_of(tasks)
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
def test_links_to_what_does_not_come_along_name_it(boards_of, owner):
    tasks = [{"id": 1, "title": "Paint", "related_tasks": {"follows": [{"id": 99, "title": "Plaster"}]}}]
    data = json.dumps([{"id": 1, "title": "House", "tasks": tasks}])
    (board,) = boards_of(zipped({"data.json": data, "VERSION": "2.5.0"}))
    (task,) = importing.prepare(board, owner=owner).tasks
    assert "Follows: “Plaster”" in task.description
