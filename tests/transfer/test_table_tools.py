"""Tables of known tools: recognised, and each thing where it belongs."""

import os
from pathlib import Path

import pytest

from boards.transfer import importing, opening, repositories
from boards.transfer.boards import Link
from boards.transfer.files import Brought
from boards.transfer.formats.registry import FORMATS, recognised
from tests.transfer import table_samples as samples
from tests.transfer.reading import brought, lists, plan_or_sentence
from tests.transfer.test_tables import workbook

CONTENTS = {
    "asana": samples.ASANA.encode(),
    "deck-csv": samples.DECK.encode("utf-16"),
    "github-projects": samples.GITHUB.encode(),
    "gitlab": samples.GITLAB.encode(),
    "jira-csv": samples.JIRA.encode(),
    "kanboard-csv": samples.KANBOARD.encode(),
    "kanboard-import-csv": samples.KANBOARD_IMPORT.encode(),
    "openproject": samples.OPENPROJECT.encode(),
    "planner": workbook(*samples.PLANNER),
    "redmine": samples.REDMINE.encode("cp1252"),
    "todoist": samples.TODOIST.encode(),
    "wekan-csv": samples.WEKAN.encode(),
}


@pytest.fixture
def read(tmp_path):
    """The one board of a sample."""

    def read(key):
        file = brought(tmp_path, CONTENTS[key])
        (board,) = recognised(file).parse(file)
        return board

    return read


@pytest.mark.parametrize("key", CONTENTS)
def test_each_is_recognised_as_its_own(tmp_path, key):
    file = brought(tmp_path, CONTENTS[key], "x.bin")
    fitting = [each.key for each in FORMATS if each.recognises(file)]
    assert recognised(file).key == key, fitting


@pytest.mark.parametrize("key", CONTENTS)
def test_what_is_cut_off_or_broken_is_a_plan_or_a_sentence(tmp_path, key, owner):
    whole = CONTENTS[key]
    for tenth in range(1, 10):
        cut = whole[: len(whole) * tenth // 10]
        for content in (cut, cut.replace(b",", b'","'), cut.replace(b"e", b"\x00")):
            plan_or_sentence(brought(tmp_path, content), owner)


@pytest.mark.parametrize("key", CONTENTS)
def test_each_can_be_planned_and_names_its_tool(read, key, owner):
    board = read(key)
    plan = importing.prepare(board, owner=owner)
    assert len(plan.tasks) == len(board.cards) and plan.tool == board.tool
    assert not any("Trello" in line for line in plan.lines())


def test_asana(read):
    board = read("asana")
    assert lists(board) == [("To do", "", 1), ("Done", "", 2)]
    first, flyers, paper = board.cards
    assert board.members[first.members[0]].email == "ada@example.com" and first.labels == ("fair", "spring")
    assert flyers.done and flyers.done_at is not None and not flyers.number
    assert paper.links == (Link("parent", flyers.id),) and paper.members == ("bob@example.com <bob@example.com>",)


def test_gitlab(read):
    board = read("gitlab")
    assert lists(board) == [("Open", "pending", 1), ("Closed", "completed", 1)]
    crash = board.cards[0]
    assert (crash.number, crash.due, crash.labels) == ("12", "2026-03-01", ("v1", "bug", "urgent"))
    assert crash.description == "It\ncrashes" and ("Weight", "3") in crash.fields


def test_jira(read):
    board = read("jira-csv")
    assert board.name == "Web shop"
    assert lists(board) == [("To Do", "pending", 1), ("In Review", "in_progress", 1), ("Released", "completed", 1)]
    sign_in, pay, basket = board.cards
    assert (sign_in.number, sign_in.due, sign_in.priority) == ("1", "2026-09-07T00:00:00", 3)
    assert sign_in.labels == ("Bug", "login", "web") and sign_in.links == (Link("blocks", "SHOP-2"),)
    assert [(each.author, each.text) for each in sign_in.comments] == [
        ("Ada Lovelace", "Seen; twice"),
        ("", "plain words"),
    ]
    assert sign_in.attachments[0].name == "screen.png" and sign_in.attachments[0].url.startswith("https://")
    assert sign_in.attachments[0].stays
    assert ("Story point estimate", "3") in sign_in.fields
    assert pay.links == (Link("parent", "SHOP-1"),) and basket.priority == 0


def test_jira_says_once_what_its_columns_say_again(tmp_path):
    heads = "Summary,Issue key,Status,Reporter,Creator,Watchers,Watchers,Original estimate,Σ Original Estimate,"
    rows = "A,X-1,To Do,Ada,Ada,Ada,Bob,7200,7200,3.0\nB,X-2,To Do,Ada,Bob,,,7200,9000,2.5\n"
    file = brought(tmp_path, f"{heads}Custom field (Story points)\n{rows}".encode())
    first, second = recognised(file).parse(file)[0].cards
    told = (("Reporter", "Ada"), ("Watchers", "Ada, Bob"), ("Original estimate", "2 h"), ("Story points", "3"))
    assert first.fields == told
    assert ("Creator", "Bob") in second.fields and ("Σ Original Estimate", "2 h 30 min") in second.fields


NAMELESS = {"table", "boardsite-table", "clickup", "redmine", "monday", "deck-csv"}


@pytest.mark.parametrize("key", sorted(CONTENTS.keys() - NAMELESS))
def test_what_files_of_the_kind_never_hold_is_said(tmp_path, key):
    (board, *_more) = opening.opened(brought(tmp_path, CONTENTS[key])).boards
    assert board.never and all(board.never)


def test_a_repository_is_called_as_in_its_addresses():
    issues = ["https://github.com/town/fair/issues/1", "https://github.com/town/fair/pull/2", ""]
    assert repositories.name_of(issues) == "fair"
    assert repositories.name_of([*issues, "https://github.com/city/fair/issues/1"]) == ""
    assert repositories.name_of(["https://git.example.com/a/b/shop.js/-/work_items/12"]) == "shop.js"
    assert repositories.name_of(["https://example.com/issues/1", "no address"]) == ""


def test_kanboard(read):
    plant, water = read("kanboard-csv").cards
    assert (plant.number, plant.due, plant.labels, plant.priority) == (
        "7",
        "2026-03-25T00:00:00",
        ("Ideas", "green", "office"),
        2,
    )
    assert plant.members == ("Ada Lovelace",) and not plant.done and not plant.fields
    assert water.done and ("Swimlane", "Night") in water.fields
    given = read("kanboard-import-csv").cards[0]
    assert (given.due, given.list_id, given.done) == ("2026-03-25", "Backlog", False)


def test_github_projects(read):
    board = read("github-projects")
    assert lists(board) == [("Without a list", "pending", 1), ("In progress", "", 1)]
    assert (board.cards[0].number, board.cards[0].members, board.cards[0].priority) == ("41", ("ada", "bob"), 3)


def test_todoist(read):
    board = read("todoist")
    assert [(name, count) for name, _status, count in lists(board)] == [("Errands", 2), ("Later", 1)]
    milk, oat, letter = board.cards
    assert (milk.title, milk.labels, milk.priority, milk.due) == ("Buy milk", ("home", "food"), 3, "2026-03-01")
    assert milk.members == ("Bob",) and oat.links == (Link("parent", milk.id),) and not oat.due
    assert oat.fields == (("Repeats", "every day"),)
    assert [(each.author, each.text) for each in oat.comments] == [("Ada", "Not the blue one")]
    assert letter.links == () and letter.priority == 1


def test_openproject_and_redmine(read):
    site, icons = read("openproject").cards
    assert (site.progress, site.priority, icons.links) == (40, 3, (Link("parent", "3"),))
    site, icons = read("redmine").cards
    assert (site.number, site.due, site.progress) == ("5", "2026-01-25", 40)
    assert icons.links == (Link("parent", "5"),) and icons.done_at.isoformat() == "2026-01-07T10:00:00"


def test_wekan(read):
    board = read("wekan-csv")
    card = board.cards[0]
    assert (card.due, card.start, card.members) == ("2026-05-26", "2026-05-01", ("ada", "bob"))
    assert [(label.name, label.colour) for label in board.labels.values()] == [("Marketing", "blue"), ("urgent", "")]


def test_deck(read):
    board = read("deck-csv")
    assert lists(board) == [("ToDo", "", 1), ("Done", "", 1)]
    assert [card.due for card in board.cards] == ["", "2026-09-15T10:12:00"]


def test_planner(read):
    board = read("planner")
    door, mow = board.cards
    assert lists(board) == [("House", "", 1), ("Garden", "", 1)]
    assert (door.due, door.priority, door.members, door.labels) == (
        "2025-12-26",
        3,
        ("Ada Lovelace", "Bob"),
        ("Red", "Home"),
    )
    assert [item.text for item in door.checklists[0].items] == ["Buy paint", "Find a brush"]
    assert mow.done and not mow.number


real = pytest.mark.skipif("TEST_DATA" not in os.environ, reason="TEST_DATA names no folder with the real exports.")


@real
@pytest.mark.parametrize(
    ("name", "counts"),
    [("ticktick-export.csv", [4, 2, 5]), ("wekan-board-import.csv", [25])],
)
def test_real_exports_come_in_whole(name, counts):
    file = Brought(Path(os.environ["TEST_DATA"]) / "exports" / name)
    boards = recognised(file).parse(file)
    assert [len(board.cards) for board in boards] == counts
    if name.startswith("ticktick"):
        assert sum(card.done for board in boards for card in board.cards) == 2
    else:
        assert sorted(size for _name, _status, size in lists(boards[0])) == [6, 6, 6, 7]
