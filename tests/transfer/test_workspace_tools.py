"""Tables of workspaces such as Linear, ClickUp and monday.com: each thing where it belongs."""

import csv
import io
import zipfile

import pytest

from boards.exceptions import InvalidInput
from boards.transfer import importing
from boards.transfer.boards import Link
from boards.transfer.formats.registry import FORMATS, recognised
from boards.transfer.opening import opened
from tests.transfer import workspace_samples as samples
from tests.transfer.reading import brought, lists, plan_or_sentence
from tests.transfer.table_samples import GITLAB, PLANNER
from tests.transfer.test_table_tools import CONTENTS as TABLES_OF_TOOLS
from tests.transfer.test_tables import workbook

CONTENTS = {
    "clickup": samples.CLICKUP.encode(),
    "linear": samples.LINEAR.encode("utf-8-sig"),
    "monday": workbook(*samples.MONDAY),
}


@pytest.fixture
def read(tmp_path):
    """The boards of a sample."""

    def read(key):
        file = brought(tmp_path, CONTENTS[key])
        return recognised(file).parse(file)

    return read


def read_text(folder, content):
    file = brought(folder, content.encode())
    (board,) = recognised(file).parse(file)
    return board


@pytest.mark.parametrize("key", CONTENTS)
def test_each_is_recognised_and_planned(tmp_path, key, owner):
    file = brought(tmp_path, CONTENTS[key], "x.bin")
    assert recognised(file).key == key, [each.key for each in FORMATS if each.recognises(file)]
    for board in recognised(file).parse(file):
        plan = importing.prepare(board, owner=owner)
        assert len(plan.tasks) == len(board.cards) and plan.tool == board.tool


@pytest.mark.parametrize("key", CONTENTS)
def test_what_is_cut_off_or_broken_is_a_plan_or_a_sentence(tmp_path, key, owner):
    whole = CONTENTS[key]
    for tenth in range(1, 10):
        cut = whole[: len(whole) * tenth // 10]
        for content in (cut, cut.replace(b",", b'","'), cut.replace(b"[", b"{")):
            plan_or_sentence(brought(tmp_path, content), owner)


def test_jira_cloud_with_accounts_epics_and_markup(tmp_path):
    board = read_text(tmp_path, samples.JIRA_CLOUD)
    epic, sign_in, part = board.cards
    assert epic.description == "## Why\n**all** of it" and sign_in.description == "ask @Ada Lovelace"
    assert (sign_in.due, sign_in.start, sign_in.votes) == ("2026-09-07", "2026-09-01", 2)
    (said,) = sign_in.comments
    assert (said.author, said.author_id, said.text) == ("Cleo", "Cleo", "Seen; `twice`") and "Cleo" in board.members
    assert Link("parent", "SHOP-9") in sign_in.links and part.links == (Link("parent", "SHOP-1"),)
    assert ("Original estimate", "8 h") in sign_in.fields and ("Time Spent", "1 h 30 min") in sign_in.fields
    assert not any("arent" in name or name == "Votes" for card in board.cards for name, _value in card.fields)


def test_jira_in_another_language(tmp_path):
    (card,) = read_text(tmp_path, samples.JIRA_GERMAN).cards
    assert (card.number, card.due, card.priority, card.members) == ("1", "2026-09-07", 3, ("Ada",))
    assert card.labels == ("Fehler", "login", "web") and card.comments[0].text == "Gesehen; zweimal"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_redmine_in_german_with_semicolons(tmp_path, encoding):
    file = brought(tmp_path, samples.REDMINE_GERMAN.encode(encoding))
    (board,) = recognised(file).parse(file)
    plan, icons = board.cards
    assert board.tool == "Redmine" and plan.description == "Ein Plan, größer" and plan.labels[0] == "Feature"
    assert (plan.number, plan.due, plan.start, plan.progress, plan.priority) == ("5", "2026-01-25", "2026-01-05", 40, 3)
    assert plan.members == ("Ada Lovelace",) and icons.links == (Link("parent", "5"),)
    assert ("Geschätzter Aufwand", "2,50") in plan.fields and not board.remarks


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_redmine_in_japanese(tmp_path, encoding):
    file = brought(tmp_path, samples.REDMINE_JAPANESE.encode(encoding))
    (board,) = recognised(file).parse(file)
    (card,) = board.cards
    assert board.tool == "Redmine" and lists(board) == [("新規", "pending", 1)]
    assert (card.title, card.due, card.priority, card.members) == ("地図", "2026-01-25", 3, ("Ada",))


def test_openproject_in_german(tmp_path):
    board = read_text(tmp_path, samples.OPENPROJECT_GERMAN)
    site, icons = board.cards
    assert board.tool == "OpenProject" and (site.due, site.start, site.progress) == ("2026-03-01", "2026-02-01", 40)
    assert icons.links == (Link("parent", "3"),) and not board.remarks


def test_asana_names_what_blocks_by_titles_with_commas(tmp_path):
    board = read_text(tmp_path, samples.ASANA_LINKED)
    draw, hang, look = board.cards
    assert board.name == "Spring fair" and not draw.fields
    assert draw.links == (Link("blocks", "2"),) and hang.links == (Link("blocked_by", "1"),)
    assert not look.links and look.fields == (("Blocked By (Dependencies)", "Hang up,Somebody else's"),)


def test_asana_of_old_has_its_sections_in_rows(tmp_path):
    board = read_text(tmp_path, samples.ASANA_OLD)
    assert lists(board) == [("Hall", "", 1), ("Posters", "", 1)]
    assert [card.title for card in board.cards] == ["Ask the mayor", "Draw, print"] and board.cards[1].done


def test_planner_in_german_knows_what_is_done(tmp_path):
    file = brought(tmp_path, workbook(*samples.PLANNER_GERMAN))
    (board,) = recognised(file).parse(file)
    door, mow = board.cards
    assert board.tool == "Microsoft Planner" and lists(board) == [("Haus", "", 1), ("Garten", "", 1)]
    assert (door.due, door.priority, door.members, door.done) == ("2026-12-26", 3, ("Ada", "Bob"), False)
    assert ("Abgeschlossene Prüflistenelemente", "1/2") in door.fields
    assert mow.done and [item.done for item in mow.checklists[0].items] == [True, True]


def test_planner_with_the_name_of_the_plan_above(tmp_path):
    file = brought(tmp_path, workbook(["Plan name", "Old house"], ["Plan ID", "x"], ["Date of export", "1"], *PLANNER))
    (board,) = recognised(file).parse(file)
    assert board.name == "Old house" and len(board.cards) == 2


def test_linear(read):
    (board,) = read("linear")
    assert lists(board) == [
        ("In Progress", "in_progress", 1),
        ("QA Check", "", 1),
        ("Shipped", "completed", 1),
        ("Duplicate", "completed", 1),
    ]
    pages, child, twin, old = board.cards
    assert pages.description == "- one\n- two" and pages.labels == ("seo", "ready") and pages.priority == 3
    assert pages.due == "2026-06-26" and pages.number == "1"
    assert Link("parent", "GDL-1") in child.links and Link("blocked_by", "GDL-4") in child.links and child.done
    assert (
        twin.done
        and twin.done_at.isoformat() == "2026-05-20T10:00:00+00:00"
        and twin.links == (Link("duplicates", "GDL-1"),)
        and not child.priority
    )
    assert old.closed and old.priority == 4


def test_clickup(read):
    publicity, posts = read("clickup")
    assert (publicity.name, posts.name) == ("Publicity", "Posts")
    pitch, podcasts = publicity.cards
    assert pitch.description == "First line.\nSecond line." and pitch.labels == ("press", "books")
    assert pitch.priority == 4 and posts.cards[0].priority == 1 and not podcasts.priority
    assert [publicity.members[each].name for each in pitch.members] == ["Ada Lovelace", "Bob"]
    assert pitch.due.startswith("2026-04-04T09") and not podcasts.due and podcasts.links == (Link("parent", "a1"),)
    assert [item.text for item in pitch.checklists[0].items] == ["Hook", "Bio"]
    assert [(each.text, each.date.isoformat()) for each in pitch.comments] == [
        ("Drafts.", "2026-03-24T18:20:14+00:00"),
        ("Sent.", "2026-03-25T14:00:00+00:00"),
    ]
    assert pitch.attachments[0].url.endswith("/plan.pdf") and ("Effort", "7") in pitch.fields


def test_monday(read):
    (board,) = read("monday")
    assert board.name == "Launch plan" and set(board.labels) == {"This week", "Later"}
    assert [name for name, _status, _count in lists(board)] == ["Without a list", "Working on it", "Stuck", "Done"]
    copy, draft, proof, _hall, party = board.cards
    assert copy.due == "2026-09-05" and copy.members == ("Ada Lovelace", "Bob")
    assert draft.links == proof.links == (Link("parent", copy.id),) and draft.members == ("Ada Lovelace",)
    assert ("Hours", "3") in draft.fields and draft.due == "2026-09-01" and party.labels == ("Later",)


def test_project_keeps_fields_of_its_makers_and_texts(tmp_path):
    pack, books, later = read_text(tmp_path, samples.PROJECT).cards
    assert books.description == "By **size**\n" and books.links == (Link("parent", "1"), Link("blocked_by", "1"))
    assert books.fields == (("Duration", "12 h 30 min"), ("Address", "https://example.com"), ("Room", "Study"))
    assert later.closed and later.fields == (("Milestone", "yes"),) and pack.progress == 50


def test_notes_of_a_project_keep_their_lines_and_what_looks_like_a_tag(tmp_path):
    notes = "&lt;p&gt;By &lt;b&gt;size&lt;/b&gt;&lt;/p&gt;"
    assert notes in samples.PROJECT
    text = samples.PROJECT.replace(notes, "Weigh &lt;b&gt; first:\nthen pack").replace(
        "<PredecessorLink>",
        "<Contact>Kim</Contact><ExtendedAttribute><FieldID>7</FieldID><Value>1250</Value></ExtendedAttribute>"
        "<PredecessorLink>",
    )
    cost = (
        "<ExtendedAttribute><FieldID>7</FieldID><FieldName>Cost1</FieldName></ExtendedAttribute></ExtendedAttributes>"
    )
    books = read_text(tmp_path, text.replace("</ExtendedAttributes>", cost)).cards[1]
    assert books.description == "Weigh <b> first:\nthen pack"
    assert {("Contact", "Kim"), ("Cost1", "12.50")} <= set(books.fields)


def test_goods_of_a_project_are_no_people(tmp_path):
    goods = "<Resource><UID>1</UID><Name>Ada</Name><Type>1</Type></Resource>"
    goods += "<Resource><UID>2</UID><Name>Nails</Name><Type>0</Type></Resource>"
    goods += "</Resources><Assignments><Assignment><TaskUID>2</TaskUID><ResourceUID>2</ResourceUID></Assignment>"
    start, end = samples.PROJECT.split("<Resource>")[0], samples.PROJECT.split("<Assignments>")[1]
    board = read_text(tmp_path, f"{start}{goods}{end}")
    books = board.cards[1]
    assert [member.name for member in board.members.values()] == ["Ada"]
    assert books.members == ("1",) and ("Needs", "Nails") in books.fields


def test_asana_takes_the_field_of_urgency_that_its_projects_have(tmp_path):
    text = samples.ASANA_LINKED.splitlines()
    board = read_text(tmp_path, "\n".join([f"{text[0]},Priority", f"{text[1]},High", f"{text[2]},Someday"]) + "\n")
    assert [card.priority for card in board.cards] == [3, 0]
    assert ("Priority", "Someday") in board.cards[1].fields


def test_jira_server_tells_no_categories(tmp_path):
    board = read_text(tmp_path, samples.JIRA_SERVER)
    assert [lane.name for lane in board.lists] == ["Open", "Reopened", "In Progress", "Resolved"]
    old, stuck, sign_in, _again = board.cards
    people = (("Reporter", "bob"),)
    assert old.links == (Link("parent", "SHOP-1"),) and old.fields == (("Resolution", "Fixed"), *people)
    assert stuck.fields == (*people, ("Epic Link", "SHOP-9"))
    assert sign_in.fields == people and sign_in.labels == ("Bug", "Backend", "Frontend")


@pytest.mark.parametrize("task", ["<UID>0</UID><Summary>1</Summary>", "<UID>0</UID><OutlineLevel>0</OutlineLevel>"])
def test_the_plan_itself_is_no_task_of_it_though_it_has_no_number(tmp_path, task):
    start, rest = samples.PROJECT.split("<Tasks>")
    board = read_text(tmp_path, f"{start}<Tasks><Task>{task}<Name>Move</Name></Task>{rest}")
    assert [card.title for card in board.cards] == ["Pack", "Books", "Not now"]


def test_jira_as_xml_keeps_the_day_epics_and_addresses(tmp_path):
    board = read_text(tmp_path, samples.JIRA_XML)
    card = board.cards[0]
    assert (card.due, card.votes) == ("2026-09-07", 1) and card.links[0] == Link("parent", "SHOP-2")
    assert card.attachments[0].url == "https://jira.example.com/secure/attachment/77/screen%20shot.png"
    assert card.comments[0].author == "Bob" and "bob" in board.members
    assert ("Version", "1.1, 1.2") in card.fields and ("Original estimate", "1 day") in card.fields
    assert not {"Epic Link", "Rank"} & {name for name, _value in card.fields}


def test_notion_writes_spans_and_addresses_behind_names(tmp_path):
    board = read_text(tmp_path, samples.NOTION)
    party, cake, _notes = board.cards
    assert [name for name, _status, _count in lists(board)] == ["Not started", "In progress", "Done"]
    assert (party.due, party.start, party.members) == ("2026-09-07", "2026-09-05", ("Ada Lovelace", "Bob"))
    assert party.links == (Link("parent", cake.id),) and party.created_at.hour == 15 and not cake.start


ID = "0123456789abcdef" * 2
PAGES = {
    f"Party {ID}.csv": "Name,Status\nOnly a view,Done\n",
    f"Party {ID}_all.csv": "\ufeff" + samples.NOTION,
    f"Party/Buy cake {ID}.md": "# Buy cake\n\nStatus: Not started\nDue: now\n\nWith *cherries*.\n\n- [ ] two\n",
    f"Party/Send notes {ID}.md": "# Send notes\n\nNote: this is a text\nof two lines\n",
}


def zipped(entries):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    "pack", [zipped, lambda pages: zipped({"ExportBlock-01234567-89ab-Part-1.zip": zipped(pages)})]
)
def test_notion_as_the_archive_it_gives(tmp_path, owner, pack):
    (board,) = opened(brought(tmp_path, pack(PAGES), "Export.zip")).boards
    assert (board.tool, board.name, len(board.cards)) == ("Notion", "Party", 3)
    _party, cake, notes = board.cards
    assert cake.description == "With *cherries*.\n\n- [ ] two" and cake.due == "2026-09-04T10:00:00"
    assert notes.description == "Note: this is a text\nof two lines"
    assert len(importing.prepare(board, owner=owner).tasks) == 3


def test_a_damaged_archive_of_notion_is_a_sentence(tmp_path):
    whole = zipped({"ExportBlock-01234567-89ab-Part-1.zip": zipped(PAGES)})
    for content in (
        whole.replace(b"PK\x03\x04", b"PK\x03\x05"),
        zipped({"Export-01234567-89ab.zip": b"PK no archive"}),
    ):
        with pytest.raises(InvalidInput):
            opened(brought(tmp_path, content, "Export.zip"))


def test_airtable_names_files_with_their_addresses(tmp_path):
    plan, done = read_text(tmp_path, samples.AIRTABLE).cards
    assert [each.name for each in plan.attachments] == ["a.png", "b.pdf"] and plan.due == "2026-09-05T10:12:00"
    assert done.done and not plan.done


def test_gitlab_puts_an_apostrophe_before_what_may_be_a_formula(tmp_path):
    (card,) = read_text(tmp_path, samples.GITLAB_GUARDED).cards
    assert card.title == "=weird" and card.description == "- one\n- two"
    assert card.labels == ("v1, beta", "bug", "urgent") and card.members == ("Bob", "Cleo")
    assert {name for name, _value in card.fields} == {"URL", "Author", "Weight"}


TABLES = {key: each for key, each in TABLES_OF_TOOLS.items() if not each.startswith(b"PK")} | CONTENTS
TABLES |= {"jira": samples.JIRA_CLOUD.encode(), "notion": samples.NOTION.encode(), "gitlab": GITLAB.encode()}


@pytest.mark.parametrize("key", [key for key, each in TABLES.items() if not each.startswith(b"PK")])
def test_whatever_column_is_missing_empty_or_odd_there_is_a_plan_or_a_sentence(tmp_path, key, owner):
    file = brought(tmp_path, TABLES[key])
    dialect = "\t" if "\t" in file.head_text else ";" if file.head_text.count(";") > file.head_text.count(",") else ","
    rows = list(csv.reader(io.StringIO(file.text.lstrip("\ufeff")), delimiter=dialect))
    for at in range(max(map(len, rows))):
        for worth in (None, "", "null", "0", "-1", "99999999999999", "x;y;z", "[{", "2026-13-45", "='"):
            spoilt = [
                [*row[:at], *row[at + 1 :]]
                if worth is None
                else [*row[:at], worth if index else row[at], *row[at + 1 :]]
                for index, row in enumerate(rows)
                if len(row) > at
            ]
            out = io.StringIO()
            csv.writer(out, delimiter=dialect).writerows(spoilt)
            plan_or_sentence(brought(tmp_path, out.getvalue().encode()), owner)
