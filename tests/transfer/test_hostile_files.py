"""Files that are made to do harm: each is read in time, or refused in a sentence, and nothing of it runs."""

import dataclasses
import io
import json
import sqlite3
import time
import zipfile
import zoneinfo
from functools import partial

import pytest

from boards.exceptions import InvalidInput
from boards.rules import boxes, spreadsheets
from boards.transfer import (
    cells,
    dates,
    html_text,
    importing,
    json_rows,
    labels,
    planning,
    texts,
    written_talks,
    xml_elements,
)
from boards.transfer.boards import Board, Card, Label
from boards.transfer.files import Archive, Brought
from boards.transfer.formats import boardsite_table, jira_xml, kanboard, registry, taiga, ticktick, todoist
from boards.transfer.json_rows import UNSTORABLE
from boards.transfer.plans import Notes
from tests.transfer import board_samples
from tests.transfer.board_samples import TAIGA

LONG = 100_000
BLANKS = " " * LONG
# What grows with the square of its length would take minutes.
SECONDS = 6


@pytest.fixture
def brought(tmp_path):
    def brought(content, name="file"):
        path = tmp_path / name
        path.write_bytes(content)
        return Brought(path, name)

    return brought


def in_time(call, *values):
    begun = time.process_time()
    answer = call(*values)
    assert time.process_time() - begun < SECONDS
    return answer


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (texts.one_line, f"a{BLANKS}b"),
        (cells.member, f"a{BLANKS}b"),
        (cells.member, "a<" + "@" * LONG),
        (dates.is_date, f"Sep 12{BLANKS}x"),
        (dates.is_date, f"1 May 2026 12:00{BLANKS}x"),
        (dates.is_date, "1 May 2026 12:00" + "( " * LONG),
        (dates.ends, f"1 May{BLANKS}x"),
        (cells.item, f"-{BLANKS}\n{BLANKS}x"),
        (todoist._without_number, f"a{BLANKS}b"),
        (ticktick._STATE.findall, "1" * LONG),
        (spreadsheets.cell, "'" * LONG),
        (spreadsheets.plain, "'" * LONG),
        (spreadsheets.cell, "\n" * LONG + "x"),
        (spreadsheets.cell, "' " * LONG),
        (html_text.markdown, "<p " * LONG),
        (html_text.markdown, "<p>" + "<!--" * LONG),
        (html_text.markdown, "<p>" + "<a " * LONG),
        (html_text.markdown, "<p>" + "</" * LONG),
        (html_text.markdown, "<p>" + "<![CDATA[" * LONG),
        (html_text.markdown, "<p>" + "<?" * LONG),
        (html_text.markdown, "<p>" + "<span>x</span>" * LONG),
        (html_text.markdown, "<ul><li>x" * 20_000),
        (html_text.markdown, "<p>" + "</a " * LONG),
    ],
)
def test_long_texts_take_time_by_their_length(call, text):
    in_time(call, text)


def test_deep_nesting_fills_no_memory():
    for each in ("<blockquote><p>a", "<ul><li>a"):
        assert len(html_text.markdown(each * 10_000)) < 2_000_000


def test_one_line_is_as_before():
    assert texts.one_line(" a \r\n \n b\tc \n") == "a b\tc"


@pytest.mark.parametrize(
    ("text", "name", "email"),
    [
        ("Ann <ann@example.com>", "Ann", "ann@example.com"),
        ("Ann (ann@example.com)", "Ann", "ann@example.com"),
        ("< ann@example.com >", "ann@example.com", "ann@example.com"),
        ("ann@example.com", "ann@example.com", "ann@example.com"),
        ("Ann", "Ann", ""),
    ],
)
def test_people_are_read_as_before(text, name, email):
    found = cells.member(text)
    assert (found.name, found.email) == (name, email)


@pytest.mark.parametrize("text", ["5.9.2026 10:12 +99:99", "5.9.2026 10:12 -24:00"])
def test_an_offset_of_days_is_none(text):
    assert dates.iso(text, dates.Order.DAY_FIRST) == "2026-09-05" and dates.is_date(text)


def test_moments_that_are_none_stay_out():
    assert jira_xml._moment("Mon, 99999999999999999999 Sep 2026 10:00:00 +0000") is None
    (comment,) = boardsite_table._comments("1", "Ann, 2026-99-99 99:99: Said")
    assert comment.text == "Said" and comment.date is None


@pytest.mark.parametrize(
    "text", ["## Checklist: a\n\n- [ ] b (2026-99-99 10:00)\n", "## Comments\n\n**a**, 2026-99-99 10:00\n\n> b\n"]
)
def test_texts_of_an_import_with_dates_that_are_none_are_left(text):
    assert written_talks.convert(text, text, zoneinfo.ZoneInfo("UTC")).left


@pytest.mark.parametrize("name", ["same", "a name that is cut " * 5])
def test_many_labels_of_one_name(name):
    found = {str(at): Label(str(at), name, str(at)) for at in range(20_000)}
    tags = in_time(labels.tags_of, Board(tool="x", name="y", lists=(), cards=(), labels=found), Notes())
    assert len({each.draft.name for each in tags.values()}) == len(found)


def test_many_lists_of_a_table_and_many_boards_of_an_archive(brought):
    heads = "Folder Name,List Name,Title,Is Check list,Column Name\n"
    rows = "".join(f"F,L{at},T,N,C\n" for at in range(6_000))
    table = brought((heads + rows).encode(), "list.csv")
    assert len(in_time(registry.format_of("ticktick").parse, table)) == 6_000
    lines = "".join(f'{{"type":"board","data":{{"id":"{at}","type":"board","title":"B"}}}}\n' for at in range(6_000))
    assert len(in_time(registry.format_of("focalboard").parse, brought(lines.encode(), "board.jsonl"))) == 6_000


def test_a_zip_of_endless_entries_is_refused_before_it_is_opened(brought, monkeypatch):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for at in range(60):
            archive.writestr(str(at), "")
    path = brought(held.getvalue()).path
    monkeypatch.setattr("boards.transfer.files.MOST_ENTRIES", 10)
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("opened"))
    with pytest.raises(InvalidInput, match="more than 10 files"):
        Archive(path)


def database(path, *more):
    with sqlite3.connect(path) as made:
        made.executescript(
            "CREATE TABLE projects(id, name); INSERT INTO projects VALUES (1, 'P');"
            "CREATE TABLE columns(id, project_id, title, position); INSERT INTO columns VALUES (1, 1, 'C', 1);"
            "CREATE TABLE users(id, name);" + ";".join(more)
        )
    made.close()
    return path.read_bytes()


@pytest.mark.parametrize(
    "tasks",
    [
        "CREATE VIEW tasks AS SELECT 1 AS id",
        "CREATE TABLE tasks(id, title AS (hex(zeroblob(400000000)))); INSERT INTO tasks(id) VALUES (1)",
        "CREATE VIRTUAL TABLE tasks USING fts5(id, title)",
    ],
)
def test_a_database_whose_tables_are_programs_is_refused(brought, tmp_path, tasks):
    content = database(tmp_path / "made.sqlite", tasks)
    with pytest.raises(InvalidInput):
        kanboard.FORMAT.parse(brought(content))


def test_a_database_with_triggers_and_many_projects_is_read_in_time(brought, tmp_path):
    tasks = "CREATE TABLE tasks(id, project_id, column_id, title); INSERT INTO tasks VALUES (1, 1, 1, 'T')"
    trigger = "CREATE TRIGGER evil AFTER INSERT ON tasks BEGIN DELETE FROM projects; END"
    many = "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
    content = database(
        tmp_path / "made.sqlite",
        tasks,
        trigger,
        f"{many} INSERT INTO users SELECT i, 'U' FROM n",
        f"{many} INSERT INTO projects SELECT i, 'P' FROM n",
    )
    boards = in_time(kanboard.FORMAT.parse, brought(content))
    assert len(boards) == 3000 and boards[0].cards[0].title == "T"


def test_a_database_of_too_much_is_refused(brought, tmp_path, monkeypatch):
    monkeypatch.setattr(kanboard, "MOST_READ", 1000)
    tasks = f"CREATE TABLE tasks(id, title); INSERT INTO tasks VALUES (1, '{'x' * 2000}')"
    content = database(tmp_path / "made.sqlite", tasks)
    with pytest.raises(InvalidInput):
        kanboard.FORMAT.parse(brought(content))


def test_colours_of_another_kind_are_none(brought):
    file = brought(json.dumps({**TAIGA, "tags_colors": -1}).encode(), "taiga.json")
    assert taiga.FORMAT.parse(file)


BAD = "a\x00\ud800"


def spoilt(value):
    """The same, with a name and texts in every object that no database can hold."""
    if isinstance(value, dict):
        return {name: spoilt(each) for name, each in value.items()} | {BAD: BAD}
    return [spoilt(each) for each in value] if isinstance(value, list) else value


def texts_in(value):
    if dataclasses.is_dataclass(value):
        value = [getattr(value, each.name) for each in dataclasses.fields(value)]
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from texts_in([*value, *value.values()])
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts_in(each)


@pytest.mark.parametrize("key", ["wekan", "taiga", "planka", "deck", "github-issues", "taskwarrior"])
def test_what_no_database_holds_comes_from_nowhere(brought, key):
    content = getattr(board_samples, key.partition("-")[0].upper())
    file = brought(json.dumps(spoilt(content)).encode())
    try:
        found = list(texts_in(list(registry.format_of(key).parse(file))))
    except InvalidInput as error:
        found = [error.sentence]
    assert found and not any(map(UNSTORABLE.search, found))


def test_what_no_database_holds_comes_from_no_database(brought, tmp_path):
    tasks = "CREATE TABLE tasks(id, project_id, title); INSERT INTO tasks VALUES ('1' || char(0), 1, 'T')"
    (board,) = kanboard.FORMAT.parse(brought(database(tmp_path / "made.sqlite", tasks)))
    assert board.cards[0].id == "1\ufffd"


@pytest.mark.django_db
def test_a_long_name_on_many_cards_fills_no_memory(owner, monkeypatch):
    monkeypatch.setattr(planning, "MOST_TEXT", 100_000)
    label = Label("1", "L" * 20_000)
    cards = tuple(Card(id=str(at), list_id="", title="T", labels=("1",)) for at in range(10))
    board = Board(tool="x", name="y", lists=(), cards=cards, labels={"1": label})
    with pytest.raises(InvalidInput, match="MB of text"):
        importing.prepare(board, owner=owner)


def test_files_of_nothing_but_marks_are_refused(brought, monkeypatch):
    monkeypatch.setattr(json_rows, "MOST_VALUES", 100)
    monkeypatch.setattr(xml_elements, "MOST_TAGS", 100)
    with pytest.raises(InvalidInput, match="more than 100 values"):
        json_rows.read(b"[" + b"{}," * 100 + b"{}]")
    with pytest.raises(InvalidInput, match="more than 100 values"):
        xml_elements.read(brought(b"<a>" + b"<b/>" * 100 + b"</a>"))


def test_a_box_of_a_text_that_has_changed_is_found_in_time():
    text = "- [ ] a\n" * 8_000 + "- [ ] b\n"
    assert in_time(partial(boxes.ticked, done=True), text, text + "c", 8_000).endswith("- [x] b\nc")
