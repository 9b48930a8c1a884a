"""Boards of other tools: recognised, and each thing where it belongs."""

import copy
import json
import os
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boards.exceptions import InvalidInput
from boards.transfer import importing
from boards.transfer.boards import Link
from boards.transfer.files import Brought
from boards.transfer.formats.registry import FORMATS, recognised
from boards.transfer.html_text import markdown
from tests.transfer import board_samples as samples
from tests.transfer import focalboard_samples
from tests.transfer.reading import brought, lists, plan_or_sentence
from tests.transfer.test_table_tools import CONTENTS as TABLES

JSONS = {
    "deck": samples.DECK,
    "github-issues": samples.GITHUB,
    "planka": samples.PLANKA,
    "taiga": samples.TAIGA,
    "taskwarrior": samples.TASKWARRIOR,
    "wekan": samples.WEKAN,
}
CONTENTS = {
    **{key: json.dumps(value).encode() for key, value in JSONS.items()},
    "focalboard": focalboard_samples.ARCHIVE,
    "jira-xml": samples.JIRA_XML.encode(),
    "ms-project": samples.MS_PROJECT.encode(),
    "todo.txt": samples.TODO.encode(),
    "vikunja": samples.VIKUNJA,
    "vtodo": samples.VTODO.replace("\n", "\r\n").encode(),
}
KEYS = [*CONTENTS, "kanboard"]


@pytest.fixture
def content(tmp_path):
    return lambda key: samples.kanboard(tmp_path) if key == "kanboard" else CONTENTS[key]


@pytest.fixture
def read(tmp_path, content):
    """The first board of a sample."""

    def read(key):
        file = brought(tmp_path, content(key))
        return recognised(file).parse(file)[0]

    return read


@pytest.mark.parametrize("key", KEYS)
def test_each_is_recognised_as_its_own_and_as_nothing_else_but_a_table(tmp_path, content, key):
    file = brought(tmp_path, content(key), "x.bin")
    fitting = [each.key for each in FORMATS if each.recognises(file)]
    assert recognised(file).key == key and set(fitting) <= {key, "table"}


@pytest.mark.parametrize("key", TABLES)
def test_no_table_is_taken_for_one_of_these(tmp_path, key):
    file = brought(tmp_path, TABLES[key], "x.bin")
    assert not {each.key for each in FORMATS if each.recognises(file)} & set(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_each_can_be_planned_and_names_its_tool(read, key, owner):
    board = read(key)
    plan = importing.prepare(board, owner=owner)
    assert len(plan.tasks) == len(board.cards) and plan.tool == board.tool
    assert not any("Trello" in line for line in plan.lines())


@pytest.mark.parametrize("key", KEYS)
def test_what_is_cut_off_or_broken_is_a_plan_or_a_sentence(tmp_path, content, key, owner):
    whole = content(key)
    for tenth in range(1, 10):
        cut = whole[: len(whole) * tenth // 10]
        for broken in (cut, cut.replace(b'"', b"'"), whole.replace(b"0", b"x"), cut.replace(b"e", b"\x00")):
            plan_or_sentence(brought(tmp_path, broken), owner)


def places(value, path=()):
    """The way to each value within."""
    yield path
    within = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in within:
        yield from places(each, (*path, key))


ODD = [
    None,
    "",
    "x",
    0,
    -1,
    1e300,
    True,
    [],
    {},
    [None],
    {"id": {}},
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "\x00",
]


@pytest.mark.django_db
@pytest.mark.parametrize("key", JSONS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_value_may_be_of_another_kind(tmp_path, key, owner, data):
    whole = copy.deepcopy(JSONS[key])
    for _number in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(list(places(whole))))
        if not path:
            continue
        holder = whole
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = copy.deepcopy(data.draw(st.sampled_from(ODD)))
    plan_or_sentence(brought(tmp_path, json.dumps(whole).encode()), owner)


def test_wekan(read):
    board = read("wekan")
    assert lists(board) == [("To do", "", 1), ("Done", "", 1)] and board.lists[0].limit == "3"
    hall, mayor = board.cards
    assert (hall.number, hall.labels, hall.members, hall.due) == (
        "7",
        ("l1",),
        ("u2", "u1"),
        "2026-03-01T10:00:00.000Z",
    )
    assert hall.fields == (("Swimlane", "Money"), ("Size", "Large"))
    assert [(item.text, item.done) for item in hall.checklists[0].items] == [("Read", True), ("Sign", False)]
    assert [(each.author, each.text) for each in hall.comments] == [("Ada Lovelace", "Booked?")]
    assert hall.attachments[0].open().read() == b"a plan"
    assert mayor.closed and mayor.links == (Link("parent", "c1"),)


def test_vikunja(read):
    board = read("vikunja")
    assert lists(board) == [("Next", "", 1), ("Doing", "", 1), ("Finished", "completed", 0)]
    assert [lane.limit for lane in board.lists] == ["", "4", ""]
    buy, paint = board.cards
    assert (paint.number, paint.priority, paint.progress, paint.due) == ("3", 4, 40, "2026-03-01T11:00:00Z")
    assert paint.description == "Two **coats**\n\n- [x] One\n" and paint.comments[0].text == "Blue\n"
    assert paint.links == (Link("blocked_by", "6"),) and not paint.start
    assert paint.attachments[0].open().read() == b"jpg" and paint.attachments[0].size == 3
    assert buy.title == "Buy paint"


def test_taiga(read):
    board = read("taiga")
    assert lists(board) == [("New", "", 0), ("Doing", "", 1), ("Done", "completed", 0), ("Open", "", 1)]
    basket, draw = board.cards
    assert basket.members == ("ada@example.com", "bob@example.com") and basket.labels == ("front",)
    assert board.labels["front"].colour == "#ff0000"
    assert basket.fields == (("Blocked", "Waits for the design"), ("Size", "L"))
    assert [(each.author, each.text) for each in basket.comments] == [("Ada", "Looks good")]
    assert basket.attachments[0].open().read() == b"png"
    assert draw.labels == ("Task",) and draw.links == (Link("parent", "4"),)


def test_planka(read):
    board = read("planka")
    assert [name for name, _status, _count in lists(board)] == ["To do", "Done"]
    (water,) = board.cards
    assert water.members == ("u",) and board.members["u"].email == "ada@example.com"
    assert [(each.name, each.items[0].done) for each in water.checklists] == [("Rooms", True)]
    assert water.attachments[0].url == "https://example.com/guide" and water.comments_counted == 2
    assert board.remarks == (("Cards in the trash, left out", "Gone"),)


def test_deck(read):
    board = read("deck")
    assert lists(board) == [("To do", "", 1), ("Done", "completed", 0)]
    (clean,) = board.cards
    assert clean.members == ("ada",) and clean.labels == ("8",) and board.labels["8"].colour == "#ff0000"
    assert clean.created_at.isoformat() == "2026-01-05T10:00:00+00:00"
    assert [(each.author, each.text) for each in clean.comments] == [("Ada", "Now")]
    assert clean.attachments[0].name == "list.pdf"


def test_github(read):
    board = read("github-issues")
    assert lists(board) == [("Open", "pending", 1), ("Closed", "completed", 1)]
    old, crash = board.cards
    assert (crash.number, crash.labels, crash.members) == ("12", ("bug",), ("ada",))
    assert crash.comments[0].author == "bob" and ("Milestone", "v1") in crash.fields
    assert old.comments_counted == 3 and board.remarks[0][1] == "A change"


def test_taskwarrior(read):
    board = read("taskwarrior")
    assert [(name, count) for name, _status, count in lists(board)] == [
        ("Pending", 0),
        ("Started", 1),
        ("Completed", 1),
    ]
    bank = board.cards[0]
    assert (bank.priority, bank.labels, bank.due) == (3, ("Home.Money", "phone"), "2026-03-01T10:00:00+00:00")
    assert bank.links == (Link("blocked_by", "f6a2"),) and bank.fields == (("estimate", "3"),)
    assert bank.comments[0].text == "Ask for Bob"


def test_taskwarrior_of_a_task_a_line(tmp_path):
    file = brought(tmp_path, "\n".join(map(json.dumps, samples.TASKWARRIOR)).encode())
    assert recognised(file).key == "taskwarrior" and len(recognised(file).parse(file)[0].cards) == 2


def test_todo_txt(read):
    bank, number, write = read("todo.txt").cards
    assert (bank.title, bank.priority, bank.labels, bank.due) == ("Call the bank", 4, ("Money", "phone"), "2026-03-01")
    assert number.list_id == "done" and number.done_at.day == 7 and number.created_at.day == 5
    assert write.title == "Write https://example.com:8000/x"


def test_vtodo(read):
    board = read("vtodo")
    assert board.name == "Chores"
    mow, oil = board.cards
    assert (mow.title, mow.description) == ("Mow the lawn, twice", "First line\nSecond line")
    assert (mow.due, mow.priority, mow.progress, mow.labels) == ("2026-03-01", 4, 30, ("Garden", "Home"))
    assert oil.list_id == "COMPLETED" and oil.links == (Link("parent", "one"),)
    assert oil.due == "2026-01-07T23:30:00+01:00"


def test_ms_project(read):
    board = read("ms-project")
    assert board.name == "House" and lists(board)[1:] == [("In progress", "in_progress", 1), ("Done", "completed", 1)]
    walls, plaster = board.cards
    assert (walls.due, walls.progress, walls.priority, walls.members) == ("2026-03-01T17:00:00", 40, 0, ("5",))
    assert plaster.links == (Link("parent", "1"), Link("blocked_by", "1")) and plaster.priority == 4


def test_jira_xml(read):
    board = read("jira-xml")
    assert board.name == "Web shop" and lists(board) == [("To Do", "pending", 1), ("In Review", "in_progress", 1)]
    sign_in, pay = board.cards
    assert sign_in.description == "Press **Sign in**\n" and sign_in.comments[0].author == "Ada Lovelace"
    assert sign_in.links == (Link("blocks", "SHOP-2"),) and pay.links == (Link("parent", "SHOP-1"),)
    assert sign_in.fields == (("Reporter", "Bob"), ("Team", "Red")) and pay.members == ()


def test_focalboard(read):
    board = read("focalboard")
    assert lists(board) == [("Without a list", "", 1), ("Next", "", 1), ("Done", "", 0)]
    sell, water = board.cards
    assert sell.title == "Sell"
    assert water.description == "## How\n\nEvery *day*" and water.priority == 3
    assert water.due == "2026-03-01T10:00:00+00:00" and water.labels == ("t1",)
    assert water.fields == (("Cost", "12"),) and water.checklists[0].items[0].done
    assert water.comments[0].text == "Not too much" and water.attachments[0].open().read() == b"png"


def test_kanboard(read):
    board = read("kanboard")
    assert lists(board) == [("Backlog", "", 1), ("Done", "", 1)] and board.lists[0].limit == "5"
    water, plant = sorted(board.cards, key=lambda card: card.done, reverse=True)
    assert (plant.number, plant.due, plant.priority) == ("7", "2026-03-01T10:00:00+00:00", 2)
    assert plant.labels == ("Ideas", "urgent") and plant.members == ("1",)
    assert plant.fields == (("Reference", "R1"), ("Hours estimated", "1.5"))
    assert [(item.text, item.done) for item in plant.checklists[0].items] == [
        ("Choose a pot", True),
        ("Carry it", False),
    ]
    assert plant.links == (Link("blocks", "8"),) and water.links == (Link("blocked_by", "7"),)
    assert plant.comments[0].author == "Ada Lovelace" and water.done_at is not None


def test_a_database_of_something_else_is_refused(tmp_path):
    with sqlite3.connect(tmp_path / "other") as database:
        database.execute("CREATE TABLE tasks (id)")
    database.close()
    file = Brought(tmp_path / "other")
    with pytest.raises(InvalidInput, match="but not Kanboard's"):
        recognised(file).parse(file)


def test_xml_with_entities_is_not_read(tmp_path):
    head = '<?xml version="1.0"?><!DOCTYPE Project [<!ENTITY a "b">]>'
    file = brought(
        tmp_path, samples.MS_PROJECT.replace('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>', head).encode()
    )
    with pytest.raises(InvalidInput, match="defines entities"):
        recognised(file).parse(file)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("no tags at all, 1 < 2", "no tags at all, 1 < 2"),
        ("<p>One</p><p>Two<br>three</p>", "One\n\nTwo\nthree\n"),
        ("<h2>Head</h2><p>a <em>b</em> <code>c</code></p>", "## Head\n\na *b* `c`\n"),
        ("<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>", "- a\n- b\n  1. c\n"),
        ('<p><a href="https://example.com">here</a></p>', "[here](<https://example.com>)\n"),
        ("<pre><code>x = 1\ny = 2</code></pre>", "```\nx = 1\ny = 2\n```\n"),
        ("<blockquote><p>said</p></blockquote><p>so</p>", "> said\n\nso\n"),
        ("<p>a<script>alert(1)</script>b</p>", "ab\n"),
        ("<p>&lt;b&gt; &amp; c</p>", "\\<b> & c\n"),
    ],
)
def test_html_becomes_markdown(html, text):
    assert markdown(html) == text


real = pytest.mark.skipif("TEST_DATA" not in os.environ, reason="TEST_DATA names no folder with the real exports.")


@real
def test_the_real_export_of_deck_comes_in_whole():
    file = Brought(Path(os.environ["TEST_DATA"]) / "exports" / "deck-export.json")
    mine, shared = recognised(file).parse(file)
    assert [(name, count) for name, _status, count in lists(mine)] == [("A", 3), ("B", 3), ("C", 0)]
    assert [(name, count) for name, _status, count in lists(shared)] == [("ToDo", 4), ("In progress", 1), ("Done", 2)]
    assert len(mine.labels) + len(shared.labels) == 8


@real
def test_the_real_export_of_vikunja_comes_in_whole():
    file = Brought(Path(os.environ["TEST_DATA"]) / "exports" / "vikunja-export.zip")
    boards = recognised(file).parse(file)
    assert [len(board.cards) for board in boards] == [2, 0]
    (attachment,) = [each for board in boards for card in board.cards for each in card.attachments]
    assert len(attachment.open().read()) == attachment.size > 0
