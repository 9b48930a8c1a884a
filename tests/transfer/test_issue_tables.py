"""Tables of issues in the languages of those who export them: each heading means the same in all of them."""

import pytest

from boards.models import Status
from boards.transfer.boards import Link
from boards.transfer.formats.registry import recognised
from tests.transfer import issue_samples as samples
from tests.transfer.reading import brought


@pytest.mark.parametrize("language", samples.LANGUAGES)
def test_redmine_says_the_same_in_every_language(tmp_path, language):
    file = brought(tmp_path, samples.redmine(language))
    (board,) = recognised(file).parse(file)
    first, second = board.cards
    assert board.tool == "Redmine" and (first.title, first.number, first.description) == ("Map", "5", "A text")
    assert (first.due, first.start, first.progress, first.priority) == ("2026-01-25", "2026-01-05", 40, 3)
    assert first.created_at.day == 5 and first.changed_at.day == 6 and not first.done_at
    assert first.members == ("Ada",) and first.labels[1:] == ("Maps", "1.0")
    assert second.done_at.isoformat() == "2026-01-07T09:00:00" and (second.priority, second.progress) == (1, 100)
    assert not board.remarks


@pytest.mark.parametrize("language", samples.LANGUAGES)
def test_redmine_names_related_issues_in_every_language(tmp_path, language):
    file = brought(tmp_path, samples.redmine(language))
    (board,) = recognised(file).parse(file)
    first, second = board.cards
    assert first.links == (Link("blocks", "6"),)
    assert second.links == (Link("blocked_by", "5"), Link("duplicates", "5"), Link("parent", "5"))


@pytest.mark.parametrize("language", samples.LANGUAGES)
def test_redmine_leaves_no_fields_that_say_nothing(tmp_path, language):
    file = brought(tmp_path, samples.redmine(language))
    (board,) = recognised(file).parse(file)
    first, second = board.cards
    assert [value for _name, value in first.fields] == ["Site", "Bob", "2,50"]
    assert [value for _name, value in second.fields] == ["Site", "Bob"]


@pytest.mark.parametrize("status", ["Gelöst", "Résolu", "Löst", "Rejected", "Abgewiesen", "却下"])
def test_redmine_has_done_with_what_is_resolved_or_rejected(tmp_path, status):
    file = brought(tmp_path, f"#,Tracker,Status,Subject\n1,Bug,{status},Map\n2,Bug,Frozen,Draw\n".encode())
    (board,) = recognised(file).parse(file)
    assert [(lane.name, lane.status) for lane in board.lists] == [("Frozen", None), (status, Status.COMPLETED)]


@pytest.mark.parametrize("word, level", [("Niedrig", 1), ("通常", 2), ("Magas", 3), ("Hitno", 4), ("Omedelbar", 4)])
def test_redmine_tells_how_urgent_an_issue_is_in_every_language(tmp_path, word, level):
    file = brought(tmp_path, f"#,Tracker,Status,Subject,Priority\n1,Bug,New,Map,{word}\n".encode())
    (board,) = recognised(file).parse(file)
    assert board.cards[0].priority == level and not board.cards[0].fields


def test_redmine_keeps_relations_that_it_cannot_link(tmp_path):
    told = "Copied to #2, Precedes (2 day(s)) #3, Blocks User story #2"
    content = f'#,Tracker,Status,Subject,Related issues\n1,Bug,New,Map,"{told}"\n2,Bug,New,Draw,\n3,Bug,New,Hang,\n'
    file = brought(tmp_path, content.encode())
    (board,) = recognised(file).parse(file)
    assert board.cards[0].links == (Link("blocks", "3"), Link("blocks", "2"))
    assert board.cards[0].fields == (("Related issues", "Copied to #2"),)


def test_gitlab_names_numbers_and_parents_otherwise_since_18_4(tmp_path):
    heads = (
        "Title,Description,IID,Type,URL,State,Author,Author Username,Assignee,Assignee Username,Start Date,Due Date,"
        "Closed At (UTC),Parent IID"
    )
    rows = (
        "Map,A text,12,Issue,u,Open,Ann,ann,Bob,bob,2026-02-01,2026-03-01,,\nIcons,,13,Task,u,Closed,Ann,ann,,,,,,12\n"
    )
    (board,) = recognised(file := brought(tmp_path, f"{heads}\n{rows}".encode())).parse(file)
    first, second = board.cards
    assert board.tool == "GitLab" and (first.number, first.start, first.due) == ("12", "2026-02-01", "2026-03-01")
    assert first.members == ("Bob",) and second.links == (Link("parent", "12"),) and ("Type", "Task") in second.fields


@pytest.mark.parametrize(
    "seconds, told", [("5400", "1 h 30 min"), ("7200", "2 h"), ("2700", "45 min"), ("a day", "a day")]
)
def test_gitlab_tells_hours_and_minutes_where_its_table_has_seconds(tmp_path, seconds, told):
    row = f"Map,12,Open,ann,{seconds},{seconds}"
    content = f"Title,IID,State,Author Username,Time Estimate,Time Spent\n{row}\nDraw,13,Open,ann,0,0\n"
    (board,) = recognised(file := brought(tmp_path, content.encode())).parse(file)
    first, second = board.cards
    assert first.fields == (("Time Estimate", told), ("Time Spent", told)) and not second.fields


def test_asana_in_a_sheet_of_google_tells_no_projects(tmp_path):
    heads = (
        "Task ID,Created At,Completed At,Last Modified,Name,Section/Column,Assignee,Assignee Email,Start Date,Due Date"
    )
    rows = "1,2026-07-30,,,Bake,Oven,Ada,ada@example.com,,2026-07-30\n2,2026-07-30,,,Sell,Shop,,bob@example.com,,\n"
    file = brought(tmp_path, f",,\n,,https://example.com/\n,,\n{heads}\n{rows}".encode())
    (board,) = recognised(file).parse(file)
    assert board.tool == "Asana" and board.cards[0].members == ("Ada <ada@example.com>",)


VIEW = "Title\tURL\tSize\nMap\thttps://github.com/o/r/issues/41\tM\nAn idea\t\t\n"


def test_a_view_of_github_without_people_and_status_is_known_by_its_issues(tmp_path):
    file = brought(tmp_path, VIEW.encode())
    (board,) = recognised(file).parse(file)
    assert board.tool == "GitHub Projects" and [card.number for card in board.cards] == ["41", ""]
    other = brought(tmp_path, VIEW.replace("github.com/o/r/issues", "example.com/maps").encode())
    assert recognised(other).key == "table"
