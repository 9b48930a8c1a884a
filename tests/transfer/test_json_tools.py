"""JSON of issue trackers: however it is wrapped, each thing where it belongs, and never an exception of our own."""

import json

import pytest

from boards.transfer.boards import Link
from boards.transfer.formats.registry import recognised
from tests.transfer import json_samples as samples
from tests.transfer.reading import brought, lists, plan_or_sentence

CONTENTS = {
    "github-issues": samples.GITHUB_COMMAND,
    "gitlab-issues": samples.GITLAB,
    "asana-json": samples.ASANA,
}
WORTHLESS = (None, [], {}, "", 0, True, "x", [None], [["x"]], {"nodes": None})


def read(folder, content):
    file = brought(folder, content.encode())
    (board,) = recognised(file).parse(file)
    return board


def places(value, way=()):
    """The ways to all that lies in a value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in items:
        yield (*way, key)
        yield from places(each, (*way, key))


def spoilt(text, way, worth):
    whole = json.loads(text)
    inner = whole
    for key in way[:-1]:
        inner = inner[key]
    inner[way[-1]] = worth
    return whole


@pytest.mark.parametrize("key", CONTENTS)
def test_whatever_is_missing_or_of_another_kind_is_a_plan_or_a_sentence(tmp_path, key, owner):
    for number, way in enumerate(places(json.loads(CONTENTS[key]))):
        content = json.dumps(spoilt(CONTENTS[key], way, WORTHLESS[number % len(WORTHLESS)]))
        plan_or_sentence(brought(tmp_path, content.encode()), owner)


def test_pages_that_follow_each_other(tmp_path):
    board = read(tmp_path, samples.GITHUB_PAGES)
    assert lists(board) == [("Open", "pending", 2), ("Closed", "completed", 1)]
    bug, dropped, _last = board.cards
    assert (bug.number, bug.members, bug.labels) == ("7", ("bob",), ("bug",)) and bug.votes == 3
    assert ("Milestone", "v1 (2026-03-01)") in bug.fields and not bug.due
    assert dropped.done and ("Closed as", "not planned") in dropped.fields and dropped.links == (Link("parent", "7"),)
    assert board.labels["bug"].colour == "#d73a4a" and not board.remarks


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda found: [found],
        lambda found: {"total_count": 1, "items": found},
        lambda found: {"data": {"repository": {"issues": {"edges": [{"node": each} for each in found]}}}},
        lambda found: found[0],
    ],
)
def test_however_the_list_is_wrapped(tmp_path, wrapped):
    board = read(tmp_path, json.dumps(wrapped(json.loads(samples.GITHUB_COMMAND))))
    assert [card.number for card in board.cards] == ["3"] and board.tool == "GitHub"


def test_objects_on_lines_of_their_own(tmp_path):
    issues = [{"number": number, "title": "x", "state": "open"} for number in (1, 2, 3)]
    board = read(tmp_path, "\n".join(map(json.dumps, issues)))
    assert [card.number for card in board.cards] == ["1", "2", "3"]


def test_github_by_command_and_by_graphql(tmp_path):
    board = read(tmp_path, samples.GITHUB_COMMAND)
    (card,) = board.cards
    assert board.members["ada"].name == "Ada Lovelace" and card.comments[0].text == "Yes" and card.votes == 2
    (card,) = read(tmp_path, samples.GITHUB_GRAPHQL).cards
    assert card.labels == ("a",) and card.members == ("ada",) and card.comments[0].author == "bob"


def test_open_issues_stand_where_their_one_project_has_them(tmp_path):
    issues = json.loads(samples.GITHUB_COMMAND)
    issues[0] |= {"state": "OPEN", "closed": False}
    assert ("In review", "", 1) in lists(read(tmp_path, json.dumps(issues)))


def test_boards_are_called_as_their_repositories_and_columns_stand_as_the_first_issues_met_them(tmp_path):
    (issue,) = json.loads(samples.GITHUB_COMMAND)

    def numbered(number, status):
        told = {"number": number, "state": "OPEN", "closed": False, "projectItems": [{"status": {"name": status}}]}
        return issue | told | {"url": f"https://github.com/o/shop/issues/{number}"}

    # As the command writes them: the newest first.
    board = read(tmp_path, json.dumps([numbered(3, "In review"), numbered(2, "Doing"), numbered(1, "Doing")]))
    assert board.name == "shop" and [lane.name for lane in board.lists] == ["Open", "Doing", "In review", "Closed"]
    assert [card.number for card in board.cards] == ["1", "2", "3"]
    assert read(tmp_path, json.dumps(json.loads(samples.GITLAB)[:1])).name == "p"


def test_people_have_the_names_that_any_issue_tells(tmp_path):
    (issue,) = json.loads(samples.GITHUB_COMMAND)
    assert issue["comments"][0]["author"] == {"login": "ada"}
    first, second = issue | {"assignees": []}, issue | {"number": 4, "comments": []}
    board = read(tmp_path, json.dumps([second, first]))
    assert board.members["ada"].name == board.cards[0].comments[0].author == "Ada Lovelace"


def test_gitlab(tmp_path):
    board = read(tmp_path, samples.GITLAB)
    crash, done = board.cards
    assert (crash.number, crash.due, crash.labels, crash.members) == ("6", "2026-06-01", ("bug", "a::b"), ("ada",))
    assert ("Estimate", "1h") in crash.fields and crash.comments_counted == 2 and done.done and done.labels == ("bug",)


def test_asana(tmp_path):
    board = read(tmp_path, samples.ASANA)
    assert board.name == "Spring fair" and lists(board) == [("To do", "", 3), ("Done", "", 1)]
    fair, paper, flyers, other = board.cards
    assert fair.description == "Ask the **hall**\n" and fair.priority == 3 and fair.labels == ("fair",)
    assert board.members[fair.members[0]].email == "ada@example.com" and fair.links == (Link("blocked_by", "1202"),)
    assert paper.done and paper.links == other.links == (Link("parent", "1201"),) and flyers.done
