"""Files within others: what is compressed counts as what it holds, and an archive as the exports in it."""

import gzip
import json

import pytest

from boards.exceptions import InvalidInput
from boards.transfer import files, opening
from boards.transfer.files import Brought
from tests.transfer import board_samples, table_samples
from tests.transfer.board_samples import zipped
from tests.transfer.exports import a_card, a_list, export, written
from tests.transfer.reading import brought

TRELLO = written(export(name="Fair", lists=[a_list()], cards=[a_card()]))


def test_a_database_of_kanboard_comes_as_its_page_gives_it(tmp_path):
    file = brought(tmp_path, gzip.compress(board_samples.kanboard(tmp_path)), "db.sqlite.gz")
    opened = opening.opened(file)
    assert opened.format.key == "kanboard" and [board.name for board in opened.boards] == ["Office", "Old"]


def test_the_name_of_what_is_compressed_is_that_of_its_content(tmp_path):
    opened = opening.opened(brought(tmp_path, gzip.compress(table_samples.TODOIST.encode()), "House.csv.gz"))
    assert [board.name for board in opened.boards] == ["House"]


def test_what_was_unpacked_goes_with_the_file(tmp_path):
    file = brought(tmp_path, gzip.compress(TRELLO))
    path = file.path
    assert path.exists() and opening.opened(file).format.key == "trello"
    del file
    assert not path.exists()


@pytest.mark.parametrize("damage", [lambda content: content[:-20], lambda content: content[:12] + b"\xff" * 40])
def test_what_is_damaged_is_refused(tmp_path, damage):
    with pytest.raises(InvalidInput, match="damaged"):
        opening.opened(brought(tmp_path, damage(gzip.compress(TRELLO))))


def test_what_grows_beyond_reason_is_refused(tmp_path):
    with pytest.raises(InvalidInput, match="grows beyond reason"):
        opening.opened(brought(tmp_path, gzip.compress(b" " * (files.UNSUSPICIOUS + 1))))


def test_a_backup_of_todoist_holds_a_project_in_each_file(tmp_path):
    content = zipped({"Inbox [2203306141].csv": table_samples.TODOIST, "House [2203306142].csv": table_samples.TODOIST})
    opened = opening.opened(brought(tmp_path, content))
    assert opened.format.key == "todoist" and [board.name for board in opened.boards] == ["Inbox", "House"]


def test_a_folder_of_files_with_a_task_each_is_one_list(tmp_path):
    # As todoman, vdirsyncer and Radicale keep them.
    item = "BEGIN:VCALENDAR\nBEGIN:VTODO\nUID:{0}\nSUMMARY:{0}\nEND:VTODO\nEND:VCALENDAR\n"
    named = item.replace("BEGIN:VTODO", "X-WR-CALNAME:Trips\nBEGIN:VTODO", 1)
    content = {f"tasks/office/{name}.ics": item.format(name) for name in ("bake", "sell")}
    content |= {"tasks/garden/rest.ics": item.format("rest"), "tasks/office/trips.ics": named.format("go")}
    opened = opening.opened(brought(tmp_path, zipped(content), "tasks.zip"))
    cards = {board.name: [card.title for card in board.cards] for board in opened.boards}
    assert cards == {"office": ["bake", "sell"], "rest": ["rest"], "Trips": ["go"]}


def test_a_folder_may_hold_more_tasks_than_other_archives_files(tmp_path, monkeypatch):
    monkeypatch.setattr("boards.transfer.bundles.MOST_FILES", 2)
    item = "\ufeffBEGIN:VCALENDAR\nBEGIN:VTODO\nUID:{0}\nSUMMARY:{0}\nEND:VTODO\nEND:VCALENDAR\n"
    tasks = {f"tasks/{number}.ics": item.format(number) for number in range(5)}
    (board,) = opening.opened(brought(tmp_path, zipped(tasks), "tasks.zip")).boards
    assert len(board.cards) == 5 and not board.remarks


def test_appointments_in_a_folder_of_tasks_are_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr("boards.transfer.bundles.MOST_FILES", 2)
    item = "BEGIN:VCALENDAR\nBEGIN:{1}\nUID:{0}\nSUMMARY:Fair, of {0}; again\nEND:{1}\nEND:VCALENDAR\n"
    content = {f"office/{number}.ics": item.format(number, "VEVENT") for number in range(4)}
    content["office/task.ics"] = item.format("task", "VTODO")
    (board,) = opening.opened(brought(tmp_path, zipped(content), "office.zip")).boards
    assert len(board.cards) == 1 and len(board.remarks) == 4


def test_of_a_board_that_is_there_twice_what_tells_more_comes_in(tmp_path):
    table = "Card ID,Card Name,Card URL,Labels,List Name\n1,Sow,,,Now\n"
    content = zipped({"fair/fair.json": TRELLO, "fair/fair.csv": table, "fair/a.png": "png", "__MACOSX/._a": "x"})
    opened = opening.opened(brought(tmp_path, content))
    (board,) = opened.boards
    assert (opened.format.key, board.name) == ("trello", "Fair")
    assert [place for _words, place in board.remarks] == ["fair/fair.csv", "fair/a.png"]


def test_the_format_may_be_said(tmp_path):
    content = zipped({"a/fair.json": TRELLO, "a/chores.csv": table_samples.TODOIST})
    assert opening.opened(brought(tmp_path, content), key="todoist").boards[0].name == "chores"


def test_an_archive_of_nothing_known_is_refused(tmp_path):
    with pytest.raises(InvalidInput, match="of no tool that is known"):
        opening.opened(brought(tmp_path, zipped({"a.png": "png", "b.json": json.dumps({"a": 1})})))


def test_an_archive_never_writes_to_where_its_names_say(tmp_path):
    content = zipped({"../../outside.json": TRELLO, "/tmp/outside.json": TRELLO})
    assert len(opening.opened(brought(tmp_path, content)).boards) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["file"] and not (tmp_path.parent / "outside.json").exists()


def test_archives_with_too_many_files_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("boards.transfer.bundles.MOST_FILES", 2)
    with pytest.raises(InvalidInput, match="more than 2 files"):
        opening.opened(brought(tmp_path, zipped({f"{number}.ics": TRELLO for number in range(3)})))


def test_what_is_compressed_within_an_archive_counts_as_what_it_holds(tmp_path, monkeypatch):
    monkeypatch.setattr("boards.transfer.bundles.MOST_UNPACKED", 2 * len(TRELLO))
    packed = {f"{number}.json.gz": gzip.compress(TRELLO) for number in range(3)}
    with pytest.raises(InvalidInput, match="Unpacked, the archive is larger"):
        opening.opened(brought(tmp_path, zipped(packed)))


def test_workbooks_stay_workbooks(tmp_path):
    from tests.transfer.test_tables import workbook

    file = brought(tmp_path, workbook(["Title", "Status"], ["Sow", "Now"]))
    assert opening.opened(file).format.key == "table"


def test_a_file_that_is_nothing_special_lies_where_it_lay(tmp_path):
    brought(tmp_path, TRELLO)
    assert Brought(tmp_path / "file").path == tmp_path / "file"
