"""What goes out comes in again, as far as the file can carry it."""

import contextlib
import datetime
import io
import zipfile

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from boards.exceptions import InvalidInput
from boards.models import LinkKind, TaskLink
from boards.rules.spreadsheets import SEPARATORS
from boards.services import checklist_items, checklists, tasks
from boards.transfer.exports.base import Choices
from boards.transfer.exports.registry import EXPORTS, export_of
from boards.transfer.files import Brought
from boards.transfer.formats.registry import recognised
from tests.factories import column_of, make_comment, make_task

# What each file can carry, and brings back when it comes in again.
BOTH = "title description tags people due priority progress done parent created"
CARRIES = {
    "csv": f"number column archived items comments {BOTH}",
    "xlsx": f"number column archived items comments {BOTH}",
    "ics": "title description tags due priority progress done parent created",
    "ms-project": "title description people due progress done parent created",
    "todo.txt": "title due done created",
    "markdown": "",
}


@pytest.fixture
def full(project, member, owner):
    """A project with everything in it."""
    first = make_task(
        project=project,
        title="Buy “milk”, =1+1",
        description="Two\n\nparts; with\ttab",
        tag_names=["food", "at home"],
        priority=3,
        assignee=member,
        due_date=datetime.date(2026, 3, 1),
        progress=40,
    )
    second = make_task(project=project, title="-Bake bread", column=column_of(project=project, status="completed"))
    third = make_task(project=project, title="Old one")
    tasks.archive(task=third, actor=owner)
    made = checklists.create(task=first, title="To get", lines=[("Jar", False), ("=Bag", False)], actor=owner)
    checklist_items.tick(item=made.items.first(), done=True, actor=owner)
    make_comment(task=first, text="Which one?\n\nThe blue")
    make_comment(task=first, text="Blue", actor=member)
    TaskLink.objects.create(first=first, second=second, kind=LinkKind.PARENT)
    return project, first, second, third


def written(project, reader, key, **choices):
    out = io.BytesIO()
    export_of(key).write(project, reader, out, Choices(**choices))
    return out.getvalue()


def come_in(tmp_path, content):
    path = tmp_path / "file"
    path.write_bytes(content)
    file = Brought(path, "Exported.x")
    (board,) = recognised(file).parse(file)
    return board


def facts(card, board, names):
    """What a card says of what a file carries, in words that both sides have."""
    lanes = {lane.id: lane for lane in board.lists}
    return {
        "number": card.number,
        "title": card.title,
        "description": card.description.strip(),
        "column": lanes[card.list_id].name,
        "tags": sorted(board.labels[each].name for each in card.labels),
        "people": sorted(board.members[each].name for each in card.members),
        "due": card.due[:10],
        "priority": card.priority,
        "progress": 100 if card.done or card.done_at else card.progress,
        "done": bool(card.done or card.done_at),
        "archived": card.closed,
        "parent": names.get(next((link.card_id for link in card.links if link.kind == "parent"), ""), ""),
        "items": [(item.text, item.done) for each in card.checklists for item in each.items],
        "comments": [(each.author, each.text) for each in card.comments],
        "created": card.created_at.date() if card.created_at else None,
    }


def truth(task):
    parent = TaskLink.objects.filter(second=task, kind=LinkKind.PARENT).first()
    return {
        "number": str(task.number),
        "title": task.title,
        "description": task.description.strip(),
        "column": task.column.name,
        "tags": sorted(tag.name for tag in task.tags.all()),
        "people": [str(task.assignee)] if task.assignee else [],
        "due": task.due_date.isoformat() if task.due_date else "",
        "priority": task.priority,
        "progress": task.progress,
        "done": task.completed_at is not None,
        "archived": task.archived_at is not None,
        "parent": parent.first.title if parent else "",
        "items": [(item.text, item.done_at is not None) for each in task.checklists.all() for item in each.items.all()],
        "comments": [(str(each.author), each.text) for each in task.comments.order_by("pk")],
        "created": task.created_at.date(),
    }


def test_every_export_says_what_it_carries():
    assert {each.key for each in EXPORTS} == set(CARRIES)


@pytest.mark.parametrize("key", [key for key, carried in CARRIES.items() if carried])
def test_what_went_out_comes_in_as_it_was(tmp_path, full, owner, key):
    project, *made = full
    board = come_in(tmp_path, written(project, owner, key))
    names = {card.id: card.title for card in board.cards}
    found = {card.title: facts(card, board, names) for card in board.cards}
    for task in made:
        task.refresh_from_db()
        if task.archived_at is not None and "archived" not in CARRIES[key]:
            assert task.title not in found
            continue
        expected = truth(task)
        carried = CARRIES[key].split()
        assert {name: found[task.title][name] for name in carried} == {name: expected[name] for name in carried}


@pytest.mark.parametrize("separator", SEPARATORS)
def test_csv_of_any_region_comes_in(tmp_path, full, owner, separator):
    project, first, *_others = full
    content = written(project, owner, "csv", dialect=SEPARATORS[separator])
    assert content.startswith(b"\xef\xbb\xbf") and b"'=1+1" not in content.split(b"\n")[0]
    board = come_in(tmp_path, content)
    assert first.title in [card.title for card in board.cards]


def test_no_cell_of_a_workbook_is_a_formula_and_dates_are_dates(full, owner):
    project, first, *_others = full
    sheet = openpyxl.load_workbook(io.BytesIO(written(project, owner, "xlsx"))).active
    assert sheet.freeze_panes == "C2" and sheet.auto_filter.ref.startswith("A1:")
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    row = next(row for row in sheet.iter_rows(values_only=True) if row[1] == first.title)
    assert isinstance(row[8], datetime.datetime)


def test_the_folder_can_be_read(full, owner):
    project, first, second, _third = full
    with zipfile.ZipFile(io.BytesIO(written(project, owner, "markdown"))) as folder:
        board = folder.read("README.md").decode()
        page = folder.read(
            next(name for name in folder.namelist() if name.startswith(f"tasks/{first.number:04}"))
        ).decode()
        assert all(re_safe(name) for name in folder.namelist())
    assert f"# {project.title}" in board and f"#{second.number} -Bake bread" in board
    assert "- [x] Jar\n- [ ] =Bag" in page and "> Which one?\n>\n> The blue" in page


def re_safe(name):
    return all(each.isalnum() or each in "-./" for each in name) and ".." not in name


def test_a_calendar_program_reads_the_tasks(full, owner):
    todos = Calendar.from_ical(written(full[0], owner, "ics")).walk("VTODO")
    assert {str(todo["SUMMARY"]) for todo in todos} == {"Buy “milk”, =1+1", "-Bake bread"}


@pytest.mark.parametrize("key", CARRIES)
def test_queries_do_not_grow_with_the_tasks(full, owner, key):
    project = full[0]

    def queries():
        with CaptureQueriesContext(connection) as asked:
            written(project, owner, key)
        return len(asked)

    before = queries()
    for number in range(20):
        make_task(project=project, title=f"More {number}")
    assert queries() == before


@pytest.mark.parametrize("key", CARRIES)
def test_odd_texts_go_out_in_every_format(project, owner, key, hostile_texts):
    for number, text in enumerate(hostile_texts):
        with contextlib.suppress(InvalidInput):  # what can't be stored
            make_task(project=project, title=f"{number} {text}"[:400], description=text)
    assert written(project, owner, key)
